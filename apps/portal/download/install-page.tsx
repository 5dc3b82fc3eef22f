import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Alert } from '../plain/alert.tsx'
import { Button } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { Steps } from '../plain/steps.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { DownloadProblem } from './download-problem.tsx'
import type { RoomProps } from './room.ts'
import { type InstallStep, isLeavingUnwise, type StepLog } from './step-log.ts'
import { StepLogView } from './step-log-view.tsx'

/** DL-4, and DL-3 while the PIN is being typed in the client's window. Nothing here is lost by closing: the key is kept, and the same PASSCODE comes back to the first unfinished step. */
export const InstallPage = ({ download, actions, isPin = false }: RoomProps & { readonly isPin?: boolean }) => {
  const { t } = useTranslation('download')
  const { Turn, useStepNames } = download.room
  const unwise = isLeavingUnwise(download.log)
  useLeavingWarning(unwise)
  return (
    <div className="column">
      <Steps names={useStepNames()} current={2} />
      <PageHeading title={t('page')} step={isPin ? t('install.names.enterPin') : t('install.heading')} />
      <Card>
        <StepLogView log={download.log} />
        {download.isWaiting && <p role="status">{t('install.slowIssue')}</p>}
        <Hint log={download.log} isRsa={download.view.keyAlgorithm.startsWith('rsa')} />
      </Card>
      <Trouble download={download} actions={actions} />
      <Turn download={download} actions={actions} />
      {unwise && <p className="muted">{t('install.leave')}</p>}
    </div>
  )
}

/** The failed step's way out: again with the kept key, with a new one, or confirming once more. */
const Trouble = ({ download, actions }: RoomProps) => {
  const { t } = useTranslation('download')
  const { Again } = download.room
  if (download.error === null) return null
  if (at(download.log, 'readBack') === 'done') return <DownloadProblem error={download.error} onRetry={() => void actions.confirm()} />
  return (
    <>
      <DownloadProblem error={download.error} />
      {download.needsNewKey ? (
        <Alert tone="info" actions={<Button onClick={() => void actions.forgetKey()}>{t('install.newKey')}</Button>}>
          {t('resume.restartNote')}
        </Alert>
      ) : (
        <Again download={download} actions={actions} />
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

/** The browser asks before leaving; its words are its own. */
const useLeavingWarning = (active: boolean): void => {
  useEffect(() => {
    if (!active) return undefined
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [active])
}
