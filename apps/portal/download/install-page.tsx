import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Alert } from '../plain/alert.tsx'
import { Button } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { Steps } from '../plain/steps.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { ReadBackForm } from './read-back-form.tsx'
import { ResumePassword } from './resume-password.tsx'
import type { RoomProps } from './room.ts'
import { type InstallStep, isLeavingUnwise, type StepLog } from './step-log.ts'
import { StepLogView } from './step-log-view.tsx'
import { useStepNames } from './step-names.ts'

/** DL-4. Nothing here is lost by closing: the key is kept, and the same PASSCODE comes back to the first unfinished step. */
export const InstallPage = ({ download, actions }: RoomProps) => {
  const { t } = useTranslation('download')
  const unwise = isLeavingUnwise(download.log)
  useLeavingWarning(unwise)
  return (
    <div className="column">
      <PageHeading title={t('page')} step={t('install.heading')} />
      <Steps names={useStepNames()} current={2} />
      <Card>
        <StepLogView log={download.log} />
        {download.isWaiting && <p role="status">{t('install.slowIssue')}</p>}
        <Hint log={download.log} isRsa={download.view.keyAlgorithm.startsWith('rsa')} />
      </Card>
      <Trouble download={download} actions={actions} />
      {download.file !== null && <SaveAndProve download={download} actions={actions} />}
      {unwise && <p className="muted">{t('install.leave')}</p>}
    </div>
  )
}

const SaveAndProve = ({ download, actions }: RoomProps) => {
  const { t } = useTranslation('download')
  return (
    <>
      <Card title={t('install.saveTitle')}>
        <p>{t('install.saveMore', { name: download.file?.name ?? '' })}</p>
        <Button variant={download.wasSaved ? 'secondary' : 'primary'} icon="download" autoFocus onClick={actions.save}>
          {download.wasSaved ? t('install.saveAgain') : t('install.save')}
        </Button>
      </Card>
      {download.wasSaved && (
        <Card title={t('install.verifyTitle')}>
          <p>{t('install.verifyMore')}</p>
          <ReadBackForm download={download} actions={actions} />
        </Card>
      )}
    </>
  )
}

/** The failed step's way out: again with the kept key, with a new one, or confirming once more. */
const Trouble = ({ download, actions }: RoomProps) => {
  const { t } = useTranslation('download')
  if (download.error === null) return null
  if (reached(download.log, 'readBack')) return <ProblemAlert error={download.error} onRetry={() => void actions.confirm()} />
  return (
    <>
      <ProblemAlert error={download.error} />
      {download.needsNewKey ? (
        <Alert tone="info" actions={<Button onClick={() => void actions.forgetKey()}>{t('install.newKey')}</Button>}>
          {t('resume.restartNote')}
        </Alert>
      ) : (
        download.kept !== undefined && <ResumePassword kept={download.kept} download={{ ...download, error: null }} actions={actions} />
      )}
    </>
  )
}

const Hint = ({ log, isRsa }: { readonly log: StepLog; readonly isRsa: boolean }) => {
  const { t } = useTranslation('download')
  if (isRsa && at(log, 'makeKey') === 'working') return <p className="muted">{t('install.slowKey')}</p>
  return null
}

const at = (log: StepLog, step: InstallStep) => log.find((entry) => entry.step === step)?.state

const reached = (log: StepLog, step: InstallStep): boolean => at(log, step) === 'done'

/** The browser asks before leaving; its words are its own. */
const useLeavingWarning = (active: boolean): void => {
  useEffect(() => {
    if (!active) return undefined
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [active])
}
