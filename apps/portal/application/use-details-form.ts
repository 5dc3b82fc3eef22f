import type { FormField } from '@certhall/contract/application/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import { useState } from 'react'
import { hallClock } from '../api/hall-clock.ts'
import { afterPress } from './after-press.ts'
import { checkField, fieldsOf, type Section } from './check-field.ts'
import { openFields } from './differences.ts'
import { followUps, followUscc, isAgentContact } from './follow-ups.ts'
import { fieldsAmong, type FormIssue } from './form-words.ts'
import { textOf, withText } from './form-values.ts'
import { useDraftRoom } from './room-context.ts'
import { isProven } from './proof-state.ts'

export interface DetailsForm {
  readonly fields: Readonly<Record<Section, readonly FormField[]>>
  readonly textOf: (field: FormField) => string
  readonly type: (field: FormField, text: string) => void
  readonly leave: (field: FormField) => void
  /** What is wrong with a field that was left, or that 下一步 refused. */
  readonly codeOf: (field: FormField) => ErrorCode | null
  readonly agentIsContact: boolean
  readonly setAgentIsContact: (same: boolean) => void
  /** Issues of the last refusal that still stand, in the order of the page. */
  readonly openIssues: () => readonly FormIssue[]
  readonly refuse: (issues: readonly FormIssue[]) => void
  readonly attempt: number
}

/** Fields are checked when they are left, then on each change until they are right; the server's findings stand until the value changes. */
export const useDetailsForm = (): DetailsForm => {
  const { store, state } = useDraftRoom()
  const { certificateType } = state.draft.selection
  const { followUp } = state.draft
  const fields = followUp === null ? fieldsOf(certificateType) : openFields(followUp, certificateType)
  const [left, setLeft] = useState<ReadonlySet<FormField>>(new Set())
  const [refusal, setRefusal] = useState<Refusal>({ attempt: 0, issues: [] })
  // What a reason does not let change must not follow along either.
  const [agentIsContact, setSame] = useState(followUp === null && isAgentContact(state.form))
  const context = { certificateType, orgCode: state.draft.code.orgCode, nowMs: hallClock.nowMs() }
  const localCode = (field: FormField) => checkField(field, state.form, context)

  const type = (field: FormField, text: string) => {
    const before = state.form
    const after = followUps(before, withText(before, field, text), field, { certificateType, agentIsContact })
    for (const changed of allFields(fields)) {
      if (textOf(after, changed) !== textOf(before, changed)) store.type(changed, textOf(after, changed))
    }
    if (field === 'agent.name' || field === 'agent.mobile') setSame(false)
  }
  const leave = (field: FormField) => {
    // 下拉 and radio answers reach the store before this render's state does, so the store is asked.
    const { form } = store.current()
    if (textOf(form, field) !== '') afterPress(() => setLeft((before) => new Set([...before, field])))
    if (field === 'organization.uscc') {
      const filled = followUscc(form)
      for (const changed of fields.organization)
        if (textOf(filled, changed) !== textOf(form, changed)) store.type(changed, textOf(filled, changed))
    }
    store.saveSoon()
  }
  const setAgentIsContact = (same: boolean) => {
    setSame(same)
    if (!same) return
    store.type('agent.name', textOf(state.form, 'contact.name'))
    store.type('agent.mobile', textOf(state.form, 'contact.mobile'))
    store.saveSoon()
  }
  const stands = (issue: FormIssue) => issueStands(issue, refusal, (item) => textOf(state.form, item), state.draft)
  const openIssues = () => refusal.issues.filter(stands)
  const codeOf = (field: FormField) => {
    const issue = openIssues().find((one) => one.field === field)
    return left.has(field) || issue !== undefined ? (localCode(field) ?? issue?.code ?? null) : null
  }
  const refuse = (issues: readonly FormIssue[]) => {
    const values = Object.fromEntries(fieldsAmong(issues.map((issue) => issue.field)).map((field) => [field, textOf(state.form, field)]))
    setRefusal({ attempt: refusal.attempt + 1, issues: inPageOrder(issues, allFields(fields)), values })
  }
  return {
    fields,
    textOf: (field) => textOf(state.form, field),
    type,
    leave,
    codeOf,
    agentIsContact,
    setAgentIsContact,
    openIssues,
    refuse,
    attempt: refusal.attempt,
  }
}

interface Refusal {
  readonly attempt: number
  readonly issues: readonly FormIssue[]
  /** What stood in the refused fields. */
  readonly values?: Readonly<Record<string, string>>
}

const allFields = (fields: Readonly<Record<Section, readonly FormField[]>>): readonly FormField[] => [
  ...fields.organization,
  ...fields.contact,
  ...fields.agent,
  ...fields.certificate,
]

/** Papers come last, as on the page. */
const inPageOrder = (issues: readonly FormIssue[], order: readonly string[]): readonly FormIssue[] => {
  const place = (field: string) => (order.includes(field) ? order.indexOf(field) : order.length)
  return issues.toSorted((left, right) => place(left.field) - place(right.field))
}

const issueStands = (
  issue: FormIssue,
  refusal: Refusal,
  current: (field: FormField) => string,
  draft: Parameters<typeof isProven>[0] & { readonly documents: readonly { readonly kind: string }[] },
): boolean => {
  if (issue.code === 'input.contact-unverified') {
    return !isProven(
      draft,
      issue.field === 'contact.email' ? 'email' : 'mobile',
      current(issue.field === 'contact.email' ? 'contact.email' : 'contact.mobile'),
    )
  }
  if (issue.code === 'input.document-missing') return !draft.documents.some((document) => `document.${document.kind}` === issue.field)
  const [field] = fieldsAmong([issue.field])
  return field === undefined || refusal.values?.[field] === current(field)
}
