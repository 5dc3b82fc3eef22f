import type { DocumentKind } from '@certhall/contract/application/vocabulary'
import { parseEmail, parseMobile } from '@certhall/contract/contact/contact-address'
import type { FieldIssue } from '@certhall/kernel/app-error'
import type { Project } from '../project/project.ts'
import { fixedFields, type FollowUpRecord, papersOf } from './follow-up-record.ts'
import { checkForm, type FormAnswer, type FormQuestion } from './check-form.ts'

export interface SubmissionQuestion extends FormQuestion {
  readonly project: Project
  /** The record that a follow-up is judged by; undefined for a new application. */
  readonly record: FollowUpRecord | undefined
  readonly verified: { readonly mobile: string | null; readonly email: string | null }
  readonly papers: readonly { readonly kind: DocumentKind }[]
}

/** All that a submission would refuse: the form, the proofs of mobile and e-mail, the papers. */
export const checkSubmission = (question: SubmissionQuestion): FormAnswer => {
  const { issues, complete } = checkForm(question)
  const more: FieldIssue[] = [
    ...issues,
    ...unprovenContacts(question),
    ...missingPapers(question),
    ...(question.record === undefined ? [] : fixedFields(question.record, question.form)),
  ]
  return { issues: more, complete: more.length === 0 ? complete : null }
}

/** A code proves an address, not a field: an address changed after its proof is unproven again. */
const unprovenContacts = ({ form, verified }: SubmissionQuestion): FieldIssue[] => {
  const typed = { mobile: parseMobile(form.contact?.mobile ?? ''), email: parseEmail(form.contact?.email ?? '') }
  return (['mobile', 'email'] as const).flatMap((channel) => {
    const address = typed[channel]
    return address.ok && address.value !== verified[channel] ? [{ field: `contact.${channel}`, code: 'input.contact-unverified' }] : []
  })
}

const missingPapers = ({ form, project, papers, record }: SubmissionQuestion): FieldIssue[] =>
  (record === undefined ? requiredPapers(project, form.organization?.kind ?? 'enterprise') : papersOf(record))
    .filter((kind) => !papers.some((paper) => paper.kind === kind))
    .map((kind) => ({ field: `document.${kind}`, code: 'input.document-missing' }))

export const requiredPapers = (project: Project, kind: 'enterprise' | 'institution'): readonly DocumentKind[] =>
  project.definition.documents[kind].filter((each) => each !== 'other')
