import type { FormField } from '@certhall/contract/application/vocabulary'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Button, LinkButton } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { Checkbox } from '../plain/checkbox.tsx'
import { ErrorSummary } from '../plain/error-summary.tsx'
import { StarMark } from '../plain/field.tsx'
import { ContactProof } from './contact-proof.tsx'
import { isRequired } from './check-field.ts'
import { FormFieldControl } from './form-field.tsx'
import { FollowUpAbout, startAddress } from './follow-up-about.tsx'
import { type FormIssue, useSummaryItems } from './form-words.ts'
import { LaterDialog } from './later-dialog.tsx'
import { PaperSection } from './paper-section.tsx'
import { type ContactChannel, isProven } from './proof-state.ts'
import { checkContactCode, checkDraft, sendContactCode } from './requests.ts'
import { useDraftRoom } from './room-context.ts'
import { ConflictAlert, SaveMark } from './save-mark.tsx'
import { type DetailsForm, useDetailsForm } from './use-details-form.ts'
import { WizardFrame } from './wizard-frame.tsx'

/** AP-2 填写企业信息: five sections of one page, saved while it is filled. */
export const DetailsPage = () => {
  const { t } = useTranslation(['application', 'certificate', 'errors'])
  const { state } = useDraftRoom()
  const { followUp } = state.draft
  const form = useDetailsForm()
  const summary = useSummaryItems()
  const next = useNext(form)
  const open = form.openIssues()
  return (
    <WizardFrame
      step="details"
      faults={form.attempt > 0 ? open.length : 0}
      lead={followUp === null ? t('details.lead', { no: state.draft.draftNo }) : t('certificate:wizard.detailsLead')}
    >
      {form.attempt > 0 && <ErrorSummary items={summary(open)} attempt={form.attempt} />}
      <ConflictAlert />
      {followUp !== null && <FollowUpAbout followUp={followUp} />}
      <p className="muted">
        <StarMark /> {t('details.required')}
      </p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!next.isPending) next.mutate()
        }}
      >
        <Sections form={form} />
        <ProblemAlert error={next.error} onRetry={() => next.mutate()} />
        <Actions busy={next.isPending} />
      </form>
    </WizardFrame>
  )
}

/** 下一步: save, let the server check, and go on only when it finds nothing. */
const useNext = (form: DetailsForm) => {
  const { store, state } = useDraftRoom()
  const navigate = useNavigate()
  return useMutation({
    retry: false,
    mutationFn: async (): Promise<readonly FormIssue[]> => {
      await store.flush()
      return (await checkDraft(state.draft.draftId)).issues as readonly FormIssue[]
    },
    onSuccess: (issues) => {
      if (issues.length === 0) void navigate('../confirm', { relative: 'path' })
      else form.refuse(issues)
    },
  })
}

const Sections = ({ form }: { readonly form: DetailsForm }) => {
  const { t } = useTranslation(['application', 'certificate'])
  const { state, project, store } = useDraftRoom()
  const { fields } = form
  const { followUp } = state.draft
  return (
    <>
      {fields.organization.length > 0 && (
        <Card title={t('details.sections.organization')}>
          <Fields form={form} fields={fields.organization} />
        </Card>
      )}
      {fields.contact.length > 0 && (
        <Card title={t('details.sections.contact')}>
          <p className="muted">{t('details.contactNote')}</p>
          <Fields form={form} fields={fields.contact} />
        </Card>
      )}
      {fields.agent.length > 0 && (
        <Card title={t('details.sections.agent')}>
          <p className="muted">{t('details.agentNote')}</p>
          <Checkbox label={t('details.sameAsContact')} checked={form.agentIsContact} onChecked={form.setAgentIsContact} />
          <Fields form={form} fields={fields.agent} />
        </Card>
      )}
      {fields.certificate.length > 0 && (
        <Card title={t('details.sections.certificate')}>
          <Fields form={form} fields={fields.certificate} />
        </Card>
      )}
      <Card title={t('details.sections.papers')}>
        {followUp?.papers.length === 0 && <p>{t('certificate:wizard.noPapers')}</p>}
        <PaperSection
          owner={{ draftId: state.draft.draftId }}
          documents={state.draft.documents}
          required={followUp?.papers ?? project?.documents[state.form.organization?.kind ?? 'enterprise'] ?? []}
          issues={form.openIssues()}
          formAddress={`/hall/apply/${state.draft.draftId}/form`}
          onChanged={store.reload}
        />
      </Card>
    </>
  )
}

const Fields = ({ form, fields }: { readonly form: DetailsForm; readonly fields: readonly FormField[] }) => {
  const { state, validityYears } = useDraftRoom()
  return fields.map((field) => (
    <FormFieldControl
      key={field}
      field={field}
      value={form.textOf(field)}
      required={isRequired(field, state.draft.selection.certificateType)}
      fixed={field === 'organization.uscc' && state.draft.code.uscc !== null}
      code={form.codeOf(field)}
      validityYears={validityYears}
      onValue={(text) => form.type(field, text)}
      onLeave={() => form.leave(field)}
      after={
        field === 'contact.mobile' ? (
          <DraftProof channel="mobile" />
        ) : field === 'contact.email' ? (
          <DraftProof channel="email" />
        ) : undefined
      }
    />
  ))
}

const DraftProof = ({ channel }: { readonly channel: ContactChannel }) => {
  const { state, store } = useDraftRoom()
  const { draftId } = state.draft
  const typed = state.form.contact?.[channel] ?? ''
  return (
    <ContactProof
      channel={channel}
      typed={typed}
      isProven={isProven(state.draft, channel, typed)}
      send={(value) => sendContactCode(draftId, { channel, value })}
      check={async (_address, code) => store.receive(await checkContactCode(draftId, { channel, code }))}
    />
  )
}

const Actions = ({ busy }: { readonly busy: boolean }) => {
  const { t } = useTranslation('application')
  const { followUp } = useDraftRoom().state.draft
  const [asked, setAsked] = useState(false)
  return (
    <>
      <SaveMark />
      <div className="form-actions form-actions--sticky">
        <Button variant="primary" type="submit" busyText={busy ? t('details.checking') : undefined}>
          {t('details.next')}
        </Button>
        {followUp === null ? (
          <LinkButton to="../select" relative="path">
            {t('details.back')}
          </LinkButton>
        ) : (
          <LinkButton to={startAddress(followUp)}>{t('details.back')}</LinkButton>
        )}
        <Button variant="quiet" onClick={() => setAsked(true)}>
          {t('details.later')}
        </Button>
      </div>
      {asked && <LaterDialog onClose={() => setAsked(false)} />}
    </>
  )
}
