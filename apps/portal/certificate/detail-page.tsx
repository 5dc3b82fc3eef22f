import { fromBase64 } from '@certhall/kernel/bytes'
import { toPem } from '@certhall/pki/pem'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import type { ErrorCode } from '@certhall/contract/errors'
import { useFieldText } from '../api/error-text.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Alert } from '../plain/alert.tsx'
import { Button, LinkButton } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { CopyText } from '../plain/copy-text.tsx'
import { type Description, Descriptions } from '../plain/descriptions.tsx'
import { nameText } from '../plain/name-text.ts'
import { Skeleton } from '../plain/skeleton.tsx'
import { StateTag } from '../plain/state-tag.tsx'
import { Time } from '../plain/time.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { type Act, isRenewable, refusalsOf, tagOf } from './choices.ts'
import { addressOf, type CertificateDetail, useCertificate } from './exchange.ts'
import { saveText } from './save-text.ts'
import { serialEnd, shortSubject, useEventName, useProjectName, useStateSentence } from './words.ts'
import './certificate.css'

/** MG-4: how it stands, what can be done with it, what it is, what happened to it. */
export const DetailPage = () => {
  const { t } = useTranslation(['certificate', 'errors'])
  const { authorityId = '', serialNumber = '' } = useParams()
  const detail = useCertificate({ authorityId, serialNumber })
  return (
    <div className="column">
      <PageHeading title={t('page')} step={detail.data === undefined ? t('page') : shortSubject(detail.data.subject)} />
      <ProblemAlert error={detail.error} onRetry={() => void detail.refetch()} />
      {detail.isPending && <Skeleton lines={10} onRetry={() => void detail.refetch()} />}
      {detail.data !== undefined && <Detail certificate={detail.data} />}
      <p>
        <Link to="/hall/manage">{t('detail.back')}</Link>
      </p>
    </div>
  )
}

const Detail = ({ certificate }: { readonly certificate: CertificateDetail }) => {
  const { t } = useTranslation('certificate')
  const sentence = useStateSentence()
  const { openApplication } = certificate
  return (
    <>
      <p className="lead">
        <StateTag of="certificate" state={tagOf(certificate)} /> {sentence(certificate)}
      </p>
      {openApplication !== null && (
        <Alert
          title={t('detail.openTitle', { type: t(`applicationTypes.${openApplication.applicationType}`) })}
          actions={
            <LinkButton to={`/progress?application=${encodeURIComponent(openApplication.applicationNo)}`}>
              {t('detail.progress')}
            </LinkButton>
          }
        >
          <p>
            {t('detail.open', { no: openApplication.applicationNo })} <StateTag of="application" state={openApplication.state} />
          </p>
        </Alert>
      )}
      <Actions certificate={certificate} />
      <Fields certificate={certificate} />
      <History certificate={certificate} />
      <Extensions certificate={certificate} />
    </>
  )
}

/** Shown = works. What the state makes one look for and would be refused stands below in words. */
const Actions = ({ certificate }: { readonly certificate: CertificateDetail }) => {
  const { t } = useTranslation('certificate')
  const text = useFieldText()
  const { may, state, medium } = certificate
  const can = (act: Act): boolean => may[act] === null
  const link = (act: Act, variant: 'primary' | 'secondary' | 'quiet' = 'secondary') =>
    can(act) && (
      <LinkButton variant={variant} to={addressOf(certificate, act)}>
        {t(`acts.${act}`)}
      </LinkButton>
    )
  const refusals = [...refusalsOf(certificate)]
  const hasMore = can('change') || can('replace') || can('revoke') || medium === 'ukey'
  // A certificate that is over has nothing left to do, nor a heading for it.
  if (!hasMore && refusals.length === 0 && !can('unfreeze') && !can('renew') && !can('freeze')) return null
  return (
    <Card title={t('detail.actions')}>
      <div className="acts">
        {link('unfreeze', 'primary')}
        {link('renew', isRenewable(certificate) ? 'primary' : 'secondary')}
        {state !== 'frozen' && link('freeze')}
      </div>
      {hasMore && (
        <details className="more" open={state !== 'valid'}>
          <summary>{t('detail.more')}</summary>
          <div className="acts">
            {link('change')}
            {link('replace')}
            {link('revoke')}
            {medium === 'ukey' && <LinkButton to="/hall/ukey/pin">{t('acts.pin')}</LinkButton>}
          </div>
        </details>
      )}
      {refusals.map(([code, acts]) => (
        <p key={code} className="muted">
          {t('detail.refused', { acts: acts.map((act) => t(`acts.${act}`)).join(' · '), reason: text(code as ErrorCode) })}
        </p>
      ))}
    </Card>
  )
}

const Fields = ({ certificate }: { readonly certificate: CertificateDetail }) => {
  const { t } = useTranslation('certificate')
  const projectName = useProjectName()
  const { endReason, notBefore, notAfter } = certificate
  const items: readonly Description[] = [
    { term: t('list.subject'), value: nameText(certificate.subject) },
    { term: t('detail.type'), value: t(`types.${certificate.certificateType}`) },
    { term: t('list.project'), value: projectName(certificate) },
    { term: t('list.medium'), value: t(`media.${certificate.medium}`) },
    { term: t('detail.serial'), value: <CopyText text={certificate.serialNumber} name={t('detail.copySerial')} /> },
    {
      term: t('list.validity'),
      value: (
        <>
          <Time at={notBefore} /> {t('list.to')} <Time at={notAfter} zone />
        </>
      ),
    },
    { term: t('detail.issuer'), value: nameText(certificate.issuer) },
    { term: t('detail.algorithm'), value: certificate.keyAlgorithm.toUpperCase(), code: true },
    ...(endReason === null ? [] : [{ term: t('detail.endReason'), value: t(`endReasons.${endReason}`) }]),
  ]
  const name = `certificate-${serialEnd(certificate.serialNumber)}`
  const pems = [certificate.certificate, ...certificate.chain].map((base64) => toPem('CERTIFICATE', fromBase64(base64)))
  return (
    <Card title={t('detail.fields')}>
      <Descriptions items={items} />
      <div className="acts">
        <Button icon="download" onClick={() => saveText(`${name}.pem`, pems[0] ?? '')}>
          {t('detail.save')}
        </Button>
        <Button icon="download" onClick={() => saveText(`${name}-chain.pem`, pems.join(''))}>
          {t('detail.saveChain')}
        </Button>
      </div>
      <p className="muted">{t('detail.saveNote')}</p>
    </Card>
  )
}

const History = ({ certificate }: { readonly certificate: CertificateDetail }) => {
  const { history } = certificate
  const { t } = useTranslation('certificate')
  const eventName = useEventName()
  return (
    <Card title={t('detail.history')}>
      {history.length === 0 && <p className="muted">{t('detail.noHistory')}</p>}
      <ol className="history">
        {history.map(({ at, event, applicationNo }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: history is only added to, and two events may share a moment
          <li key={`${at}-${index}`}>
            <Time at={at} />
            <span>{eventName(event, tagOf(certificate))}</span>
            {event === 'application.submitted' && applicationNo !== null && <span className="code">{applicationNo}</span>}
          </li>
        ))}
      </ol>
    </Card>
  )
}

const Extensions = ({ certificate }: { readonly certificate: CertificateDetail }) => {
  const { t } = useTranslation('certificate')
  const list = (values: readonly string[]): string => (values.length === 0 ? t('detail.empty') : values.join(', '))
  return (
    <details className="more">
      <summary>{t('detail.extensions')}</summary>
      <Descriptions
        items={[
          { term: t('detail.keyUsage'), value: list(certificate.keyUsage) },
          { term: t('detail.extendedKeyUsage'), value: list(certificate.extendedKeyUsage) },
          { term: t('detail.alternativeNames'), value: list(certificate.subjectAltName) },
          { term: t('detail.crl'), value: <a href={certificate.crlUrl}>{certificate.crlUrl}</a> },
          { term: t('detail.ocsp'), value: certificate.ocspUrl },
          { term: t('detail.digest'), value: <span className="fingerprint">{certificate.sha256}</span>, code: true },
        ]}
      />
    </details>
  )
}
