import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PresentState } from '../check/check-result.tsx'
import '../check/check.css'
import { check, type Checked } from '../check/exchange.ts'
import { Alert } from '../plain/alert.tsx'
import { Button } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { Descriptions } from '../plain/descriptions.tsx'
import { Field } from '../plain/field.tsx'
import { TextArea } from '../plain/text-input.tsx'
import { readSignatureFile, type SignedText, type Verdict, verifyText } from './text-signature.ts'

interface Verified {
  readonly verdict: Verdict
  /** null: the state could not be asked, or there is nothing to ask about. */
  readonly checked: Checked | null
}

const nothing: SignedText = { text: '', signature: '', certificate: '' }

/** The signature is verified in the page; only the certificate is sent, to ask for its state. */
export const VerifyForm = () => {
  const { t } = useTranslation('check')
  const [typed, setTyped] = useState<SignedText>(nothing)
  const [isChecked, setIsChecked] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const [verified, setVerified] = useState<Verified | null>(null)
  const change = (part: Partial<SignedText>): void => {
    setTyped({ ...typed, ...part })
    setVerified(null)
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setIsChecked(true)
    if (isBusy || Object.values(typed).some((value: string) => value.trim() === '')) return
    setIsBusy(true)
    setVerified(await verify(typed))
    setIsBusy(false)
  }
  const missing = (value: string): string | undefined => (isChecked && value.trim() === '' ? t('sign.verifyMissing') : undefined)
  return (
    <Card title={t('sign.verifyTitle')}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <SignatureFile onRead={change} />
        <TextArea label={t('sign.text')} value={typed.text} onValue={(text) => change({ text })} error={missing(typed.text)} />
        <TextArea
          label={t('sign.signature')}
          value={typed.signature}
          onValue={(signature) => change({ signature })}
          error={missing(typed.signature)}
          spellCheck={false}
        />
        <TextArea
          label={t('sign.certificate')}
          value={typed.certificate}
          onValue={(certificate) => change({ certificate })}
          error={missing(typed.certificate)}
          spellCheck={false}
        />
        <Button variant="primary" type="submit" icon="checkCircle" busyText={isBusy ? t('sign.verifyBusy') : undefined}>
          {t('sign.verify')}
        </Button>
      </form>
      {verified !== null && (
        <div className="check-answer">
          <VerdictView verified={verified} />
        </div>
      )}
    </Card>
  )
}

const SignatureFile = ({ onRead }: { readonly onRead: (signed: SignedText) => void }) => {
  const { t } = useTranslation('check')
  const [isWrong, setIsWrong] = useState(false)
  const choose = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return
    const read = file.size > mostFileBytes ? undefined : readSignatureFile(await file.text().catch(() => ''))
    setIsWrong(read === undefined)
    if (read !== undefined) onRead(read)
  }
  return (
    <Field label={t('sign.verifyFile')} hint={t('sign.verifyFileHint')} error={isWrong ? t('sign.verifyFileWrong') : undefined} optional>
      {(ties) => (
        <input
          {...ties}
          type="file"
          className="input"
          accept=".json,application/json"
          onChange={(event) => void choose(event.target.files?.[0])}
        />
      )}
    </Field>
  )
}

const VerdictView = ({ verified: { verdict, checked } }: { readonly verified: Verified }) => {
  const { t } = useTranslation('check')
  if (verdict.kind === 'malformed')
    return (
      <Alert tone="error" live="polite" title={t('sign.unsupported')}>
        {t('sign.malformedNote')}
      </Alert>
    )
  if (verdict.kind === 'unsupported')
    return (
      <Alert tone="warning" live="polite" title={t('sign.unsupported')}>
        {t('sign.unsupportedNote')}
      </Alert>
    )
  if (verdict.kind === 'invalid')
    return (
      <Alert tone="error" live="polite" title={t('sign.invalid')}>
        {t('sign.invalidNote')}
      </Alert>
    )
  return (
    <>
      <Alert tone="success" live="polite" title={t('sign.valid')}>
        {t('sign.validNote')}
      </Alert>
      <Descriptions items={[{ term: t('sign.signedBy'), value: verdict.subject }]} />
      <h3>{t('sign.state')}</h3>
      {checked === null ? <Alert tone="warning">{t('sign.stateUnknown')}</Alert> : <PresentState statement={checked.statement} />}
      <p className="muted">{t('sign.stateNote')}</p>
    </>
  )
}

const verify = async (signed: SignedText): Promise<Verified> => {
  const verdict = await verifyText(signed)
  // Without an answer the state is said to be unknown; the signature stands or falls by itself.
  const checked = verdict.kind === 'valid' ? await check(signed.certificate, null).catch(() => null) : null
  return { verdict, checked }
}

const mostFileBytes = 200_000
