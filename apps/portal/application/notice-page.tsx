import { type OrganizationKind, organizationKinds } from '@certhall/contract/application/vocabulary'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useConsents, useHall } from '../api/hall.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Button, LinkButton } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { ErrorSummary } from '../plain/error-summary.tsx'
import { RadioGroup } from '../plain/radio-group.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { useLanguage } from '../messages/translation.ts'
import { ConsentBoxes, consentControlId } from './consent-boxes.tsx'
import { consentsOf, keepConsents } from './consent-record.ts'
import { newDraftState } from './new-draft.ts'
import { withTick } from './ticks.ts'
import { WizardFrame } from './wizard-frame.tsx'

/** AP-0 须知. */
export const NoticePage = () => {
  const { t } = useTranslation(['application', 'errors'])
  const [kind, setKind] = useState<OrganizationKind>('enterprise')
  return (
    <WizardFrame step="notice" title={t('page')} lead={t('notice.lead')}>
      <Flow />
      <Card title={t('notice.papersTitle')}>
        <RadioGroup
          label={t('notice.kindLabel')}
          inline
          value={kind}
          onValue={setKind}
          choices={organizationKinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        />
        <ul>
          {t(`notice.papers.${kind}`, { returnObjects: true }).map((paper) => (
            <li key={paper}>{paper}</li>
          ))}
        </ul>
        <p className="muted">{t('notice.papersSeal')}</p>
        <p className="muted">{t('notice.papersVary')}</p>
        <p>{t('notice.contactNeeded')}</p>
      </Card>
      <Start kind={kind} />
      <p className="muted">
        {t('notice.offline')} <Link to="/help/service-points">{t('notice.offlineLink')}</Link>
      </p>
    </WizardFrame>
  )
}

const Flow = () => {
  const { t } = useTranslation('application')
  const hall = useHall()
  return (
    <Card title={t('notice.flowTitle')}>
      <ol>
        <li>{t('notice.flow.apply')}</li>
        <li>{t('notice.flow.review', { days: hall.data?.reviewWorkingDays ?? '…' })}</li>
        <li>{t('notice.flow.passcode')}</li>
        <li>{t('notice.flow.download')}</li>
      </ol>
    </Card>
  )
}

/** Consent is given here, document by document; 开始填写 refuses with words, it is never grey. */
const Start = ({ kind }: { readonly kind: OrganizationKind }) => {
  const { t } = useTranslation('application')
  const language = useLanguage()
  const navigate = useNavigate()
  const consents = useConsents()
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const [attempt, setAttempt] = useState(0)
  if (consents.isError) return <ProblemAlert error={consents.error} onRetry={() => void consents.refetch()} />
  if (consents.data === undefined) return <Skeleton lines={4} onRetry={() => void consents.refetch()} />
  const asked = consents.data
  const missing = asked.filter((consent) => !ticked.has(consent.consentId))
  const start = () => {
    if (missing.length > 0) return setAttempt(attempt + 1)
    keepConsents(consentsOf(asked))
    void navigate('new/select', { state: newDraftState(kind) })
  }
  const refusal = attempt === 0 ? undefined : t('notice.consentMissing')
  return (
    <>
      <Card title={t('notice.consentsTitle')}>
        {attempt > 0 && (
          <ErrorSummary
            attempt={attempt}
            items={missing.map((consent) => ({
              fieldId: consentControlId(consent.consentId),
              label: language === 'zh' ? consent.titleZh : consent.titleEn,
              message: t('notice.consentMissing'),
            }))}
          />
        )}
        <ConsentBoxes consents={asked} ticked={ticked} onTicked={(id, on) => setTicked(withTick(ticked, id, on))} missingText={refusal} />
      </Card>
      <div className="form-actions">
        <Button variant="primary" onClick={start}>
          {t('notice.start')}
        </Button>
        <LinkButton to="resume">{t('notice.resume')}</LinkButton>
      </div>
    </>
  )
}
