import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../plain/button.tsx'
import { Field } from '../plain/field.tsx'
import { PasswordInput } from '../plain/password-input.tsx'
import { certificateFileName, type ReadBackRefusal } from './certificate-file.ts'
import { normalPassword } from '../keystore/password-rules.ts'
import type { RoomProps } from './room.ts'

/** 已保存，打开验证: the saved file and its password, opened here as they will be opened in earnest. Nothing is uploaded. */
export const ReadBackForm = ({ download, actions }: RoomProps) => {
  const { t } = useTranslation('download')
  const [file, setFile] = useState<File | null>(null)
  const [password, setPassword] = useState('')
  const [refusal, setRefusal] = useState<ReadBackRefusal | 'unreadable' | 'noFile' | 'noPassword' | null>(null)
  const [busy, setBusy] = useState(false)
  const name = certificateFileName(download.view.applicationNo)
  const fileWords = (refused: Exclude<ReadBackRefusal, 'p12-password'> | 'unreadable' | 'noFile'): string =>
    refused === 'noFile' ? t('install.noFile') : t(`install.faults.${refused}`, { name })
  const verify = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (busy) return
    if (file === null) return setRefusal('noFile')
    if (password === '') return setRefusal('noPassword')
    setBusy(true)
    setRefusal(null)
    const content = await contentOf(file)
    setRefusal(content === null ? 'unreadable' : await actions.verify(content, normalPassword(password)))
    setBusy(false)
  }
  const isPassword = refusal === 'p12-password' || refusal === 'noPassword'
  const fileFault = refusal === null || refusal === 'p12-password' || refusal === 'noPassword' ? undefined : fileWords(refusal)
  return (
    <form onSubmit={(event) => void verify(event)} noValidate>
      <Field label={t('install.file')} hint={t('install.fileHint')} error={fileFault}>
        {(ties) => (
          <input
            {...ties}
            type="file"
            className="input"
            accept=".p12,.pfx,application/x-pkcs12"
            onChange={(event) => {
              setFile(event.target.files?.[0] ?? null)
              setRefusal(null)
            }}
          />
        )}
      </Field>
      <PasswordInput
        label={t('install.filePassword')}
        autoComplete="current-password"
        value={password}
        onValue={setPassword}
        error={!isPassword ? undefined : refusal === 'noPassword' ? t('password.faults.empty') : t('install.faults.p12-password')}
      />
      <Button variant="primary" type="submit" busyText={busy ? t('install.verifyBusy') : undefined}>
        {t('install.verify')}
      </Button>
    </form>
  )
}

const contentOf = async (file: File): Promise<Uint8Array<ArrayBuffer> | null> => {
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch {
    // Moved, renamed or held by another program since it was chosen.
    return null
  }
}
