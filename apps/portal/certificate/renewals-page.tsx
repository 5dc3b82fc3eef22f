import type { CertificateKey } from '@certhall/contract/application/follow-up'
import type { ErrorCode } from '@certhall/contract/errors'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { useFieldText } from '../api/error-text.ts'
import { useConsents } from '../api/hall.ts'
import { useIdempotencyKey } from '../api/idempotency.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { ConsentBoxes, consentControlId } from '../application/consent-boxes.tsx'
import { consentsOf } from '../application/consent-record.ts'
import { withTick } from '../application/ticks.ts'
import { useGuard } from '../holder/holder-context.ts'
import { useLanguage } from '../messages/translation.ts'
import { Alert } from '../plain/alert.tsx'
import { Button, LinkButton } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { Checkbox } from '../plain/checkbox.tsx'
import { ErrorSummary, type SummaryItem } from '../plain/error-summary.tsx'
import { FocusHere } from '../plain/focus-here.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { CertificateLine } from './certificate-line.tsx'
import { isRenewable } from './choices.ts'
import { type HeldCertificate, listKey, renewSeveral, type RenewalsResponse, useCertificates } from './exchange.ts'

/** 批量更新: what was ticked in the list, one declaration, one press; each certificate is answered by itself. */
export const RenewalsPage = () => {
  const { t } = useTranslation(['certificate', 'application', 'errors'])
  const keys = keysOf(useLocation().state)
  const list = useCertificates()
  const chosen = list.data?.filter((each) =>
    keys.some((key) => key.authorityId === each.authorityId && key.serialNumber === each.serialNumber),
  )
  return (
    <div className="column">
      <PageHeading title={t('page')} step={t('renewals.title')} lead={t('renewals.lead')} />
      <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />
      {list.isPending && <Skeleton lines={6} onRetry={() => void list.refetch()} />}
      {chosen?.length === 0 && <Alert actions={<LinkButton to="/hall/manage">{t('detail.back')}</LinkButton>}>{t('renewals.none')}</Alert>}
      {chosen !== undefined && chosen.length > 0 && <Renewals found={chosen} />}
    </div>
  )
}

const Renewals = ({ found }: { readonly found: readonly HeldCertificate[] }) => {
  const { t } = useTranslation('certificate')
  // After the submission none of them is renewable any more; the page stays with what was chosen.
  const [chosen] = useState(() => found.filter(isRenewable))
  const submission = useRenewals(chosen)
  if (submission.data !== undefined) return <Results chosen={chosen} answer={submission.data} />
  return (
    <>
      <Card title={t('renewals.chosen')}>
        <ul>
          {chosen.map((certificate) => (
            <li key={certificate.serialNumber}>
              <CertificateLine certificate={certificate} />
            </li>
          ))}
        </ul>
      </Card>
      <Alert tone="warning" title={t('start.bidTitle')}>
        <p>{t('start.bid')}</p>
      </Alert>
      <Submission submission={submission} />
    </>
  )
}

const useRenewals = (chosen: readonly CertificateKey[]) => {
  const guard = useGuard()
  const queries = useQueryClient()
  const language = useLanguage()
  const idempotencyKey = useIdempotencyKey()
  const consents = useConsents()
  return useMutation({
    retry: false,
    mutationFn: () =>
      guard(() =>
        renewSeveral({
          certificates: chosen.map(({ authorityId, serialNumber }) => ({ authorityId, serialNumber })),
          idempotencyKey,
          declaration: true,
          language,
          consents: [...consentsOf(consents.data ?? [])],
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: listKey, refetchType: 'none' }),
  })
}

const Submission = ({ submission }: { readonly submission: ReturnType<typeof useRenewals> }) => {
  const { t } = useTranslation(['certificate', 'application'])
  const language = useLanguage()
  const consents = useConsents()
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const [declared, setDeclared] = useState(false)
  const [attempt, setAttempt] = useState(0)
  const asked = consents.data ?? []
  const missing = asked.filter(({ consentId }) => !ticked.has(consentId))
  const faults: readonly SummaryItem[] = [
    ...missing.map((consent) => ({
      fieldId: consentControlId(consent.consentId),
      label: language === 'zh' ? consent.titleZh : consent.titleEn,
      message: t('application:notice.consentMissing'),
    })),
    ...(declared
      ? []
      : [{ fieldId: 'renewals-declaration', label: t('application:confirm.declarationTitle'), message: t('renewals.declarationMissing') }]),
  ]
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setAttempt(attempt + 1)
    if (faults.length === 0 && consents.data !== undefined && !submission.isPending) submission.mutate()
  }
  return (
    <form onSubmit={submit} noValidate>
      <Card title={t('application:confirm.declarationTitle')}>
        {attempt > 0 && <ErrorSummary items={faults} attempt={attempt} />}
        <ConsentBoxes
          consents={asked}
          ticked={ticked}
          onTicked={(id, on) => setTicked(withTick(ticked, id, on))}
          missingText={attempt === 0 ? undefined : t('application:notice.consentMissing')}
        />
        <Checkbox
          id="renewals-declaration"
          label={t('renewals.declaration')}
          checked={declared}
          onChecked={setDeclared}
          error={attempt > 0 && !declared ? t('renewals.declarationMissing') : undefined}
        />
      </Card>
      <ProblemAlert error={consents.error ?? submission.error} onRetry={() => void consents.refetch()} />
      <div className="form-actions form-actions--sticky">
        <Button variant="primary" type="submit" busyText={submission.isPending ? t('renewals.submitting') : undefined}>
          {t('renewals.submit')}
        </Button>
        <LinkButton to="/hall/manage">{t('start.cancel')}</LinkButton>
      </div>
    </form>
  )
}

const Results = ({ chosen, answer: { results } }: { readonly chosen: readonly HeldCertificate[]; readonly answer: RenewalsResponse }) => {
  const { t } = useTranslation('certificate')
  const text = useFieldText()
  const lineOf = (serialNumber: string) => {
    const certificate = chosen.find((each) => each.serialNumber === serialNumber)
    return certificate === undefined ? serialNumber : <CertificateLine certificate={certificate} />
  }
  return (
    <FocusHere>
      <Card title={t('renewals.doneTitle')}>
        <ul>
          {results.map(({ serialNumber, applicationNo, code }) => (
            <li key={serialNumber}>
              {lineOf(serialNumber)}
              {applicationNo === null ? (
                t('renewals.refused', { reason: code === null ? '' : text(code as ErrorCode) })
              ) : (
                <Link to={`/progress?application=${encodeURIComponent(applicationNo)}`}>{t('renewals.done', { no: applicationNo })}</Link>
              )}
            </li>
          ))}
        </ul>
      </Card>
      <LinkButton to="/hall/manage">{t('detail.back')}</LinkButton>
    </FocusHere>
  )
}

/** What the list handed over; an address typed by hand brings nothing. */
const keysOf = (state: unknown): readonly CertificateKey[] =>
  typeof state === 'object' && state !== null && 'keys' in state && Array.isArray(state.keys)
    ? (state.keys as readonly CertificateKey[])
    : []
