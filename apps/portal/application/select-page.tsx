import type { Selection } from '@certhall/contract/application/form'
import { parseOrganizationCode } from '@certhall/contract/organization/organization-code'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate, useParams } from 'react-router'
import { useFieldText } from '../api/error-text.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Alert } from '../plain/alert.tsx'
import { Button, LinkButton } from '../plain/button.tsx'
import { organizationCodeText } from '../plain/code-text.ts'
import { ErrorSummary, type SummaryItem } from '../plain/error-summary.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { afterPress } from './after-press.ts'
import { CaptchaStatus } from './captcha/captcha-status.tsx'
import { useCaptcha } from './captcha/use-captcha.ts'
import { readDraft } from './draft-store.ts'
import { LookupResult } from './lookup-result.tsx'
import { memoryOf } from './new-draft.ts'
import { completeSelection, type PartialSelection, settleSelection } from './project-choices.ts'
import { type DraftView, fetchProjects, type LookupResponse, lookUp } from './requests.ts'
import { SelectionFields } from './selection-fields.tsx'
import { WizardFrame } from './wizard-frame.tsx'

/** AP-1 选择与查询. */
export const SelectPage = () => {
  const { t } = useTranslation(['application', 'errors'])
  const { draft: address = 'new' } = useParams()
  const memory = memoryOf(useLocation().state)
  // The draft that this page was opened with; one that a 查询 makes here must not close the answer again.
  const [draftId] = useState(address === 'new' ? memory.draftId : address)
  const projects = useQuery({ queryKey: ['projects'], queryFn: ({ signal }) => fetchProjects(signal) })
  const known = useQuery({
    queryKey: ['draft', draftId, 'select'],
    queryFn: () => readDraft(draftId ?? ''),
    enabled: draftId !== undefined,
    gcTime: 0,
    retry: false,
  })
  const waiting = projects.data === undefined || (draftId !== undefined && known.isPending)
  return (
    <WizardFrame step="select">
      {projects.isError && <ProblemAlert error={projects.error} onRetry={() => void projects.refetch()} />}
      {waiting && !projects.isError && <Skeleton lines={8} onRetry={() => void projects.refetch()} />}
      {!waiting && projects.data?.length === 0 && <Alert tone="warning">{t('select.noProjects')}</Alert>}
      {!waiting && projects.data !== undefined && projects.data.length > 0 && (
        <Lookup projects={projects.data} draft={known.data ?? null} />
      )}
    </WizardFrame>
  )
}

interface Asked {
  readonly selection: Selection
  readonly code: string
}

/** Values, the question, and its answer in place. Changing any value hides the old answer. */
const useLookup = (draft: DraftView | null) => {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { state } = useLocation()
  const captcha = useCaptcha()
  const answerOf = (draftId: string | undefined) =>
    draftId === undefined ? null : (queries.getQueryData<LookupResponse>(['lookup', draftId]) ?? null)
  const [answer, setAnswer] = useState<LookupResponse | null>(answerOf(draft?.draftId))
  const question = useMutation({
    retry: false,
    mutationFn: async ({ selection, code }: Asked) => lookUp({ ...selection, code, captcha: (await captcha.take()) ?? '' }),
    onSuccess: (response) => {
      if (response.draftId !== null) {
        queries.setQueryData(['lookup', response.draftId], response)
        void navigate('.', { replace: true, preventScrollReset: true, state: { ...memoryOf(state), draftId: response.draftId } })
      }
      setAnswer(response)
    },
  })
  const hide = () => {
    setAnswer(null)
    question.reset()
  }
  return { captcha, answer, hide, question }
}

const Lookup = ({
  projects,
  draft,
}: {
  readonly projects: Awaited<ReturnType<typeof fetchProjects>>
  readonly draft: DraftView | null
}) => {
  const { t } = useTranslation('application')
  const navigate = useNavigate()
  const { state } = useLocation()
  const { captcha, answer, hide, question } = useLookup(draft)
  const [selection, setSelection] = useState<PartialSelection>(
    settleSelection(projects, draft?.selection ?? { certificateType: '', projectId: '', medium: '' }),
  )
  const [code, setCode] = useState(organizationCodeText(draft?.code.uscc ?? draft?.code.orgCode ?? ''))
  const [resumable, setResumable] = useState(draft)
  const [attempt, setAttempt] = useState(0)
  const [left, setLeft] = useState(false)
  const faults = useFaults(selection, code)
  const change = (apply: () => void) => {
    apply()
    hide()
    setResumable(null)
  }
  useEffect(() => {
    if (draft?.applicationNo != null) void navigate(`/hall/apply/${draft.draftId}/done`, { replace: true })
  }, [draft, navigate])
  const ask = () => {
    setAttempt(attempt + 1)
    const complete = completeSelection(selection)
    if (faults.length === 0 && complete !== null) question.mutate({ selection: complete, code })
  }
  const goOn = (draftId: string) => navigate(`/hall/apply/${draftId}/details`, { state })
  return (
    <>
      <form
        className="card"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!question.isPending) ask()
        }}
      >
        {attempt > 0 && <ErrorSummary items={faults} attempt={attempt} />}
        <SelectionFields
          projects={projects}
          selection={selection}
          code={code}
          codeError={(left || attempt > 0 ? faults : []).find((fault) => fault.fieldId === 'select-code')?.message}
          faults={attempt > 0 ? faults : []}
          onSelection={(next) => change(() => setSelection(settleSelection(projects, next)))}
          onCode={(next) => next !== code && change(() => setCode(next))}
          onLeave={() => afterPress(() => setLeft(code !== ''))}
        />
        {/* It was passed for the answer below; the next one is being prepared unseen. */}
        <CaptchaStatus captcha={answer === null ? captcha : { ...captcha, state: 'ready' }} id="select-captcha" />
        {question.isError && <ProblemAlert error={question.error} onRetry={ask} />}
        <div className="form-actions">
          <Button
            variant={answer === null && resumable === null ? 'primary' : 'secondary'}
            type="submit"
            icon="search"
            busyText={question.isPending ? t('select.lookingUp') : undefined}
          >
            {t('select.lookUp')}
          </Button>
          <LinkButton variant="quiet" to="/hall/apply">
            {t('details.back')}
          </LinkButton>
        </div>
      </form>
      {answer !== null && <LookupResult key={answer.draftId ?? answer.outcome} answer={answer} onNext={goOn} />}
      {answer === null && resumable !== null && (
        <Alert
          tone="info"
          title={t('result.draftTitle')}
          actions={
            <Button variant="primary" onClick={() => void goOn(resumable.draftId)}>
              {t('details.next')}
            </Button>
          }
        >
          <p>{t('result.draft', { no: resumable.draftNo })}</p>
        </Alert>
      )}
    </>
  )
}

const useFaults = (selection: PartialSelection, code: string): readonly SummaryItem[] => {
  const { t } = useTranslation('application')
  const text = useFieldText()
  const parsed = parseOrganizationCode(code)
  const choose = (fieldId: string, label: string): SummaryItem => ({ fieldId, label, message: t('select.choose', { name: label }) })
  return [
    ...(selection.certificateType === '' ? [choose('select-type', t('select.certificateType'))] : []),
    ...(selection.projectId === '' ? [choose('select-project', t('select.project'))] : []),
    ...(selection.medium === '' ? [choose('select-medium', t('select.medium'))] : []),
    ...(parsed.ok ? [] : [{ fieldId: 'select-code', label: t('select.code'), message: text(parsed.code) }]),
  ]
}
