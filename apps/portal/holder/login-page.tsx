import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { Hotline } from '../shell/footer.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { ContactLogin } from './contact-login.tsx'
import type { HolderView } from './exchange.ts'
import { LoginPanel } from './login-panel.tsx'
import { TlsLogin, TlsLoginReturn } from './tls-login.tsx'

export type LoginWay = 'certificate' | 'contact'

export interface LoginPageProps {
  /** Where a page is for whoever has no key at hand, the contact's way comes first. */
  readonly first?: LoginWay | undefined
  readonly onIn: (holder: HolderView) => void
}

/** MG-1 登录方式: one's own certificate, or a code to the contact on record. */
export const LoginPage = ({ first, onIn }: LoginPageProps) => {
  const { t } = useTranslation(['holder', 'application', 'errors'])
  const [way, setWay] = useState<LoginWay | null>(first ?? null)
  return (
    <div className="column">
      <PageHeading
        title={t('page')}
        {...(way === null ? { lead: t('login.lead') } : { step: way === 'contact' ? t('contact.title') : t('login.title') })}
      />
      <TlsLoginReturn onIn={onIn} />
      {way === null && <Ways onWay={setWay} />}
      {way === 'certificate' && <LoginPanel onIn={onIn} />}
      {way === 'contact' && <ContactLogin onIn={onIn} />}
      {way !== null && (
        <p>
          <Button variant="quiet" onClick={() => setWay(null)}>
            {t('login.back')}
          </Button>
        </p>
      )}
      <Hotline />
    </div>
  )
}

const Ways = ({ onWay }: { readonly onWay: (way: LoginWay) => void }) => {
  const { t } = useTranslation('holder')
  return (
    <>
      <Card title={t('login.tile')}>
        <p>{t('login.tileNote')}</p>
        <Button
          variant="primary"
          icon="shield"
          aria-label={`${t('login.tileAction')}: ${t('login.tile')}`}
          onClick={() => onWay('certificate')}
        >
          {t('login.tileAction')}
        </Button>
        <TlsLogin />
      </Card>
      <Card title={t('login.contactTile')}>
        <p>{t('login.contactNote')}</p>
        <Button icon="phone" onClick={() => onWay('contact')}>
          {t('login.contactAction')}
        </Button>
      </Card>
    </>
  )
}
