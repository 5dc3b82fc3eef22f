import type { FollowUpReason, FollowUpType } from '@certhall/contract/application/follow-up'
import type { Medium } from '@certhall/contract/application/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import { defaultOverlapDays } from '@certhall/contract/hall/hall'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { hallClock } from '../api/hall-clock.ts'
import { useFieldText } from '../api/error-text.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { fetchProjects } from '../application/requests.ts'
import { useGuard, useHolderHere } from '../holder/holder-context.ts'
import { useLanguage, useSentences } from '../messages/translation.ts'
import { Alert } from '../plain/alert.tsx'
import { beijingDate } from '../plain/beijing-time.ts'
import { Button, LinkButton } from '../plain/button.tsx'
import { Checkbox } from '../plain/checkbox.tsx'
import { ErrorSummary, type SummaryItem } from '../plain/error-summary.tsx'
import { RadioGroup } from '../plain/radio-group.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { TextArea } from '../plain/text-input.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { CertificateLine } from './certificate-line.tsx'
import { type ReasonChoice, reasonsOf } from './choices.ts'
import { addressOf, type CertificateDetail, openFollowUp, useCertificate } from './exchange.ts'
import { FollowUpWarnings } from './follow-up-warnings.tsx'

/** MG-5, MG-7 and their sisters: why, and what follows from it; then the application's own pages take over. */
export const FollowUpPage = ({ type }: { readonly type: FollowUpType }) => {
  const { t } = useTranslation(['certificate', 'application', 'errors'])
  const text = useFieldText()
  const { authorityId = '', serialNumber = '' } = useParams()
  const key = { authorityId, serialNumber }
  const certificate = useCertificate(key)
  const projects = useQuery({ queryKey: ['projects'], queryFn: ({ signal }) => fetchProjects(signal) })
  const { data } = certificate
  const project = projects.data?.find(({ projectId }) => projectId === data?.projectId)
  const refusal = data?.may[type] ?? null
  return (
    <div className="column">
      <PageHeading title={t('page')} step={t(`acts.${type}`)} />
      <ProblemAlert error={certificate.error ?? projects.error} onRetry={() => void certificate.refetch()} />
      {(certificate.isPending || projects.isPending) && <Skeleton lines={8} onRetry={() => void certificate.refetch()} />}
      {data !== undefined && (
        <p>
          <CertificateLine certificate={data} />
        </p>
      )}
      {refusal !== null && (
        <Alert
          tone="warning"
          title={t('start.closed', { act: t(`acts.${type}`) })}
          actions={<LinkButton to={addressOf(key)}>{t('start.cancel')}</LinkButton>}
        >
          <p>{text(refusal as ErrorCode)}</p>
        </Alert>
      )}
      {data !== undefined && projects.data !== undefined && refusal === null && (
        <Start
          type={type}
          certificate={data}
          media={project?.media ?? [data.medium]}
          overlapDays={project?.overlapDays ?? defaultOverlapDays}
        />
      )}
    </div>
  )
}

interface StartProps {
  readonly type: FollowUpType
  readonly certificate: CertificateDetail
  /** Media that the project offers. */
  readonly media: readonly Medium[]
  readonly overlapDays: number
}

const Start = ({ type, certificate, media, overlapDays }: StartProps) => {
  const { t } = useTranslation('certificate')
  const { by } = useHolderHere()
  const form = useStartForm({ type, certificate, media })
  const choices = reasonsOf(type, certificate, by, media, hallClock.nowMs())
  if (choices.length === 0)
    return (
      <Alert tone="warning" title={t('start.none')} actions={<LinkButton to={addressOf(certificate)}>{t('start.cancel')}</LinkButton>} />
    )
  const chosen = choices.find(({ reason }) => reason === form.reason)
  const faults = form.faultsOf(chosen)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    form.submit(chosen, faults)
  }
  const faultOf = (id: string): string | undefined =>
    form.attempt === 0 ? undefined : faults.find(({ fieldId }) => fieldId === id)?.message
  return (
    <form className="card" onSubmit={submit} noValidate>
      {form.attempt > 0 && <ErrorSummary items={faults} attempt={form.attempt} />}
      <RadioGroup
        id="start-reason"
        label={t(`start.${type}Reason`)}
        value={form.reason}
        onValue={form.setReason}
        choices={choices.map((choice) => ({
          value: choice.reason,
          label: t(`reasons.${choice.reason}`),
          note: <ReasonNote choice={choice} overlapDays={overlapDays} />,
        }))}
        error={faultOf('start-reason')}
      />
      {chosen?.rule.mayChange.includes('medium') === true && media.length > 1 && (
        <RadioGroup
          label={t('start.medium')}
          inline
          value={form.medium}
          onValue={form.setMedium}
          choices={media.map((value) => ({ value, label: t(`media.${value}`) }))}
        />
      )}
      <TextArea
        id="start-remark"
        label={t('start.remark')}
        hint={t('start.remarkHint')}
        optional={chosen?.rule.needsRemark !== true}
        rows={3}
        maxLength={500}
        value={form.remark}
        onValue={form.setRemark}
        error={faultOf('start-remark')}
      />
      <FollowUpWarnings type={type} rule={chosen?.rule} />
      {needsTick(type) && (
        <Checkbox
          id="start-tick"
          label={t(`start.${type}Tick`)}
          checked={form.isTicked}
          onChecked={form.setTicked}
          error={faultOf('start-tick')}
        />
      )}
      <ProblemAlert error={form.opening.error} />
      <div className="form-actions form-actions--sticky">
        <Button
          variant={type === 'revoke' ? 'danger' : 'primary'}
          type="submit"
          busyText={form.opening.isPending ? t('start.nextBusy') : undefined}
        >
          {t('start.next')}
        </Button>
        <LinkButton to={addressOf(certificate)}>{t('start.cancel')}</LinkButton>
      </div>
    </form>
  )
}

const needsTick = (type: FollowUpType): type is 'unfreeze' | 'revoke' => type === 'unfreeze' || type === 'revoke'

const ReasonNote = ({
  choice: { rule, papers, opensAtMs },
  overlapDays,
}: {
  readonly choice: ReasonChoice
  readonly overlapDays: number
}) => {
  const { t } = useTranslation(['certificate', 'application'])
  const language = useLanguage()
  const sentences = useSentences()
  if (opensAtMs !== null) return <>{t('start.opensAt', { date: beijingDate(opensAtMs) })}</>
  const names = papers.map((kind) => t(`application:papers.kinds.${kind}`))
  return (
    <>
      {sentences([
        rule.freezesAtOnce ? t('ends.atOnce') : '',
        rule.targetEnd === 'overlap' ? t('ends.overlap', { count: overlapDays }) : t(`ends.${rule.targetEnd}`),
        names.length === 0 ? t('start.noPapers') : t('start.papers', { papers: names.join(language === 'zh' ? '、' : '; ') }),
      ])}
    </>
  )
}

const useStartForm = ({ type, certificate, media }: Omit<StartProps, 'overlapDays'>) => {
  const { t } = useTranslation('certificate')
  const guard = useGuard()
  const navigate = useNavigate()
  const [reason, setReason] = useState<FollowUpReason | ''>('')
  const [remark, setRemark] = useState('')
  const [medium, setMedium] = useState<Medium>(certificate.medium)
  const [isTicked, setTicked] = useState(false)
  const [attempt, setAttempt] = useState(0)
  const opening = useMutation({
    retry: false,
    mutationFn: ({ reason: why, rule }: ReasonChoice) => {
      const wanted = why === 'mediumChanged' ? (media.find((each) => each !== certificate.medium) ?? medium) : medium
      return guard(() =>
        openFollowUp(certificate, {
          type,
          reason: why,
          remark: remark.trim(),
          ...(rule.mayChange.includes('medium') ? { medium: wanted } : {}),
        }),
      )
    },
    onSuccess: ({ draftId }) => void navigate(`/hall/apply/${draftId}/details`),
  })
  const faultsOf = (chosen: ReasonChoice | undefined): readonly SummaryItem[] => [
    ...(chosen === undefined ? [{ fieldId: 'start-reason', label: t(`start.${type}Reason`), message: t('start.reasonMissing') }] : []),
    ...(chosen?.opensAtMs == null
      ? []
      : [
          {
            fieldId: 'start-reason',
            label: t(`start.${type}Reason`),
            message: t('start.opensAt', { date: beijingDate(chosen.opensAtMs) }),
          },
        ]),
    ...(chosen?.rule.needsRemark === true && remark.trim() === ''
      ? [{ fieldId: 'start-remark', label: t('start.remark'), message: t('start.remarkMissing') }]
      : []),
    ...(needsTick(type) && !isTicked ? [{ fieldId: 'start-tick', label: t(`start.${type}Title`), message: t('start.tickMissing') }] : []),
  ]
  const submit = (chosen: ReasonChoice | undefined, faults: readonly SummaryItem[]): void => {
    setAttempt(attempt + 1)
    if (chosen !== undefined && faults.length === 0 && !opening.isPending) opening.mutate(chosen)
  }
  return { reason, setReason, remark, setRemark, medium, setMedium, isTicked, setTicked, attempt, opening, faultsOf, submit }
}
