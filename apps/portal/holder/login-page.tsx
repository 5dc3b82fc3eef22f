import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Alert } from '../plain/alert.tsx'
import { Button, LinkButton } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { Hotline } from '../shell/footer.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { ContactLogin } from './contact-login.tsx'
import type { HolderView } from './exchange.ts'
import { LoginPanel } from './login-panel.tsx'
import type { SessionEnd } from './session.ts'
import { TlsLogin, TlsLoginReturn } from './tls-login.tsx'

type LoginWay = 'certificate' | 'contact'

/** What somebody came for, in words: 紧急冻结, 申请解冻. */
export interface UrgentWords {
  readonly title: string
  readonly lead: string
}

export interface LoginPageProps {
  /** A page for whoever has no key at hand: it keeps its own heading, and the contact's way comes first. */
  readonly urgent?: UrgentWords | undefined
  /** Why a login of before is over, where there was one. */
  readonly ended?: SessionEnd | null
  readonly onIn: (holder: HolderView) => void
}

/** MG-1 登录方式: one's own certificate, or a code to the contact on record. */
export const LoginPage = ({ urgent, ended = null, onIn }: LoginPageProps) => {
  const { t } = useTranslation(['holder', 'application', 'errors'])
  const [way, setWay] = useState<LoginWay | null>(urgent === undefined ? null : 'contact')
  return (
    <div className="column">
      {urgent === undefined ? <Heading way={way} /> : <PageHeading {...urgent} />}
      {urgent !== undefined && <Hotline />}
      {ended !== null && urgent === undefined && <EndedNote end={ended} />}
      <TlsLoginReturn onIn={onIn} />
      {way === null && <Ways onWay={setWay} />}
      {way !== null && (
        <Card>
          {way === 'certificate' ? <LoginPanel onIn={onIn} /> : <ContactLogin onIn={onIn} />}
          <Button variant="quiet" onClick={() => setWay(null)}>
            {t('login.back')}
          </Button>
        </Card>
      )}
    </div>
  )
}

const Heading = ({ way }: { readonly way: LoginWay | null }) => {
  const { t } = useTranslation('holder')
  if (way === null) return <PageHeading title={t('page')} lead={t('login.lead')} />
  return <PageHeading title={t('page')} step={way === 'contact' ? t('contact.title') : t('login.title')} />
}

const EndedNote = ({ end }: { readonly end: SessionEnd }) => {
  const { t } = useTranslation('holder')
  if (end === 'expired') return <Alert title={t('ended.title')} />
  if (end === 'ended')
    return (
      <Alert tone="warning" title={t('ended.endedTitle')}>
        {t('ended.endedMore')}
      </Alert>
    )
  return (
    <Alert tone="frozen" title={t('ended.frozenTitle')} actions={<LinkButton to="/unfreeze">{t('ended.unfreeze')}</LinkButton>}>
      {t('ended.frozenMore')}
    </Alert>
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
