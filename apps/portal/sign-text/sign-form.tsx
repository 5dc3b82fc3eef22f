import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { savedAs } from '../check/check-words.ts'
import '../check/check.css'
import { normalPassword } from '../keystore/password-rules.ts'
import { Alert } from '../plain/alert.tsx'
import { Button } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { CopyText } from '../plain/copy-text.tsx'
import { Field } from '../plain/field.tsx'
import { PasswordInput } from '../plain/password-input.tsx'
import { TextArea } from '../plain/text-input.tsx'
import { mostCharacters, type SignedText, type SignRefusal, signText } from './text-signature.ts'

type Fault = SignRefusal | 'unreadable' | 'noText' | 'noFile' | 'noPassword' | null

/** A P12 file is opened here with its password; the key is forgotten as soon as it has signed. */
export const SignForm = () => {
  const { t } = useTranslation('check')
  const [text, setText] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const [password, setPassword] = useState('')
  const [fault, setFault] = useState<Fault>(null)
  const [isBusy, setIsBusy] = useState(false)
  const [signed, setSigned] = useState<SignedText | null>(null)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (isBusy) return
    setSigned(null)
    if (text === '') return setFault('noText')
    if (file === null) return setFault('noFile')
    if (password === '') return setFault('noPassword')
    setIsBusy(true)
    setFault(null)
    const made = await sign(file, normalPassword(password), text)
    if (typeof made === 'string') setFault(made)
    else {
      setSigned(made)
      setPassword('')
    }
    setIsBusy(false)
  }
  const isFileFault = fault !== null && !['noText', 'noPassword', 'p12-password'].includes(fault)
  return (
    <Card title={t('sign.signTitle')}>
      <Alert tone="info">{t('sign.ukeyNote')}</Alert>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <TextArea
          label={t('sign.text')}
          hint={t('sign.textHint')}
          value={text}
          onValue={setText}
          rows={5}
          maxLength={mostCharacters}
          error={fault === 'noText' ? t('sign.textMissing') : undefined}
        />
        <Field
          label={t('sign.file')}
          error={
            isFileFault ? (fault === 'noFile' ? t('sign.fileMissing') : t(`sign.faults.${fault as SignRefusal | 'unreadable'}`)) : undefined
          }
        >
          {(ties) => (
            <input
              {...ties}
              type="file"
              className="input"
              accept=".p12,.pfx,application/x-pkcs12"
              onChange={(event) => setFile(event.target.files?.[0] ?? null)}
            />
          )}
        </Field>
        <PasswordInput
          label={t('sign.password')}
          autoComplete="current-password"
          value={password}
          onValue={setPassword}
          error={fault === 'noPassword' ? t('sign.passwordMissing') : fault === 'p12-password' ? t('sign.faults.p12-password') : undefined}
        />
        <Button variant="primary" type="submit" icon="edit" busyText={isBusy ? t('sign.busy') : undefined}>
          {t('sign.submit')}
        </Button>
      </form>
      {signed !== null && (
        <div className="check-answer">
          <Signed signed={signed} />
        </div>
      )}
    </Card>
  )
}

const Signed = ({ signed }: { readonly signed: SignedText }) => {
  const { t } = useTranslation('check')
  return (
    <Alert
      tone="success"
      live="polite"
      title={t('sign.done')}
      actions={
        <a
          className="button button--primary"
          href={savedAs(JSON.stringify(signed, null, 2), 'application/json')}
          download="signed-text.json"
        >
          <span>{t('sign.saveAll')}</span>
        </a>
      }
    >
      <p className="muted">{t('sign.signature')}</p>
      <CopyText text={signed.signature} name={t('sign.signature')} />
    </Alert>
  )
}

const sign = async (file: File, password: string, text: string): Promise<SignedText | SignRefusal | 'unreadable'> => {
  const content = await octetsOf(file)
  if (content === null) return 'unreadable'
  const made = await signText(content, password, text)
  return made.ok ? made.value : made.code
}

/** Nothing is read of a file that cannot be one: the page must stay alive with a film in it. */
const octetsOf = async (file: File): Promise<Uint8Array | null> => {
  try {
    return new Uint8Array(await file.slice(0, mostOctets).arrayBuffer())
  } catch {
    // Moved or held by another program since it was chosen.
    return null
  }
}

/** One octet more than a P12 file may have here: it is told to be too large. */
const mostOctets = 2 * 1024 * 1024 + 1
