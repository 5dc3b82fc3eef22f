import type { FollowUpView } from '@certhall/contract/application/follow-up-view'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Navigate } from 'react-router'
import { useHall } from '../api/hall.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { mayRetry } from '../api/query-client.ts'
import { sessionEndOf } from '../holder/session.ts'
import { useLanguage } from '../messages/translation.ts'
import { beijingDate } from '../plain/beijing-time.ts'
import { Alert } from '../plain/alert.tsx'
import { LinkButton } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { CopyText } from '../plain/copy-text.tsx'
import { Descriptions } from '../plain/descriptions.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { useItemLabel } from './form-words.ts'
import { fetchApplication, type ProgressView } from './requests.ts'
import { useDraftRoom } from './room-context.ts'
import { WizardFrame } from './wizard-frame.tsx'

/** AP-4 提交成功. */
export const DonePage = () => {
  const { t } = useTranslation(['application', 'errors'])
  const { state, store } = useDraftRoom()
  // The draft on this page may be older than its submission: then it is asked once more.
  const view = useQuery({
    queryKey: ['done', state.draft.draftId],
    queryFn: async ({ signal }) => {
      if (store.current().draft.applicationNo === null) await store.reload()
      const { applicationNo } = store.current().draft
      return applicationNo === null ? null : fetchApplication(applicationNo, signal)
    },
    // A reported loss freezes its own certificate: the login ends and one request is told so, the application stays this browser's.
    retry: (failures, error) => (failures === 0 && sessionEndOf(error) !== null) || mayRetry(failures, error),
  })
  // Nothing was submitted: saying so under the heading of a success would be a lie.
  if (view.data === null) return <Navigate to="../confirm" relative="path" replace />
  return (
    <WizardFrame step="done" title={t('done.title')}>
      {view.isError && <ProblemAlert error={view.error} onRetry={() => void view.refetch()} />}
      {view.isPending && <Skeleton lines={6} onRetry={() => void view.refetch()} />}
      {view.data !== undefined && <Submitted view={view.data} />}
    </WizardFrame>
  )
}

const Submitted = ({ view }: { readonly view: ProgressView }) => {
  const { t } = useTranslation(['application', 'certificate'])
  const { state } = useDraftRoom()
  const { followUp } = state.draft
  const hall = useHall()
  return (
    <>
      <Alert tone="success" live="polite" title={t('done.number')}>
        <CopyText text={view.applicationNo} name={t('done.number')} size="large" />
        <p>{t('done.numberNote')}</p>
        {view.dueAt !== null && <p>{t('done.due', { date: beijingDate(view.dueAt) })}</p>}
      </Alert>
      <Card title={t('done.nextTitle')}>
        {followUp === null ? (
          <ol>
            <li>{t('done.nextReview')}</li>
            <li>{t('done.nextPasscode')}</li>
            <li>{t('done.nextDownload')}</li>
          </ol>
        ) : (
          <NextOfFollowUp followUp={followUp} />
        )}
        {hall.data !== undefined && <p className="muted">{t('done.hotline', { hotline: hall.data.hotline })}</p>}
      </Card>
      <Originals view={view} />
      <div className="form-actions">
        <LinkButton variant="primary" icon="print" to={`/hall/apply/${state.draft.draftId}/form`}>
          {t('done.print')}
        </LinkButton>
        <LinkButton to={`/progress?application=${encodeURIComponent(view.applicationNo)}`}>{t('done.progress')}</LinkButton>
        {followUp !== null && <LinkButton to="/hall/manage">{t('certificate:wizard.toList')}</LinkButton>}
      </div>
    </>
  )
}

const NextOfFollowUp = ({ followUp: { type, makesCertificate } }: { readonly followUp: FollowUpView }) => {
  const { t } = useTranslation('certificate')
  return (
    <ol>
      <li>{type === 'unfreeze' ? t('wizard.nextTwo') : t('wizard.nextReview')}</li>
      {makesCertificate && <li>{t('wizard.nextPasscode')}</li>}
      {makesCertificate && <li>{t('wizard.nextDownload')}</li>}
      {type === 'revoke' && <li>{t('wizard.nextRevoked')}</li>}
      {type === 'change' && !makesCertificate && <li>{t('wizard.nextChanged')}</li>}
    </ol>
  )
}

const Originals = ({ view }: { readonly view: ProgressView }) => {
  const { t } = useTranslation('application')
  const { project } = useDraftRoom()
  const label = useItemLabel()
  const language = useLanguage()
  const hall = useHall()
  if (view.missingOriginals.length === 0 && project?.originalsByPost !== true) return <p>{t('done.noMail')}</p>
  const others = view.missingOriginals.filter((kind) => kind !== 'applicationForm')
  return (
    <Card title={t('done.mailTitle')}>
      <ul>
        <li>{t('done.mailForm')}</li>
        {others.map((kind) => (
          <li key={kind}>{label(`document.${kind}`)}</li>
        ))}
      </ul>
      {hall.data !== undefined && (
        <Descriptions items={[{ term: t('done.mailAddress'), value: <strong>{hall.data.postalAddress[language]}</strong> }]} />
      )}
      <p className="muted">{t('done.mailNote')}</p>
    </Card>
  )
}
