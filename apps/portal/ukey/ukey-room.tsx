import type { SeenToken } from '@certhall/contract/client/messages'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AbandonCard } from '../download/abandon-card.tsx'
import { DownloadProblem } from '../download/download-problem.tsx'
import type { MediumRoom, RoomProps } from '../download/room.ts'
import { useStepNames } from '../download/step-names.ts'
import { SubjectCard } from '../download/subject-card.tsx'
import { useLanguage } from '../messages/translation.ts'
import { Alert } from '../plain/alert.tsx'
import { Button } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { Steps } from '../plain/steps.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { Hotline } from '../shell/footer.tsx'
import { ConsentCard } from './consent-card.tsx'
import { openConsentWindow } from './consent-window.ts'
import { isUkeyFault } from './faults.ts'
import { browserMemory } from './known-installation.ts'
import { ModelChooser } from './model-chooser.tsx'
import { begunToken } from './token-memory.ts'
import { TokenChooser } from './token-chooser.tsx'
import { UkeyFinished } from './ukey-finished.tsx'
import { checkUkey, isReady } from './ukey-checks.ts'
import { UkeyChecklist } from './ukey-checklist.tsx'
import { ukeyMedium } from './ukey-medium.ts'
import { knownStore, useClient } from './use-client.ts'

/** DL-2: whose it is, whether this computer is ready, and which UKEY. */
const ChoosePage = ({ download, actions }: RoomProps) => {
  const { t } = useTranslation(['ukey', 'download'])
  return (
    <div className="column">
      <Steps names={useStepNames('ukey')} current={1} />
      <PageHeading title={t('download:page')} step={t('download:steps.token')} />
      <SubjectCard view={download.view} />
      {download.plan === 'resume' && <Alert title={t('choose.resume')}>{t('choose.resumeMore')}</Alert>}
      <DownloadProblem error={download.error} />
      <TokenForm download={download} actions={actions} />
      {download.plan === 'resume' && <LostToken download={download} actions={actions} />}
    </div>
  )
}

/** Used again after a failed step: the same choice, the same button. */
const TokenForm = ({ download, actions }: RoomProps) => {
  const { t } = useTranslation('ukey')
  const language = useLanguage()
  const client = useClient()
  const [chosenRef, setChosenRef] = useState('')
  const [refused, setRefused] = useState(false)
  const tokens = client?.client.kind === 'ready' ? client.client.tokens : none
  const begun = begunToken(browserMemory, download.view.applicationNo)
  const preferred =
    tokens.find((token) => begun?.serialEnd === token.serialNumber.slice(-4)) ?? (tokens.length === 1 ? tokens[0] : undefined)
  const chosen = tokens.find((token) => token.tokenRef === chosenRef) ?? preferred ?? null
  useEffect(() => setRefused(false), [chosen?.tokenRef])
  if (client === null) return null
  const hasKey = download.plan === 'resume' || download.issued !== null
  const findings = checkUkey({ client: client.client, token: chosen, newestVersion: null, algorithm: download.view.keyAlgorithm, hasKey })
  const start = (event: FormEvent): void => {
    event.preventDefault()
    if (chosen === null || !isReady(findings)) return setRefused(true)
    const window = openConsentWindow(t('consent.opening'))
    void actions.install({ kind: 'token', token: chosen, window, language }).finally(() => window.close())
  }
  return (
    <Card title={t('choose.title')}>
      <UkeyChecklist client={client} token={chosen} algorithm={download.view.keyAlgorithm} hasKey={hasKey} />
      <form onSubmit={start} noValidate>
        <TokenChooser tokens={tokens} chosen={chosen} onChosen={setChosenRef} algorithm={download.view.keyAlgorithm} />
        <ModelChooser client={client} token={chosen} />
        {begun !== null && download.plan === 'resume' && <p>{t('choose.begunWith', { end: begun.serialEnd })}</p>}
        {refused && (
          <Alert tone="error" live="assertive">
            {chosen === null ? t('choose.none') : t('choose.notReady')}
          </Alert>
        )}
        <p>{t('choose.next')}</p>
        <div className="form-actions form-actions--sticky">
          <Button variant="primary" type="submit" icon="shield">
            {t('choose.submit')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

/** Lost, broken or another: customer service, or giving this certificate up. */
const LostToken = ({ download, actions }: RoomProps) => {
  const { t } = useTranslation('ukey')
  return (
    <details className="more">
      <summary>{t('lost.summary')}</summary>
      <p>{t('lost.more')}</p>
      <Hotline />
      <AbandonCard download={download} actions={actions} />
    </details>
  )
}

const Turn = ({ download }: RoomProps) => {
  const client = useClient()
  const isFactoryPin = client?.client.kind === 'ready' && client.client.tokens.some(({ pin }) => pin.isInitial === true)
  return client === null || download.error !== null ? null : <ConsentCard client={client} isFactoryPin={isFactoryPin} />
}

const Again = ({ download, actions }: RoomProps) => (
  <>
    <TokenForm download={download} actions={actions} />
    {isUkeyFault(download.error) && download.error.code === 'OTHER_TOKEN' && <LostToken download={download} actions={actions} />}
  </>
)

const none: readonly SeenToken[] = []

export const ukeyRoom: MediumRoom = {
  open: (view, passcode) =>
    ukeyMedium(view, passcode, {
      memory: browserMemory,
      run: (method, params, window, phase) => knownStore().run(method, params, window, phase),
    }),
  ChoosePage,
  Turn,
  Again,
  Finished: UkeyFinished,
  useStepNames: () => useStepNames('ukey'),
}
