import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Drawer } from 'antd'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import type { StaffKey } from '../keystore/staff-key.ts'
import { Alert } from '../plain/alert.tsx'
import { PasswordInput } from '../plain/password-input.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { useDesk } from './desk-context.ts'
import type { SignedByMe, StatementToSign } from './exchange.ts'
import { browserSigner } from './signer.ts'
import { useStaffKey } from './staff-keys.ts'
import { StatementRows } from './statement-rows.tsx'
import { type Intent, readPrepared } from './statement-text.ts'
import { UkeyGate } from './ukey-gate.tsx'
import { UkeySignForm } from './ukey-sign-form.tsx'

export interface SignSheetProps {
  readonly intent: Intent
  readonly prepare: () => Promise<StatementToSign>
  readonly send: (signed: SignedByMe) => Promise<unknown>
  readonly onDone: () => void
  /** Refused while sending; return true when the page shows it itself. */
  readonly onRefused: (error: unknown) => boolean
  readonly onClose: () => void
}

/** The exact statement, readable and raw, then password and signature. Mounted while something is to be signed. */
export const SignSheet = ({ intent, prepare, send, onDone, onRefused, onClose }: SignSheetProps) => {
  const { t } = useTranslation('desk')
  const { person } = useDesk()
  const prepared = useQuery({
    queryKey: ['desk', 'statement', intent],
    queryFn: prepare,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const key = useStaffKey(person.certificateSha256)
  const text = prepared.data?.text
  const read = text === undefined ? undefined : readPrepared(text, intent, person)
  const ends = { onDone, onRefused, onClose }
  return (
    <Drawer open title={t('sign.title')} size={640} onClose={onClose} className="sign-sheet">
      {prepared.isPending && <Skeleton lines={6} />}
      <ProblemAlert error={prepared.error} onRetry={() => void prepared.refetch()} />
      {text !== undefined && read === undefined && (
        <Alert tone="error" live="assertive">
          {t('sign.mismatch')}
        </Alert>
      )}
      {text !== undefined && read !== undefined && (
        <>
          <p>{t('sign.lead')}</p>
          <StatementRows read={read} signerName={person.name} />
          <details className="sign-sheet__raw">
            <summary>{t('sign.raw')}</summary>
            <pre>{text}</pre>
          </details>
          {key.data != null && <SignForm onSign={signWith(key.data, text)} onSigned={(signature) => send({ text, signature })} {...ends} />}
          {key.data === null && (
            <UkeyGate certificateSha256={person.certificateSha256}>
              {(client, certificate) => (
                <UkeySignForm
                  client={client}
                  certificate={certificate}
                  text={text}
                  onSigned={(signature) => send({ text, signature })}
                  {...ends}
                />
              )}
            </UkeyGate>
          )}
        </>
      )}
    </Drawer>
  )
}

const signWith =
  (key: StaffKey, text: string): SignFormProps['onSign'] =>
  (password) =>
    browserSigner(key).signDecision(text, password)

interface SignFormProps {
  /** Undefined when the password does not open the key. */
  readonly onSign: (password: string) => Promise<string | undefined>
  readonly onSigned: (signature: string) => Promise<unknown>
  readonly onDone: () => void
  readonly onRefused: (error: unknown) => boolean
  readonly onClose: () => void
}

const SignForm = ({ onSign, onSigned, onDone, onRefused, onClose }: SignFormProps) => {
  const { t } = useTranslation('desk')
  const [password, setPassword] = useState('')
  const [fault, setFault] = useState<'wrong' | 'passwordNeeded' | null>(null)
  const act = useMutation({
    retry: false,
    mutationFn: async (): Promise<boolean> => {
      const signature = await onSign(password.normalize('NFC'))
      if (signature === undefined) return false
      await onSigned(signature)
      return true
    },
    onSuccess: (isSigned) => (isSigned ? onDone() : setFault('wrong')),
    onError: (error) => {
      onRefused(error)
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (act.isPending) return
    setFault(password === '' ? 'passwordNeeded' : null)
    if (password !== '') act.mutate()
  }
  return (
    <form onSubmit={submit} noValidate>
      <PasswordInput
        id="sign-password"
        label={t('sign.password')}
        autoComplete="current-password"
        value={password}
        onValue={(value) => {
          setPassword(value)
          setFault(null)
        }}
        error={fault === null ? undefined : t(`sign.${fault}`)}
      />
      <ProblemAlert error={act.error} />
      <div className="desk-bar">
        <Button type="primary" htmlType="submit" loading={act.isPending}>
          {act.isPending ? t('sign.busy') : t('sign.submit')}
        </Button>
        <Button onClick={onClose}>{t('sign.cancel')}</Button>
      </div>
    </form>
  )
}
