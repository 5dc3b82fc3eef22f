import { systemClock } from '@certhall/kernel/clock'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import type { StaffKey } from '../keystore/staff-key.ts'
import { Alert } from '../plain/alert.tsx'
import { beijingDate } from '../plain/beijing-time.ts'
import { RadioGroup } from '../plain/radio-group.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import type { DeskPerson } from './exchange.ts'
import { LoginForm } from './login-form.tsx'
import { landingPath } from './places.ts'
import { hasEnded, useForgetStaffKey, useStaffKeys } from './staff-keys.ts'

/** A chooser of the staff certificates of this browser, so that one person can try all roles. */
const LoginPage = () => {
  const { t } = useTranslation('desk')
  const keys = useStaffKeys()
  const navigate = useNavigate()
  const { state } = useLocation()
  const [chosen, setChosen] = useState<string>('')
  if (keys.isPending) return null
  const all = keys.data ?? []
  const current = all.find((key) => key.certificateSha256 === chosen) ?? all.find((key) => !hasEnded(key))
  const enter = (person: DeskPerson): void => {
    void navigate(fromOf(state, person), { replace: true })
  }
  return (
    <div className="desk-card">
      <PageHeading title={t('login.title')} />
      {all.length === 0 ? (
        <Alert tone="info" title={t('login.none')}>
          {t('login.noneMore')}
        </Alert>
      ) : (
        <>
          <p className="muted">{t('login.lead')}</p>
          <RadioGroup
            label={t('login.choose')}
            value={current?.certificateSha256 ?? ''}
            onValue={setChosen}
            choices={all.map((key) => ({ value: key.certificateSha256, label: <KeyName staffKey={key} />, note: <KeyLife staffKey={key} /> }))}
          />
          {current !== undefined && <LoginForm key={current.certificateSha256} staffKey={current} onIn={enter} />}
          {current !== undefined && <Forget staffKey={current} />}
        </>
      )}
    </div>
  )
}

export default LoginPage

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
  const ended = Date.parse(staffKey.notAfter) <= systemClock.nowMs()
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
