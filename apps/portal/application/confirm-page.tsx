import { AppError } from '@certhall/kernel/app-error'
import type { FollowUpView } from '@certhall/contract/application/follow-up-view'
import type { FormField } from '@certhall/contract/application/vocabulary'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useConsents } from '../api/hall.ts'
import { useIdempotencyKey } from '../api/idempotency.ts'
import { problemOf } from '../api/problem.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { useLanguage } from '../messages/translation.ts'
import { Alert } from '../plain/alert.tsx'
import { Button, LinkButton } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { Checkbox } from '../plain/checkbox.tsx'
import { ErrorSummary, type SummaryItem } from '../plain/error-summary.tsx'
import { Icon } from '../plain/icon.tsx'
import { ConsentBoxes, consentControlId } from './consent-boxes.tsx'
import { consentsOf, forgetConsents, givenConsents, missingConsents } from './consent-record.ts'
import { withTick } from './ticks.ts'
import type { Section } from './check-field.ts'
import { FollowUpAbout, FollowUpDifferences } from './follow-up-about.tsx'
import { FormView } from './form-view.tsx'
import { projectName, useSummaryItems } from './form-words.ts'
import { textOf } from './form-values.ts'
import { isProven } from './proof-state.ts'
import { type ConsentView, submitDraft } from './requests.ts'
import { useDraftRoom } from './room-context.ts'
import { WizardFrame } from './wizard-frame.tsx'
import { Colon } from '../plain/colon.tsx'

/** AP-3 信息确认: read-only, each section with its way back, then 提交. */
export const ConfirmPage = () => {
  const { t } = useTranslation(['application', 'certificate', 'errors'])
  const { state, project } = useDraftRoom()
  const language = useLanguage()
  const { draft, form } = state
  const { followUp } = draft
  return (
    <WizardFrame step="confirm" lead={followUp === null ? t('confirm.lead') : t('certificate:wizard.confirmLead')}>
      {followUp !== null && <FollowUpAbout followUp={followUp} />}
      {followUp !== null && <FollowUpDifferences followUp={followUp} />}
      <FormView
        owner={{ draftId: draft.draftId }}
        selection={draft.selection}
        projectName={project === null ? draft.selection.projectId : projectName(project, language)}
        orgCode={draft.code.uscc ?? draft.code.orgCode}
        form={form}
        documents={draft.documents}
        edit={(section) => (isOpen(followUp, section) ? <EditLink section={section} /> : null)}
        mark={(field) => <ProofMark field={field} />}
      />
      <Submission />
    </WizardFrame>
  )
}

/** A way back only to what can be changed there. */
const isOpen = (followUp: FollowUpView | null, section: Section | 'selection' | 'papers'): boolean => {
  if (followUp === null || section === 'papers') return true
  if (section === 'certificate') return followUp.makesCertificate
  return section !== 'selection' && followUp.mayChange.includes(section)
}

const EditLink = ({ section }: { readonly section: 'selection' | 'organization' | 'contact' | 'agent' | 'certificate' | 'papers' }) => {
  const { t } = useTranslation('application')
  const name = section === 'selection' ? t('confirm.selection') : t(`details.sections.${section}`)
  return (
    <Link
      className="no-print"
      to={section === 'selection' ? '../select' : '../details'}
      relative="path"
      aria-label={t('confirm.editNamed', { section: name })}
    >
      {t('confirm.edit')}
    </Link>
  )
}

const ProofMark = ({ field }: { readonly field: FormField }) => {
  const { t } = useTranslation('application')
  const { state } = useDraftRoom()
  const channel = field === 'contact.mobile' ? 'mobile' : field === 'contact.email' ? 'email' : null
  if (channel === null || !isProven(state.draft, channel, textOf(state.form, field))) return null
  return (
    <span className="mark mark--good">
      <Icon name="check" />
      {t('confirm.verified')}
    </span>
  )
}

const declarationId = 'confirm-declaration'

const Submission = () => {
  const { t } = useTranslation(['application', 'certificate'])
  const isFollowUp = useDraftRoom().state.draft.followUp !== null
  const language = useLanguage()
  const consents = useConsents()
  const [declared, setDeclared] = useState(false)
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const [attempt, setAttempt] = useState(0)
  const asked = consents.data ?? []
  const open = missingConsents(asked, givenConsents())
  const faults: readonly SummaryItem[] = [
    ...open
      .filter((consent) => !ticked.has(consent.consentId))
      .map((consent) => ({
        fieldId: consentControlId(consent.consentId),
        label: language === 'zh' ? consent.titleZh : consent.titleEn,
        message: t('notice.consentMissing'),
      })),
    ...(declared ? [] : [{ fieldId: declarationId, label: t('confirm.declarationTitle'), message: t('confirm.declarationMissing') }]),
  ]
  const submission = useSubmission(asked)
  const submit = () => {
    setAttempt(attempt + 1)
    if (faults.length === 0 && consents.data !== undefined) submission.mutate()
  }
  return (
    <>
      <Card title={t('confirm.declarationTitle')}>
        {attempt > 0 && <ErrorSummary items={faults} attempt={attempt} />}
        {open.length > 0 && (
          <ConsentBoxes
            consents={open}
            ticked={ticked}
            onTicked={(id, on) => setTicked(withTick(ticked, id, on))}
            missingText={attempt === 0 ? undefined : t('notice.consentMissing')}
          />
        )}
        <Checkbox
          id={declarationId}
          label={isFollowUp ? t('certificate:wizard.declaration') : t('confirm.declaration')}
          checked={declared}
          onChecked={setDeclared}
          error={attempt > 0 && !declared ? t('confirm.declarationMissing') : undefined}
        />
      </Card>
      <ProblemAlert error={consents.error} onRetry={() => void consents.refetch()} />
      <Refusal error={submission.error} onRetry={submit} />
      <div className="form-actions form-actions--sticky">
        <Button variant="primary" busyText={submission.isPending ? t('confirm.submitting') : undefined} onClick={submit}>
          {t('confirm.submit')}
        </Button>
        <LinkButton to="../details" relative="path">
          {t('confirm.edit')}
        </LinkButton>
      </div>
    </>
  )
}

/** A second press, a repeat after a lost answer and a reload of this page all end in one application. */
const useSubmission = (asked: readonly ConsentView[]) => {
  const { state, store } = useDraftRoom()
  const language = useLanguage()
  const navigate = useNavigate()
  const idempotencyKey = useIdempotencyKey()
  return useMutation({
    mutationFn: async () => {
      await store.flush()
      const { draftId, version } = store.current().draft
      return submitDraft(draftId, { idempotencyKey, version, declaration: true, consents: [...consentsOf(asked)], language })
    },
    onSuccess: () => {
      forgetConsents()
      void navigate('../done', { relative: 'path', replace: true })
    },
    onError: (error) => {
      if (error instanceof AppError && error.code === 'state.draft-changed') void store.reload().catch(() => {})
    },
    retry: (failures, error) => problemOf(error).code === 'unreachable' && failures < 3,
    meta: { draftId: state.draft.draftId },
  })
}

const Refusal = ({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) => {
  const { t } = useTranslation('application')
  const summary = useSummaryItems()
  if (error === null) return null
  const problem = problemOf(error)
  if (problem.code === 'state.draft-changed')
    return (
      <Alert tone="warning" live="assertive">
        {t('confirm.changed')}
      </Alert>
    )
  if (problem.code === 'state.application-open' || problem.issues.length === 0) return <ProblemAlert error={error} onRetry={onRetry} />
  return (
    <Alert
      tone="error"
      live="assertive"
      title={t('confirm.issues')}
      actions={
        <LinkButton to="../details" relative="path">
          {t('confirm.edit')}
        </LinkButton>
      }
    >
      <ul>
        {summary(problem.issues).map((item) => (
          <li key={item.fieldId}>
            {item.label}
            <Colon />
            {item.message}
          </li>
        ))}
      </ul>
    </Alert>
  )
}
