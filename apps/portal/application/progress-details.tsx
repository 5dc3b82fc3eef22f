import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHall } from '../api/hall.ts'
import { useLanguage } from '../messages/translation.ts'
import { Alert } from '../plain/alert.tsx'
import { Button, LinkButton } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { type Description, Descriptions } from '../plain/descriptions.tsx'
import { FocusHere } from '../plain/focus-here.tsx'
import { StateTag } from '../plain/state-tag.tsx'
import { Time } from '../plain/time.tsx'
import { CorrectionForm } from './correction-form.tsx'
import { useItemLabel } from './form-words.ts'
import { progressFormAddress } from './progress-address.ts'
import { ProgressContent } from './progress-content.tsx'
import { ProgressFollowUp } from './progress-follow-up.tsx'
import { actorOf, sentenceOf } from './progress-stages.ts'
import { ProgressTimeline } from './progress-timeline.tsx'
import type { ProgressView } from './requests.ts'
import { WithdrawDialog } from './withdraw-dialog.tsx'

export interface ProgressDetailsProps {
  readonly view: ProgressView
  /** The person has just withdrawn it here: what it has become takes the focus. */
  readonly isJustWithdrawn: boolean
  readonly onWithdrawn: (view: ProgressView) => void
  readonly onCorrected: (view: ProgressView) => void
  readonly onRefresh: () => void
  readonly onOther: () => void
}

/** How it stands, who must act, and what can be done about it; then the road so far and what was asked for. */
export const ProgressDetails = ({ view, isJustWithdrawn, onWithdrawn, onCorrected, onRefresh, onOther }: ProgressDetailsProps) => {
  const { t } = useTranslation('progress')
  const language = useLanguage()
  return (
    <>
      <p className="lead">
        {t('summary', { organization: view.organizationName, project: language === 'zh' ? view.projectNameZh : view.projectNameEn })}
      </p>
      <Card>
        {isJustWithdrawn ? (
          <FocusHere>
            <StateLine view={view} />
          </FocusHere>
        ) : (
          <StateLine view={view} />
        )}
        <Facts view={view} />
        {view.may.download && (
          <LinkButton variant="primary" icon="download" to="/hall/download">
            {t('passcode.download')}
          </LinkButton>
        )}
      </Card>
      <Rejection view={view} />
      {view.followUp !== null && <ProgressFollowUp state={view.state} followUp={view.followUp} />}
      {view.may.correct && <CorrectionForm view={view} onView={onCorrected} />}
      <Originals view={view} />
      <ProgressTimeline view={view} />
      <ProgressContent view={view} />
      <Actions view={view} onWithdrawn={onWithdrawn} onRefresh={onRefresh} onOther={onOther} />
    </>
  )
}

const StateLine = ({ view }: { readonly view: ProgressView }) => {
  const { t } = useTranslation('progress')
  return (
    <p className="progress__state">
      <StateTag of="application" state={view.state} />{' '}
      <strong>{t(`state.${sentenceOf(view)}`, { count: view.returnedItems.length })}</strong>
    </p>
  )
}

const Facts = ({ view }: { readonly view: ProgressView }) => {
  const { t } = useTranslation('progress')
  const facts: readonly Description[] = [
    { term: t('who'), value: t(actorOf(view)) },
    ...(view.dueAt === null ? [] : [{ term: t('due'), value: <Time at={view.dueAt} zone /> }]),
    ...(view.passcode === null || !view.may.download
      ? []
      : [
          { term: t('passcode.sentTo'), value: view.passcode.sentTo },
          { term: t('passcode.expires'), value: <Time at={view.passcode.expiresAt} zone /> },
        ]),
    ...(view.certificate === null
      ? []
      : [
          { term: t('certificate.serial'), value: view.certificate.serialNumber, code: true },
          { term: t('certificate.notAfter'), value: <Time at={view.certificate.notAfter} zone /> },
        ]),
  ]
  return <Descriptions items={facts} />
}

const hasEndedInVain = ({ state }: ProgressView): boolean => state === 'rejected' || state === 'withdrawn' || state === 'expired'

const Rejection = ({ view }: { readonly view: ProgressView }) => {
  const { t } = useTranslation('progress')
  const { reject, state } = view
  if (!hasEndedInVain(view)) return null
  const again = <LinkButton to={againAddress(view)}>{t('again')}</LinkButton>
  if (state !== 'rejected') return <p>{again}</p>
  return (
    <Alert tone="error" actions={again}>
      {reject !== null && (
        <Descriptions
          items={[
            { term: t('rejectReason'), value: t(`rejectReasons.${reject.reason}`) },
            ...(reject.remark === '' ? [] : [{ term: t('remark'), value: reject.remark }]),
          ]}
        />
      )}
    </Alert>
  )
}

/** Where the same can be asked for once more: a follow-up at its certificate. */
const againAddress = ({ followUp }: ProgressView): string =>
  followUp === null ? '/hall/apply' : `/my/certificates/${followUp.target.authorityId}/${followUp.target.serialNumber}/${followUp.type}`

const Originals = ({ view: { missingOriginals } }: { readonly view: ProgressView }) => {
  const { t } = useTranslation('progress')
  const label = useItemLabel()
  const language = useLanguage()
  const hall = useHall()
  if (missingOriginals.length === 0) return null
  return (
    <Card title={t('originals.title')}>
      <ul>
        {missingOriginals.map((kind) => (
          <li key={kind}>{label(`document.${kind}`)}</li>
        ))}
      </ul>
      {hall.data !== undefined && <p>{t('originals.text', { address: hall.data.postalAddress[language] })}</p>}
    </Card>
  )
}

const Actions = ({ view, onWithdrawn, onRefresh, onOther }: Omit<ProgressDetailsProps, 'onCorrected' | 'isJustWithdrawn'>) => {
  const { t } = useTranslation('progress')
  const [asked, setAsked] = useState(false)
  return (
    <div className="form-actions no-print">
      <Button icon="sync" onClick={onRefresh}>
        {t('refresh')}
      </Button>
      {!hasEndedInVain(view) && (
        <LinkButton icon="print" to={progressFormAddress(view.applicationNo)}>
          {t('print')}
        </LinkButton>
      )}
      <Button variant="quiet" icon="search" onClick={onOther}>
        {t('access.other')}
      </Button>
      {view.may.withdraw && (
        <Button variant="quiet" onClick={() => setAsked(true)}>
          {t('withdraw.open')}
        </Button>
      )}
      {asked && <WithdrawDialog view={view} onWithdrawn={onWithdrawn} onClose={() => setAsked(false)} />}
    </div>
  )
}
