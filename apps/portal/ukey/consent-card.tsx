import { useTranslation } from 'react-i18next'
import { Button } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import type { Client } from './use-client.ts'

/** DL-3: the PIN is typed in the client's own window and never here. Says so, waits, and can be called off. */
export const ConsentCard = ({ client, isFactoryPin }: { readonly client: Client; readonly isFactoryPin: boolean }) => {
  const { t } = useTranslation('ukey')
  const { consent, store } = client
  if (consent === null) return null
  const open = (): void => {
    // A new click of the person: this one may open a window.
    globalThis.open(consent.url, '_blank', 'popup,width=560,height=720')
    store.consentShown()
  }
  return (
    <Card title={t('consent.title')}>
      <p role="status">{consent.isShown ? t('consent.waiting') : t('consent.blocked')}</p>
      <ul className="bullets">
        <li>{t('consent.origin', { origin: location.origin })}</li>
        <li>{t('consent.phrase')}</li>
        {isFactoryPin && <li>{t('consent.factory')}</li>}
        <li>{t('consent.never')}</li>
      </ul>
      <div className="row">
        {!consent.isShown && (
          <Button variant="primary" icon="external" autoFocus onClick={open}>
            {t('consent.open')}
          </Button>
        )}
        <Button onClick={() => void store.cancel()}>{t('consent.cancel')}</Button>
      </div>
    </Card>
  )
}
