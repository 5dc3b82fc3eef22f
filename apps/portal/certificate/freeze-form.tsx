import { type FreezeReason, freezeReasons } from '@certhall/contract/application/follow-up'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hallClock } from '../api/hall-clock.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { withTick } from '../application/ticks.ts'
import { useGuard } from '../holder/holder-context.ts'
import { heldKey } from '../holder/session.ts'
import { Alert } from '../plain/alert.tsx'
import { beijingSecond } from '../plain/beijing-time.ts'
import { Button, LinkButton } from '../plain/button.tsx'
import { Checkbox } from '../plain/checkbox.tsx'
import { FieldError } from '../plain/field.tsx'
import { FocusHere } from '../plain/focus-here.tsx'
import { RadioGroup } from '../plain/radio-group.tsx'
import { TextArea } from '../plain/text-input.tsx'
import { CertificateKind, CertificateLine } from './certificate-line.tsx'
import { freeze, type HeldCertificate } from './exchange.ts'
import { shortSubject } from './words.ts'

export interface FreezeFormProps {
  /** One is chosen already; of several the person chooses. */
  readonly certificates: readonly HeldCertificate[]
  readonly back: string
}

interface Outcome {
  readonly frozen: readonly HeldCertificate[]
  readonly failed: readonly { readonly certificate: HeldCertificate; readonly error: unknown }[]
  readonly atMs: number
}

const firstBoxId = 'freeze-which'
const reasonOrder = ['suspicious', ...freezeReasons.filter((reason) => reason !== 'suspicious')] as const

/** MG-6: the reason is chosen already, three lines say what follows, one press does it. */
export const FreezeForm = ({ certificates, back }: FreezeFormProps) => {
  const { t } = useTranslation(['certificate', 'errors'])
  // What is frozen leaves the list that it was chosen from; the form goes on about what it began with.
  const [offered] = useState(certificates)
  const [ticked, setTicked] = useState<ReadonlySet<string>>(
    new Set(offered.length === 1 ? offered.map(({ serialNumber }) => serialNumber) : []),
  )
  const [reason, setReason] = useState<FreezeReason>('suspicious')
  const [remark, setRemark] = useState('')
  const [missing, setMissing] = useState(false)
  const act = useFreeze(reason, remark)
  const start = (chosen: readonly HeldCertificate[]): void => {
    setMissing(chosen.length === 0)
    // The buttons stay in view where the boxes do not.
    if (chosen.length === 0) document.getElementById(firstBoxId)?.focus()
    else if (!act.isPending) act.mutate(chosen)
  }
  if (act.data !== undefined) return <Result outcome={act.data} />
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    start(offered.filter(({ serialNumber }) => ticked.has(serialNumber)))
  }
  return (
    <form className="card" onSubmit={submit} noValidate>
      {offered.length > 1 && (
        <fieldset className={missing ? 'field field--wrong' : 'field'} aria-describedby={missing ? `${firstBoxId}-error` : undefined}>
          <legend className="field__label">{t('freeze.which')}</legend>
          {offered.map((certificate, index) => (
            <Checkbox
              key={certificate.serialNumber}
              {...(index === 0 ? { id: firstBoxId } : {})}
              label={shortSubject(certificate.subject)}
              note={<CertificateKind certificate={certificate} />}
              checked={ticked.has(certificate.serialNumber)}
              onChecked={(on) => {
                setTicked(withTick(ticked, certificate.serialNumber, on))
                setMissing(false)
              }}
            />
          ))}
          <FieldError id={`${firstBoxId}-error`} error={missing ? t('freeze.whichMissing') : undefined} />
        </fieldset>
      )}
      <RadioGroup
        label={t('freeze.reason')}
        inline
        value={reason}
        onValue={setReason}
        choices={reasonOrder.map((value) => ({ value, label: t(`freeze.reasons.${value}`) }))}
      />
      <TextArea label={t('freeze.remark')} optional rows={2} maxLength={500} value={remark} onValue={setRemark} />
      <Alert tone="warning" title={t('freeze.warningTitle')}>
        <ul>
          <li>{t('freeze.warnings.atOnce')}</li>
          <li>{t('freeze.warnings.open')}</li>
          <li>{t('freeze.warnings.unfreeze')}</li>
        </ul>
      </Alert>
      <ProblemAlert error={act.error} />
      <div className="form-actions form-actions--sticky">
        <Button variant="danger" type="submit" icon="pauseCircle" busyText={act.isPending ? t('freeze.busy') : undefined}>
          {t('freeze.submit')}
        </Button>
        {offered.length > 1 && <Button onClick={() => start(offered)}>{t('freeze.all')}</Button>}
        <LinkButton to={back}>{t('freeze.cancel')}</LinkButton>
      </div>
    </form>
  )
}

/** One refusal stops no other; the certificate of this login goes last, because the login ends with it. */
const useFreeze = (reason: FreezeReason, remark: string) => {
  const guard = useGuard()
  const queries = useQueryClient()
  return useMutation({
    retry: false,
    mutationFn: async (chosen: readonly HeldCertificate[]): Promise<Outcome> => {
      const frozen: HeldCertificate[] = []
      const failed: Outcome['failed'][number][] = []
      for (const certificate of chosen.toSorted((left, right) => Number(left.isThis) - Number(right.isThis))) {
        try {
          frozen.push(await guard(() => freeze(certificate, { reason, remark: remark.trim() })))
        } catch (error) {
          if (chosen.length === 1) throw error
          failed.push({ certificate, error })
        }
      }
      return { frozen, failed, atMs: hallClock.nowMs() }
    },
    // Nothing is asked again here: with its own certificate frozen this login is over, and the result must stay.
    onSuccess: () => queries.removeQueries({ queryKey: heldKey, type: 'inactive' }),
  })
}

/** The list is where to go on: the certificate's own page may belong to a login that has just ended. */
const Result = ({ outcome: { frozen, failed, atMs } }: { readonly outcome: Outcome }) => {
  const { t } = useTranslation('certificate')
  return (
    <>
      {frozen.length > 0 && (
        <FocusHere>
          <Alert tone="frozen" title={t('freeze.doneTitle', { time: beijingSecond(atMs) })}>
            <ul>
              {frozen.map((certificate) => (
                <li key={certificate.serialNumber}>
                  <CertificateLine certificate={certificate} />
                </li>
              ))}
            </ul>
            <p>{t('freeze.done')}</p>
            <p>{t('freeze.next')}</p>
          </Alert>
        </FocusHere>
      )}
      {failed.length > 0 && (
        <Alert tone="error" live="assertive" title={t('freeze.failed')}>
          <ul>
            {failed.map(({ certificate }) => (
              <li key={certificate.serialNumber}>
                <CertificateLine certificate={certificate} />
              </li>
            ))}
          </ul>
          <ProblemAlert error={failed[0]?.error} />
        </Alert>
      )}
      <div className="form-actions">
        <LinkButton to="/hall/manage">{t('detail.back')}</LinkButton>
        <LinkButton variant="quiet" to="/unfreeze">
          {t('freeze.unfreeze')}
        </LinkButton>
      </div>
    </>
  )
}
