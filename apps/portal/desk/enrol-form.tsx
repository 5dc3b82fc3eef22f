import { Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { minimumLength, normalPassword, passwordFault, type PasswordFault } from '../keystore/password-rules.ts'
import { usePasswordScore } from '../keystore/use-password-score.ts'
import { PasswordInput } from '../plain/password-input.tsx'

export interface EnrolFormProps {
  readonly name: string
  readonly busy: boolean
  readonly onPassword: (password: string) => void
}

/** The password that guards a staff key obeys the rules of the file password. */
export const EnrolForm = ({ name, busy, onPassword }: EnrolFormProps) => {
  const { t } = useTranslation('desk')
  const [first, setFirst] = useState('')
  const [second, setSecond] = useState('')
  const [fault, setFault] = useState<PasswordFault | null>(null)
  const score = usePasswordScore(first, [name])
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (busy) return
    const found = passwordFault(first, second, score)
    setFault(found)
    if (found === null) onPassword(normalPassword(first))
  }
  const words = fault === null ? undefined : t(`enrol.faults.${fault}`, { count: minimumLength })
  return (
    <form onSubmit={submit} noValidate>
      <PasswordInput
        label={t('enrol.first')}
        hint={t('enrol.firstHint', { count: minimumLength })}
        autoComplete="new-password"
        value={first}
        onValue={setFirst}
        score={first === '' ? undefined : (score ?? undefined)}
        error={fault === 'different' ? undefined : words}
      />
      <PasswordInput
        label={t('enrol.second')}
        autoComplete="new-password"
        value={second}
        onValue={setSecond}
        error={fault === 'different' ? words : undefined}
      />
      <Button type="primary" htmlType="submit" loading={busy}>
        {busy ? t('enrol.busy') : t('enrol.submit')}
      </Button>
    </form>
  )
}
