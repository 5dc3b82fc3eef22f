import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hallClock } from '../api/hall-clock.ts'
import { Button } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { Field } from '../plain/field.tsx'
import { TextArea, TextInput } from '../plain/text-input.tsx'
import { certificateText, momentOf, mostFileBytes } from './check-words.ts'

export interface CheckFormProps {
  readonly isBusy: boolean
  readonly onCheck: (certificate: string, at: string | null) => void
}

type Fault = 'missing' | 'atWrong' | 'fileTooLarge' | 'fileUnreadable' | null

/** The certificate is pasted or read from a file in the page; only its text is sent. */
export const CheckForm = ({ isBusy, onCheck }: CheckFormProps) => {
  const { t } = useTranslation('check')
  const [certificate, setCertificate] = useState('')
  const [at, setAt] = useState('')
  const [fault, setFault] = useState<Fault>(null)
  const choose = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return
    if (file.size > mostFileBytes) return setFault('fileTooLarge')
    try {
      setCertificate(certificateText(new Uint8Array(await file.arrayBuffer())))
      setFault(null)
    } catch {
      // Moved or held by another program since it was chosen.
      setFault('fileUnreadable')
    }
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (isBusy) return
    if (certificate.trim() === '') return setFault('missing')
    const moment = momentOf(at)
    if (at !== '' && (moment === null || Date.parse(moment) > hallClock.nowMs())) return setFault('atWrong')
    setFault(null)
    onCheck(certificate, moment)
  }
  return (
    <Card>
      <form onSubmit={submit} noValidate>
        <TextArea
          label={t('form.certificate')}
          hint={t('form.certificateHint')}
          error={fault === 'missing' ? t('form.missing') : undefined}
          value={certificate}
          onValue={setCertificate}
          rows={8}
          maxLength={40_000}
          spellCheck={false}
          autoComplete="off"
        />
        <Field
          label={t('form.file')}
          hint={t('form.fileHint')}
          error={fault === 'fileTooLarge' || fault === 'fileUnreadable' ? t(`form.${fault}`) : undefined}
          optional
        >
          {(ties) => (
            <input
              {...ties}
              type="file"
              className="input"
              accept=".cer,.crt,.pem,.der"
              onChange={(event) => void choose(event.target.files?.[0])}
            />
          )}
        </Field>
        <TextInput
          label={t('form.at')}
          hint={t('form.atHint')}
          error={fault === 'atWrong' ? t('form.atWrong') : undefined}
          type="datetime-local"
          width="half"
          value={at}
          onValue={setAt}
          optional
        />
        <Button variant="primary" type="submit" icon="shield" busyText={isBusy ? t('form.busy') : undefined}>
          {t('form.submit')}
        </Button>
      </form>
    </Card>
  )
}
