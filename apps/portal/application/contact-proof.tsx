import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Button } from '../plain/button.tsx'
import { Icon } from '../plain/icon.tsx'
import { OneTimeCode } from '../plain/one-time-code.tsx'
import { useCountdown } from './countdown.ts'
import { type ContactChannel, parseContact } from './proof-state.ts'
import type { ContactCodeSent } from './requests.ts'

export interface ContactProofProps {
  readonly channel: ContactChannel
  readonly typed: string
  readonly isProven: boolean
  readonly send: (address: string) => Promise<ContactCodeSent>
  readonly check: (address: string, code: string) => Promise<unknown>
}

/** Below a contact's address: send a code, type it in, ✓ 已验证. Another address starts over. */
export const ContactProof = ({ channel, typed, isProven, send, check }: ContactProofProps) => {
  const { t } = useTranslation('application')
  const value = parseContact(channel, typed)
  const wait = useCountdown()
  const [code, setCode] = useState('')
  const [sentTo, setSentTo] = useState<string | null>(null)
  const sending = useMutation({
    retry: false,
    mutationFn: send,
    onSuccess: (sent, address) => {
      setSentTo(address)
      setCode('')
      wait.start(sent.againAfterSeconds)
    },
  })
  const checking = useMutation({ retry: false, mutationFn: (digits: string) => check(value ?? '', digits) })
  if (value !== null && isProven) {
    return (
      <p className="mark mark--good" role="status">
        <Icon name="check" />
        {t('proof.verified')}
      </p>
    )
  }
  if (value === null) return null
  // The wait is for one address; another one may be asked at once.
  const isSent = sentTo === value
  const waiting = isSent && wait.seconds > 0
  const typeCode = (digits: string) => {
    setCode(digits)
    checking.reset()
    if (digits.length === 6 && !checking.isPending) checking.mutate(digits)
  }
  return (
    <div className="proof">
      <div className="row">
        <Button
          busyText={sending.isPending ? t('proof.sending') : undefined}
          onClick={() => !waiting && sending.mutate(value)}
          aria-describedby={`wait-${channel}`}
        >
          {isSent ? t('proof.sendAgain') : t('proof.send')}
        </Button>
        <span className="muted" id={`wait-${channel}`}>
          {waiting ? t('proof.wait', { count: wait.seconds }) : t('proof.unverified')}
        </span>
      </div>
      {/* Announced once: a counter that speaks each second would drown the page. */}
      <p className="visually-hidden" role="status">
        {sending.data !== undefined && isSent ? t('proof.sent', { seconds: sending.data.againAfterSeconds }) : ''}
      </p>
      {isSent && (
        <div className="proof__code">
          <OneTimeCode label={channel === 'mobile' ? t('proof.codeMobile') : t('proof.codeEmail')} value={code} onValue={typeCode} />
          <Button
            busyText={checking.isPending ? t('proof.checking') : undefined}
            onClick={() => code.length === 6 && checking.mutate(code)}
          >
            {t('proof.check')}
          </Button>
        </div>
      )}
      <ProblemAlert error={checking.error ?? sending.error} />
    </div>
  )
}
