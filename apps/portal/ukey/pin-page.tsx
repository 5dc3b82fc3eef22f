import type { PinFacts, SeenToken } from '@certhall/contract/client/messages'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useLanguage } from '../messages/translation.ts'
import { Alert } from '../plain/alert.tsx'
import { Button } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { Hotline } from '../shell/footer.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import ClientAlert from './client-alert.tsx'
import { ConsentCard } from './consent-card.tsx'
import { openConsentWindow } from './consent-window.ts'
import { needsModel } from './model-choices.ts'
import { ModelChooser } from './model-chooser.tsx'
import { TokenChooser } from './token-chooser.tsx'
import { UkeyChecklist } from './ukey-checklist.tsx'
import { type Client, useClient } from './use-client.ts'

/** 修改PIN码, at any time: tries left before, the client's window for the PINs, tries left after. */
const PinPage = () => {
  const { t } = useTranslation('ukey')
  const client = useClient()
  return (
    <div className="column">
      <PageHeading title={t('pin.page')} lead={t('pin.lead')} />
      {client !== null && <ChangePin client={client} />}
      <Card title={t('pin.lockedTitle')}>
        <p>{t('pin.lockedMore')}</p>
        <p>
          <Link to="/help/service-points">{t('remedies.toServicePoints')}</Link> · <Link to="/help/ukey">{t('finished.guide')}</Link>
        </p>
        <Hotline />
      </Card>
    </div>
  )
}

export default PinPage

const ChangePin = ({ client }: { readonly client: Client }) => {
  const { t } = useTranslation('ukey')
  const language = useLanguage()
  const [chosenRef, setChosenRef] = useState('')
  const [busy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<{ readonly pin: PinFacts } | { readonly error: unknown } | null>(null)
  const tokens = client.client.kind === 'ready' ? client.client.tokens : none
  const chosen = tokens.find((token) => token.tokenRef === chosenRef) ?? (tokens.length === 1 ? (tokens[0] ?? null) : null)
  const change = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (busy || chosen === null || chosen.pin.state === 'locked') return
    const window = openConsentWindow(t('consent.opening'))
    setBusy(true)
    setOutcome(null)
    try {
      setOutcome(await client.store.run('pin.change', { tokenRef: chosen.tokenRef, language }, window))
    } catch (error) {
      setOutcome({ error })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card title={t('pin.change')}>
      <UkeyChecklist client={client} token={chosen} algorithm={null} />
      <form onSubmit={(event) => void change(event)} noValidate>
        <TokenChooser tokens={tokens} chosen={chosen} onChosen={setChosenRef} algorithm={null} />
        <ModelChooser client={client} token={chosen} />
        {outcome !== null && 'pin' in outcome && (
          <Alert tone="success" live="polite" title={t('pin.changed')}>
            <p>
              {outcome.pin.triesLeft === null
                ? t('pin.changedMore')
                : `${t('pin.changedMore')} ${t('pin.tries', { count: outcome.pin.triesLeft })}`}
            </p>
          </Alert>
        )}
        {outcome !== null && 'error' in outcome && <ClientAlert error={outcome.error} />}
        {chosen !== null && chosen.pin.state !== 'locked' && !needsModel(chosen) && (
          <Button variant="primary" type="submit" busyText={busy ? t('pin.busy') : undefined}>
            {t('pin.change')}
          </Button>
        )}
      </form>
      <ConsentCard client={client} isFactoryPin={chosen?.pin.isInitial === true} />
    </Card>
  )
}

const none: readonly SeenToken[] = []
