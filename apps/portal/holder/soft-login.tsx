import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LoginKey, openLoginKey } from '../keystore/login-key.ts'
import { beijingDate } from '../plain/beijing-time.ts'
import { Button } from '../plain/button.tsx'
import { Checkbox } from '../plain/checkbox.tsx'
import { Field } from '../plain/field.tsx'
import { PasswordInput } from '../plain/password-input.tsx'
import { RadioGroup } from '../plain/radio-group.tsx'
import { Select } from '../plain/select.tsx'
import { TextInput } from '../plain/text-input.tsx'
import type { HolderLoginRequest, HolderView } from './exchange.ts'
import { loginText, logInWith, type LoginOutcome } from './log-in.ts'
import { isNameTaken, useForgetLoginKey, useKeepLoginKey, useLoginKeys } from './login-keys.ts'
import { LoginProblem } from './login-problem.tsx'
import { OtherOrigin } from './other-origin.tsx'
import { largestFileBytes, openSoftKey, signWithSoftKey, type SoftKey, type SoftRefusal } from './soft-key.ts'

type Fault = SoftRefusal | 'noFile' | 'noPassword' | 'noName' | 'nameTaken' | 'unreadable'

/** MG-2b: a file, or its sealed copy of this browser under a user name; opened here, signed here. */
export const SoftLogin = ({ onIn, mayKeep }: Omit<FormProps, 'keys'> & { readonly mayKeep: boolean }) => {
  const { t } = useTranslation('holder')
  const kept = useLoginKeys()
  const [wanted, setWanted] = useState<'kept' | 'file' | ''>('')
  if (kept.data === undefined) return null
  const from = wanted !== '' ? wanted : kept.data.length > 0 ? 'kept' : 'file'
  return (
    <>
      {kept.data.length > 0 && (
        <RadioGroup
          label={t('soft.from')}
          inline
          value={from}
          onValue={setWanted}
          choices={(['kept', 'file'] as const).map((value) => ({ value, label: t(`soft.${value}`), note: t(`soft.${value}Note`) }))}
        />
      )}
      {from === 'kept' && kept.data.length > 0 ? (
        <KeptForm keys={kept.data} onIn={onIn} />
      ) : (
        <FileForm keys={kept.data} onIn={onIn} mayKeep={mayKeep} />
      )}
    </>
  )
}

interface FormProps {
  readonly keys: readonly LoginKey[]
  readonly onIn: (holder: HolderView) => void
}

const useLogin = (act: () => Promise<LoginOutcome<Fault>>, onIn: FormProps['onIn']) =>
  useMutation({
    meta: { login: true },
    retry: false,
    mutationFn: act,
    onSuccess: (result) => {
      if (result.outcome === 'in') onIn(result.holder)
    },
  })

const KeptForm = ({ keys, onIn }: FormProps) => {
  const { t } = useTranslation('holder')
  const forget = useForgetLoginKey()
  const [wanted, setWanted] = useState('')
  const [password, setPassword] = useState('')
  const key = keys.find(({ certificateSha256 }) => certificateSha256 === wanted) ?? keys[0]
  const login = useLogin(
    () => logInWith<Fault>((challenge) => (key === undefined ? Promise.resolve(refused('noName')) : signKept(key, password, challenge))),
    onIn,
  )
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!login.isPending) login.mutate()
  }
  return (
    <form onSubmit={submit} noValidate>
      <Select
        label={t('soft.name')}
        hint={t('soft.nameHint')}
        width="half"
        value={key?.certificateSha256 ?? ''}
        onValue={setWanted}
        choices={keys.map((each) => ({
          value: each.certificateSha256,
          label: `${each.userName} · ${each.subjectName} · ${t('ukey.until', { date: beijingDate(each.notAfterMs) })}`,
        }))}
      />
      <Secret password={password} onPassword={setPassword} login={login} />
      {key !== undefined && (
        <Button variant="quiet" onClick={() => void forget(key)}>
          {t('soft.forget')}
        </Button>
      )}
    </form>
  )
}

const FileForm = ({ keys, onIn, mayKeep }: FormProps & { readonly mayKeep: boolean }) => {
  const { t } = useTranslation('holder')
  const keep = useKeepLoginKey()
  const [file, setFile] = useState<File | null>(null)
  const [password, setPassword] = useState('')
  const [isKept, setIsKept] = useState(false)
  const [userName, setUserName] = useState('')
  const name = userName.trim()
  const login = useLogin(async () => {
    const opened = await openFile(file, password)
    if (!opened.ok) return { outcome: 'refused', refusal: opened.code }
    if (isKept && name === '') return { outcome: 'refused', refusal: 'noName' }
    if (isKept && isNameTaken(keys, name, opened.value.certificateSha256)) return { outcome: 'refused', refusal: 'nameTaken' }
    const result = await logInWith<Fault>(async (challenge) =>
      allowed(await signedLogin(opened.value, loginText(challenge, opened.value.certificateSha256))),
    )
    // Only what the hall has taken is worth keeping.
    if (result.outcome === 'in' && isKept) await keep(opened.value, name, password)
    return result
  }, onIn)
  const refusal = login.data?.outcome === 'refused' ? login.data.refusal : null
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!login.isPending) login.mutate()
  }
  return (
    <form onSubmit={submit} noValidate>
      <Field
        label={t('soft.fileLabel')}
        hint={t('soft.fileHint')}
        error={refusal !== null && isAboutFile(refusal) ? t(`soft.faults.${refusal}`) : undefined}
      >
        {(ties) => (
          <input
            {...ties}
            type="file"
            className="input"
            accept=".p12,.pfx,application/x-pkcs12"
            onChange={(event) => {
              setFile(event.target.files?.[0] ?? null)
              login.reset()
            }}
          />
        )}
      </Field>
      {mayKeep && <Checkbox label={t('soft.keep')} note={t('soft.keepNote')} checked={isKept} onChecked={setIsKept} />}
      {isKept && (
        <TextInput
          label={t('soft.keepName')}
          width="half"
          maxLength={60}
          autoComplete="username"
          value={userName}
          onValue={setUserName}
          error={refusal === 'noName' || refusal === 'nameTaken' ? t(`soft.faults.${refusal}`) : undefined}
        />
      )}
      <Secret password={password} onPassword={setPassword} login={login} />
    </form>
  )
}

interface SecretProps {
  readonly password: string
  readonly onPassword: (password: string) => void
  readonly login: ReturnType<typeof useLogin>
}

const Secret = ({ password, onPassword, login }: SecretProps) => {
  const { t } = useTranslation('holder')
  const refusal = login.data?.outcome === 'refused' ? login.data.refusal : null
  return (
    <>
      <PasswordInput
        label={t('soft.password')}
        hint={t('login.local')}
        autoComplete="current-password"
        value={password}
        onValue={(value) => {
          onPassword(value)
          if (refusal === 'p12-password' || refusal === 'noPassword') login.reset()
        }}
        error={refusal === 'p12-password' || refusal === 'noPassword' ? t(`soft.faults.${refusal}`) : undefined}
      />
      {login.data?.outcome === 'otherOrigin' && <OtherOrigin origin={login.data.origin} />}
      <LoginProblem error={login.error} />
      <div className="form-actions">
        <Button variant="primary" type="submit" busyText={login.isPending ? t('login.busy') : undefined}>
          {t('login.submit')}
        </Button>
      </div>
    </>
  )
}

const isAboutFile = (fault: Fault): boolean => !['noPassword', 'p12-password', 'noName', 'nameTaken'].includes(fault)

/** Too large is told by its size: such a file is not read at all. */
const openFile = async (file: File | null, password: string): Promise<Decision<SoftKey, Fault>> => {
  if (file === null) return refused('noFile')
  if (file.size > largestFileBytes) return refused('p12-too-large')
  if (password === '') return refused('noPassword')
  try {
    return await openSoftKey(new Uint8Array(await file.arrayBuffer()), password)
  } catch (error) {
    // Moved, renamed or held by another program since it was chosen.
    if (error instanceof DOMException) return refused('unreadable', { cause: error })
    throw error
  }
}

const signKept = async (
  key: LoginKey,
  password: string,
  challenge: Parameters<typeof loginText>[0],
): Promise<Decision<HolderLoginRequest, Fault>> => {
  if (password === '') return refused('noPassword')
  const pair = await openLoginKey(key, password)
  return pair === undefined
    ? refused('p12-password')
    : allowed(await signedLogin({ certificate: key.certificate, pair }, loginText(challenge, key.certificateSha256)))
}

const signedLogin = async ({ certificate, pair }: Pick<SoftKey, 'certificate' | 'pair'>, text: string): Promise<HolderLoginRequest> => ({
  text,
  certificate,
  signature: await signWithSoftKey({ pair }, text),
})
