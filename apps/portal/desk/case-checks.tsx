import { useTranslation } from 'react-i18next'
import { Descriptions } from '../plain/descriptions.tsx'
import { nameText } from '../plain/name-text.ts'
import { type CertificateTag, StateTag } from '../plain/state-tag.tsx'
import { Time } from '../plain/time.tsx'
import { CheckLine } from './case-attention.tsx'
import type { CaseView } from './exchange.ts'
import { Colon } from '../plain/colon.tsx'

/** Right pane: the certificate to come, registry, checks, certificates, decisions so far. */
export const CaseChecks = ({ view }: { readonly view: CaseView }) => {
  const { t } = useTranslation('desk')
  return (
    <section className="pane" id="case-checks" aria-labelledby="case-checks-title">
      <h2 id="case-checks-title">{t('case.checks')}</h2>
      <Descriptions
        items={[
          { term: t('case.subject'), value: nameText(view.subject) },
          { term: t('case.validity'), value: t('case.validityDays', { count: view.validityDays }) },
          { term: t('case.profile'), value: view.profileId, code: true },
        ]}
      />
      <ul className="check-list">
        {view.checks.map((check) => (
          <CheckLine key={check.check} check={check} />
        ))}
      </ul>
      <Registry registry={view.registry} />
      <h3>{t('case.certificates')}</h3>
      {view.certificates.length === 0 ? (
        <p className="muted">{t('case.noCertificates')}</p>
      ) : (
        <ul className="plain-list">
          {view.certificates.map((certificate) => (
            <li key={certificate.serialNumber}>
              <StateTag of="certificate" state={certificate.state as CertificateTag} /> <Time at={certificate.notAfter} precision="date" />{' '}
              <span className="code">{certificate.serialNumber}</span>
            </li>
          ))}
        </ul>
      )}
      <History view={view} />
    </section>
  )
}

const Registry = ({ registry }: { readonly registry: CaseView['registry'] }) => {
  const { t } = useTranslation('desk')
  if (registry === null) return <p className="muted">{t('case.noRegistry')}</p>
  return (
    <>
      <h3>{t('case.registry')}</h3>
      <Descriptions
        items={[
          { term: t('case.fields.organization.name'), value: registry.name },
          { term: t('case.fields.organization.kind'), value: registry.kind === null ? '—' : t(`case.kinds.${registry.kind}`) },
          { term: t('case.fields.organization.legalRepresentative'), value: registry.legalRepresentative ?? '—' },
          { term: t('case.fields.organization.address'), value: registry.address ?? '—' },
          { term: t('case.registrySource', { source: registry.source }), value: <Time at={registry.asOf} precision="date" /> },
        ]}
      />
    </>
  )
}

const History = ({ view }: { readonly view: CaseView }) => {
  const { t } = useTranslation('desk')
  return (
    <>
      <h3>{t('case.history')}</h3>
      {view.statements.length === 0 ? (
        <p className="muted">{t('case.noHistory')}</p>
      ) : (
        <ol className="plain-list">
          {view.statements.map((statement) => (
            <li key={statement.textSha256}>
              <Time at={statement.at} precision="second" /> {t('case.by', { name: statement.by, role: t(`roles.${statement.role}`) })}
              <Colon />
              {t(`case.decisions.${statement.decision}`)}
              {statement.remark !== '' && <span className="muted"> {statement.remark}</span>}
              <details>
                <summary>{t('case.digest')}</summary>
                <span className="code">{statement.textSha256}</span>
              </details>
            </li>
          ))}
        </ol>
      )}
    </>
  )
}
