import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Alert } from '../plain/alert.tsx'
import { Button } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { PasswordInput } from '../plain/password-input.tsx'
import { minimumLength, normalPassword, passwordFault, type PasswordFault } from '../keystore/password-rules.ts'
import { usePasswordScore } from '../keystore/use-password-score.ts'
import type { RoomProps } from './room.ts'

/** Password first, key second: the key never lies anywhere unprotected. */
export const NewPassword = ({ download, actions }: RoomProps) => {
  const { t } = useTranslation('download')
  const [first, setFirst] = useState('')
  const [second, setSecond] = useState('')
  const [fault, setFault] = useState<PasswordFault | null>(null)
  const [busy, setBusy] = useState(false)
  const score = usePasswordScore(first, [download.view.applicationNo, download.view.maskedOrganization])
  const words = (shown: PasswordFault) => t(`password.faults.${shown}`, { count: minimumLength })
  const judge = () => passwordFault(first, second, score)
  const start = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (busy) return
    const found = judge()
    setFault(found)
    if (found !== null) return document.getElementById(found === 'different' ? 'file-password-again' : 'file-password')?.focus()
    setBusy(true)
    await actions.install({ kind: 'password', password: normalPassword(first) })
    setBusy(false)
  }
  return (
    <Card title={t('password.heading')}>
      <Alert tone="warning" title={t('password.keep')}>
        {t('password.keepMore')}
      </Alert>
      <form onSubmit={(event) => void start(event)} noValidate>
        <PasswordInput
          id="file-password"
          label={t('password.first')}
          hint={t('password.firstHint', { count: minimumLength })}
          autoComplete="new-password"
          value={first}
          onValue={setFirst}
          onBlur={() => setFault(first === '' || judge() === 'different' ? null : judge())}
          score={first === '' ? undefined : (score ?? undefined)}
          error={fault === null || fault === 'different' ? undefined : words(fault)}
        />
        <PasswordInput
          id="file-password-again"
          label={t('password.second')}
          autoComplete="new-password"
          value={second}
          onValue={setSecond}
          onBlur={() => setFault(second === '' ? fault : judge())}
          error={fault === 'different' ? words(fault) : undefined}
        />
        <ProblemAlert error={download.error} />
        <div className="form-actions form-actions--sticky">
          <Button variant="primary" type="submit" busyText={busy ? t('password.busy') : undefined}>
            {t('password.start')}
          </Button>
        </div>
      </form>
    </Card>
  )
}
