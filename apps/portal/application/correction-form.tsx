import type { DocumentKind, FormField } from '@certhall/contract/application/vocabulary'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Button } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { type Description, Descriptions } from '../plain/descriptions.tsx'
import { ErrorSummary } from '../plain/error-summary.tsx'
import { ContactProof } from './contact-proof.tsx'
import { isRequired } from './check-field.ts'
import { FormFieldControl } from './form-field.tsx'
import { useSummaryItems, useValueText } from './form-words.ts'
import { PaperList } from './paper-list.tsx'
import { PaperRow } from './paper-section.tsx'
import { parseContact } from './proof-state.ts'
import {
  checkNewContactCode,
  fetchApplication,
  fetchProjects,
  type ProgressView,
  type ReturnedItem,
  sendNewContactCode,
} from './requests.ts'
import { type Correction, newPapers, oldPapers, useCorrection } from './use-correction.ts'

export interface CorrectionFormProps {
  readonly view: ProgressView
  readonly onView: (view: ProgressView) => void
}

/** 补正: only what was returned, the old value above the new one. */
export const CorrectionForm = ({ view, onView }: CorrectionFormProps) => {
  const { t } = useTranslation('progress')
  const correction = useCorrection(view, onView)
  const summary = useSummaryItems()
  return (
    <Card title={t('correction.title')}>
      <p>{t('correction.lead')}</p>
      {correction.attempt > 0 && <ErrorSummary items={summary(correction.issues)} attempt={correction.attempt} />}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          correction.submit()
        }}
      >
        {correction.fields.map((field) => (
          <ReturnedField key={field} field={field} view={view} correction={correction} />
        ))}
        {correction.papers.map((kind) => (
          <ReturnedPaper key={kind} kind={kind} view={view} correction={correction} />
        ))}
        <ProblemAlert error={correction.error} onRetry={correction.submit} />
        <div className="form-actions">
          <Button variant="primary" type="submit" busyText={correction.isSending ? t('correction.submitting') : undefined}>
            {t('correction.submit')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

interface ReturnedProps {
  readonly view: ProgressView
  readonly correction: Correction
}

const ReturnedField = ({ field, view, correction }: ReturnedProps & { readonly field: FormField }) => {
  const { t } = useTranslation('progress')
  const words = useValueText()
  const projects = useQuery({
    queryKey: ['projects'],
    queryFn: ({ signal }) => fetchProjects(signal),
    enabled: field === 'certificate.validityYears',
  })
  const item = view.returnedItems.find((returned) => returned.item === field)
  const old = item?.value ?? ''
  const years = projects.data
    ?.flatMap((project) => (project.nameZh === view.projectNameZh ? project.certificateTypes : []))
    .find((offer) => offer.certificateType === view.certificateType)?.validityYears
  return (
    <div className="returned">
      <Reason item={item} old={{ term: t('correction.oldValue'), value: old === '' ? t('correction.oldEmpty') : words(field, old) }} />
      <FormFieldControl
        field={field}
        value={correction.valueOf(field)}
        required={isRequired(field, view.certificateType)}
        code={correction.codeOf(field)}
        validityYears={years ?? [view.form.certificate?.validityYears ?? 1]}
        onValue={(text) => correction.type(field, text)}
        onLeave={() => correction.leave(field)}
        after={
          correction.isUnchanged(field) ? (
            <p className="muted">{t('correction.unchanged')}</p>
          ) : field === 'contact.mobile' || field === 'contact.email' ? (
            <NewContactProof field={field} view={view} correction={correction} />
          ) : undefined
        }
      />
    </div>
  )
}

const NewContactProof = ({ field, view, correction }: ReturnedProps & { readonly field: 'contact.mobile' | 'contact.email' }) => {
  const channel = field === 'contact.mobile' ? 'mobile' : 'email'
  const typed = correction.valueOf(field)
  return (
    <ContactProof
      channel={channel}
      typed={typed}
      isProven={correction.proven.has(parseContact(channel, typed) ?? '')}
      send={(value) => sendNewContactCode(view.applicationNo, { channel, value })}
      check={async (value, code) => {
        await checkNewContactCode(view.applicationNo, { channel, value, code })
        correction.markProven(value)
      }}
    />
  )
}

const ReturnedPaper = ({ kind, view, correction }: ReturnedProps & { readonly kind: DocumentKind }) => {
  const { t } = useTranslation('progress')
  const queries = useQueryClient()
  const { applicationNo } = view
  const owner = { applicationNo }
  const reload = async () => {
    queries.setQueryData(['application', applicationNo], await fetchApplication(applicationNo))
  }
  return (
    <div className="returned">
      <Reason
        item={view.returnedItems.find((returned) => returned.item === `document.${kind}`)}
        old={{ term: t('correction.paperOld'), value: <PaperList owner={owner} documents={oldPapers(view, kind)} /> }}
      />
      <PaperRow
        owner={owner}
        kind={kind}
        required
        documents={newPapers(view, kind)}
        issue={correction.attempt > 0 ? (correction.issues.find((issue) => issue.field === `document.${kind}`) ?? null) : null}
        formAddress={null}
        onChanged={reload}
      />
    </div>
  )
}

const Reason = ({ item, old }: { readonly item: ReturnedItem | undefined; readonly old: Description }) => {
  const { t } = useTranslation('progress')
  if (item === undefined) return null
  return (
    <>
      <p className="returned__reason">{t('correction.reason', { reason: t(`returnReasons.${item.reason}`) })}</p>
      {item.remark !== '' && <p>{t('correction.remark', { remark: item.remark })}</p>}
      <Descriptions items={[old]} />
    </>
  )
}
