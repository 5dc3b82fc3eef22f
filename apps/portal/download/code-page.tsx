import { parsePasscode } from '@certhall/contract/passcode/passcode-code'
import { type Medium, media } from '@certhall/contract/application/vocabulary'
import { type FormEvent, lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useFieldText } from '../api/error-text.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Button } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { PasscodeInput } from '../plain/code-input.tsx'
import { RadioGroup } from '../plain/radio-group.tsx'
import { Steps } from '../plain/steps.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { Checks, useChecks } from './checks.tsx'
import { useStepNames } from './step-names.ts'

const UkeyChecks = lazy(() => import('../ukey/code-checks.tsx'))

/** DL-1: this computer is looked at before the PASSCODE is typed. The check symbol is tested here, before anything is sent or counted. */
export const CodePage = ({ onCheck }: { readonly onCheck: (passcode: string) => Promise<void> }) => {
  const { t } = useTranslation('download')
  const text = useFieldText()
  const checks = useChecks()
  const [medium, setMedium] = useMedium()
  const [typed, setTyped] = useState('')
  const [fault, setFault] = useState<string>()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const send = async (event?: FormEvent): Promise<void> => {
    event?.preventDefault()
    if (busy) return
    const parsed = parsePasscode(typed)
    setError(null)
    setFault(typed.trim() === '' ? text('input.required') : parsed.ok ? undefined : text(parsed.code, parsed.detail))
    if (!parsed.ok) return document.getElementById(fieldId)?.focus()
    if (medium === 'p12' && checks.state === 'failed') return setFault(t('checks.refused'))
    setBusy(true)
    try {
      await onCheck(typed)
    } catch (refusal) {
      setError(refusal)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="column">
      <Steps names={useStepNames(medium)} current={0} />
      <PageHeading title={t('page')} lead={t('code.lead')} />
      <Card>
        <RadioGroup
          id="download-medium"
          label={t('code.medium')}
          inline
          value={medium}
          onValue={setMedium}
          choices={media.map((value) => ({ value, label: t(`code.media.${value}`), note: t(`code.mediumNotes.${value}`) }))}
        />
        {medium === 'p12' && <Checks checks={checks} />}
        {medium === 'ukey' && (
          <Suspense fallback={null}>
            <UkeyChecks />
          </Suspense>
        )}
      </Card>
      <ProblemAlert error={error} onRetry={() => void send()} />
      <Card>
        <form onSubmit={(event) => void send(event)} noValidate>
          <PasscodeInput
            id={fieldId}
            label={t('code.label')}
            hint={t('code.hint')}
            error={fault}
            value={typed}
            onValue={(value) => {
              setTyped(value)
              if (fault !== undefined && parsePasscode(value).ok) setFault(undefined)
            }}
          />
          <div className="form-actions form-actions--sticky">
            <Button variant="primary" type="submit" icon="download" busyText={busy ? t('code.busy') : undefined}>
              {t('code.submit')}
            </Button>
          </div>
        </form>
      </Card>
      <p>
        {t('code.missing')} <Link to="/progress">{t('code.missingLink')}</Link>
      </p>
    </div>
  )
}

const fieldId = 'passcode'

/** The notice's link names it; else a P12, which needs nothing installed. The PASSCODE itself decides. */
const useMedium = (): readonly [Medium, (medium: Medium) => void] => {
  const [query, setQuery] = useSearchParams()
  const named = media.find((medium) => medium === query.get('medium'))
  return [named ?? 'p12', (medium) => setQuery({ medium }, { replace: true })]
}
