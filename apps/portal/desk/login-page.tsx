import { Button, Modal } from 'antd'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import { hallClock } from '../api/hall-clock.ts'
import type { StaffKey } from '../keystore/staff-key.ts'
import { Alert } from '../plain/alert.tsx'
import { beijingDate } from '../plain/beijing-time.ts'
import { RadioGroup } from '../plain/radio-group.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { useClient } from '../ukey/use-client.ts'
import type { DeskPerson } from './exchange.ts'
import { LoginForm } from './login-form.tsx'
import { landingPath } from './places.ts'
import { hasEnded, useForgetStaffKey, useStaffKeys } from './staff-keys.ts'
import { usesUkey } from './ukey-habit.ts'
import { UkeyLogin } from './ukey-login.tsx'
import { type FoundUkeys, UkeyLife, UkeyName, UkeySearch } from './ukey-search.tsx'
import { useTokenCertificates } from './use-token-certificates.ts'

/** A chooser of the staff certificates of this browser and of its UKEYs, so that one person can try all roles. */
const LoginPage = () => {
  const [isLooking, setIsLooking] = useState(usesUkey)
  if (!isLooking) return <Login ukeys={null} onUkey={() => setIsLooking(true)} />
  return (
    <Suspense fallback={<Skeleton lines={4} />}>
      <LoginWithUkeys />
    </Suspense>
  )
}

export default LoginPage

/** Asks the client on this computer; only where somebody works with a UKEY, or wants to. */
const LoginWithUkeys = () => {
  const client = useClient()
  const { certificates, error, retry } = useTokenCertificates(client)
  return client === null ? null : <Login ukeys={{ client, certificates, error, retry }} onUkey={null} />
}

interface LoginProps {
  readonly ukeys: FoundUkeys | null
  readonly onUkey: (() => void) | null
}

const Login = ({ ukeys, onUkey }: LoginProps) => {
  const { t } = useTranslation(['desk', 'desk-ukey'])
  const keys = useStaffKeys()
  const navigate = useNavigate()
  const { state } = useLocation()
  const [chosen, setChosen] = useState<string>('')
  if (keys.isPending) return null
  const all = keys.data ?? []
  const inUkeys = ukeys?.certificates ?? []
  const isChosen = (each: { readonly certificateSha256: string }): boolean => each.certificateSha256 === chosen
  const current = inUkeys.some(isChosen) ? undefined : (all.find(isChosen) ?? all.find((key) => !hasEnded(key)))
  // A UKEY that comes while a password is typed does not take its place.
  const inUkey = inUkeys.find(isChosen) ?? (current === undefined ? inUkeys[0] : undefined)
  const enter = (person: DeskPerson): void => {
    void navigate(fromOf(state, person), { replace: true })
  }
  return (
    <div className="desk-card">
      <PageHeading title={t('login.title')} />
      {all.length === 0 && ukeys === null && (
        <Alert tone="info" title={t('login.none')}>
          {t('login.noneMore')}
        </Alert>
      )}
      {all.length + inUkeys.length > 0 && (
        <>
          {inUkey === undefined && <p className="muted">{t('login.lead')}</p>}
          <RadioGroup
            label={t('login.choose')}
            value={inUkey?.certificateSha256 ?? current?.certificateSha256 ?? ''}
            onValue={setChosen}
            choices={[
              ...inUkeys.map((each) => ({
                value: each.certificateSha256,
                label: <UkeyName certificate={each} />,
                note: <UkeyLife certificate={each} />,
              })),
              ...all.map((key) => ({ value: key.certificateSha256, label: <KeyName staffKey={key} />, note: <KeyLife staffKey={key} /> })),
            ]}
          />
        </>
      )}
      {inUkey !== undefined && ukeys !== null && (
        <UkeyLogin key={inUkey.certificateSha256} client={ukeys.client} certificate={inUkey} onIn={enter} />
      )}
      {current !== undefined && <LoginForm key={current.certificateSha256} staffKey={current} onIn={enter} />}
      {current !== undefined && <Forget staffKey={current} />}
      {ukeys !== null && inUkeys.length === 0 && <UkeySearch ukeys={ukeys} />}
      {onUkey !== null && (
        <p className="desk-card__aside">
          <Button type="link" onClick={onUkey}>
            {t('desk-ukey:login.use')}
          </Button>
        </p>
      )}
    </div>
  )
}

/** Back to where the login was asked for, when that is a page of the desk and this person's. */
const fromOf = (state: unknown, person: DeskPerson): string => {
  const from = typeof state === 'object' && state !== null && 'from' in state ? String(state.from) : ''
  return from.startsWith('/desk/cases/') && person.roles.includes('reviewer') ? from : landingPath(person.roles)
}

const KeyName = ({ staffKey }: { readonly staffKey: StaffKey }) => {
  const { t } = useTranslation('desk')
  return (
    <span>
      <strong>{staffKey.name}</strong> · {staffKey.roles.map((role) => t(`roles.${role}`)).join(' · ')}
    </span>
  )
}

const KeyLife = ({ staffKey }: { readonly staffKey: StaffKey }) => {
  const { t } = useTranslation('desk')
  const ended = Date.parse(staffKey.notAfter) <= hallClock.nowMs()
  return <span>{ended ? t('login.ended') : t('login.validTo', { date: beijingDate(staffKey.notAfter) })}</span>
}

const Forget = ({ staffKey }: { readonly staffKey: StaffKey }) => {
  const { t } = useTranslation('desk')
  const forget = useForgetStaffKey()
  const [asked, setAsked] = useState(false)
  return (
    <p className="desk-card__aside">
      <Button type="link" onClick={() => setAsked(true)}>
        {t('login.forget')}
      </Button>
      <Modal
        open={asked}
        title={t('login.forget')}
        okText={t('login.forgetConfirm', { name: staffKey.name })}
        okButtonProps={{ danger: true }}
        cancelText={t('login.cancel')}
        onCancel={() => setAsked(false)}
        onOk={async () => {
          await forget(staffKey)
          setAsked(false)
        }}
      >
        <p>{t('login.forgetMore')}</p>
      </Modal>
    </p>
  )
}
