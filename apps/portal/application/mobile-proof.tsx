import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Button } from '../plain/button.tsx'
import { OneTimeCode } from '../plain/one-time-code.tsx'
import { CaptchaStatus } from './captcha/captcha-status.tsx'
import { useCaptcha } from './captcha/use-captcha.ts'
import { useCountdown } from './countdown.ts'

export interface MobileProofProps<Answer> {
  /** Fields before the code; drawn while no code has been sent. */
  readonly children: ReactNode
  /** Says whether the fields are right; called before anything is sent. */
  readonly isReady: () => boolean
  readonly send: (captcha: string) => Promise<unknown>
  readonly open: (code: string) => Promise<Answer>
  readonly onOpened: (answer: Answer) => void
  readonly words: { readonly sent: string; readonly code: string; readonly open: string; readonly opening: string; readonly change: string }
}

/** Number, mobile, code: how a draft or an application is reached without a session. The answer to sending is always the same. */
export const MobileProof = <Answer,>({ children, isReady, send, open, onOpened, words }: MobileProofProps<Answer>) => {
  const { t } = useTranslation(['application', 'errors'])
  const captcha = useCaptcha()
  const wait = useCountdown()
  const [code, setCode] = useState('')
  const [short, setShort] = useState(false)
  const [sent, setSent] = useState(false)
  const sending = useMutation({
    retry: false,
    mutationFn: async () => send((await captcha.take()) ?? ''),
    onSuccess: () => {
      setSent(true)
      wait.start(60)
    },
  })
  const opening = useMutation({ retry: false, mutationFn: () => open(code), onSuccess: onOpened })
  const trySend = () => isReady() && wait.seconds === 0 && sending.mutate()
  // Another number or mobile is another question: nothing to wait for.
  const change = () => {
    setSent(false)
    setCode('')
    opening.reset()
    wait.start(0)
  }
  const tryOpen = () => {
    setShort(code.length !== 6)
    if (code.length === 6) opening.mutate()
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (sending.isPending || opening.isPending) return
        if (sent) tryOpen()
        else trySend()
      }}
    >
      {!sent && children}
      {(!sent || captcha.state === 'failed') && <CaptchaStatus captcha={captcha} id="proof-captcha" />}
      {sent && (
        <>
          <p role="status">{words.sent}</p>
          <OneTimeCode
            id="proof-code"
            label={words.code}
            value={code}
            onValue={setCode}
            autoFocus
            error={short ? t('proof.needed') : undefined}
          />
        </>
      )}
      <ProblemAlert error={sending.error ?? opening.error} />
      <div className="form-actions">
        <Button
          variant="primary"
          type="submit"
          busyText={sending.isPending ? t('proof.sending') : opening.isPending ? words.opening : undefined}
        >
          {sent ? words.open : t('proof.send')}
        </Button>
        {sent && wait.seconds === 0 && <Button onClick={trySend}>{t('proof.sendAgain')}</Button>}
        {sent && wait.seconds > 0 && <span className="muted">{t('proof.wait', { count: wait.seconds })}</span>}
        {sent && (
          <Button variant="quiet" onClick={change}>
            {words.change}
          </Button>
        )}
      </div>
    </form>
  )
}
