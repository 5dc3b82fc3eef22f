import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Alert } from '../plain/alert.tsx'
import { beijingMinute } from '../plain/beijing-time.ts'
import { Button } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { PasswordInput } from '../plain/password-input.tsx'
import { AbandonCard } from './abandon-card.tsx'
import { normalPassword } from '../keystore/password-rules.ts'
import type { KeptKey } from './medium.ts'
import type { RoomProps } from './room.ts'

/** The key is here: its password opens it and the work goes on where it stopped. */
export const ResumePassword = ({ kept, download, actions }: RoomProps & { readonly kept: KeptKey }) => {
  const { t } = useTranslation('download')
  const [password, setPassword] = useState('')
  const [isWrong, setIsWrong] = useState(false)
  const [busy, setBusy] = useState(false)
  const isIssued = download.view.state !== 'delivered'
  const open = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    const opened = password !== '' && (await actions.install({ kind: 'password', password: normalPassword(password) }))
    setIsWrong(!opened)
    setBusy(false)
    if (!opened) document.getElementById('file-password')?.focus()
  }
  return (
    <>
      <Card title={t('resume.title', { step: t(isIssued ? 'install.names.sealFile' : 'install.names.issue') })}>
        <p>{t('resume.more')}</p>
        <p className="muted">{t('resume.made', { time: beijingMinute(kept.madeAtMs) })}</p>
        <form onSubmit={(event) => void open(event)} noValidate>
          <PasswordInput
            id="file-password"
            label={t('resume.password')}
            autoComplete="current-password"
            value={password}
            onValue={setPassword}
            error={isWrong ? t('password.faults.wrong') : undefined}
          />
          <ProblemAlert error={download.error} />
          <div className="form-actions form-actions--sticky">
            <Button variant="primary" type="submit" busyText={busy ? t('password.busy') : undefined}>
              {t('password.continue')}
            </Button>
          </div>
        </form>
      </Card>
      <details className="more">
        <summary>{t('resume.forgot')}</summary>
        {isIssued ? (
          <>
            <p>{t('resume.forgotIssued')}</p>
            <AbandonCard download={download} actions={actions} />
          </>
        ) : (
          <Alert tone="info" actions={<Button onClick={() => void actions.forgetKey()}>{t('resume.restart')}</Button>}>
            {t('resume.restartNote')}
          </Alert>
        )}
      </details>
    </>
  )
}
