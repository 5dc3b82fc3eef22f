import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import type { StaffKey } from '../keystore/staff-key.ts'
import { PasswordInput } from '../plain/password-input.tsx'
import type { DeskPerson } from './exchange.ts'
import { OtherOrigin } from './other-origin.tsx'
import { beginSession } from './session.ts'
import { browserSigner, logInWith } from './signer.ts'

export interface LoginFormProps {
  readonly staffKey: StaffKey
  readonly onIn: (person: DeskPerson) => void
  /** In a dialog the password is the only thing to do. */
  readonly focused?: boolean
}

/** The certificate is opened here with its password and signs a challenge; no password reaches the server. */
export const LoginForm = ({ staffKey, onIn, focused = false }: LoginFormProps) => {
  const { t } = useTranslation('desk')
  const client = useQueryClient()
  const [password, setPassword] = useState('')
  const login = useMutation({
    mutationFn: () => logInWith(browserSigner(staffKey), password.normalize('NFC')),
    retry: false,
    onSuccess: (result) => {
      if (result.outcome !== 'in') return
      beginSession(client, result.person)
      onIn(result.person)
    },
  })
  useEffect(() => {
    if (focused) document.getElementById('staff-password')?.focus()
  }, [focused])
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!login.isPending) login.mutate()
  }
  const outcome = login.data?.outcome
  return (
    <form onSubmit={submit} noValidate>
      <PasswordInput
        id="staff-password"
        label={t('login.password')}
        autoComplete="current-password"
        value={password}
        onValue={(value) => {
          setPassword(value)
          if (outcome === 'wrongPassword') login.reset()
        }}
        error={outcome === 'wrongPassword' ? t('login.wrong') : undefined}
      />
      {login.data?.outcome === 'otherOrigin' && <OtherOrigin origin={login.data.origin} />}
      <ProblemAlert error={login.error} />
      <Button type="primary" htmlType="submit" loading={login.isPending}>
        {login.isPending ? t('login.busy') : t('login.submit')}
      </Button>
    </form>
  )
}
