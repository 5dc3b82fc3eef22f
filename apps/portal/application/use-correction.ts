import type { DraftForm } from '@certhall/contract/application/form'
import type { DocumentKind, FormField } from '@certhall/contract/application/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { hallClock } from '../api/hall-clock.ts'
import { useIdempotencyKey } from '../api/idempotency.ts'
import { problemOf } from '../api/problem.ts'
import { afterPress } from './after-press.ts'
import { checkField } from './check-field.ts'
import { fieldsAmong, type FormIssue, paperKindOf } from './form-words.ts'
import { pickFields, textOf, withText } from './form-values.ts'
import { type ProgressView, sendCorrection } from './requests.ts'

export interface Correction {
  readonly fields: readonly FormField[]
  readonly papers: readonly DocumentKind[]
  readonly valueOf: (field: FormField) => string
  readonly isUnchanged: (field: FormField) => boolean
  readonly type: (field: FormField, text: string) => void
  readonly leave: (field: FormField) => void
  readonly codeOf: (field: FormField) => ErrorCode | null
  readonly issues: readonly FormIssue[]
  readonly attempt: number
  readonly submit: () => void
  readonly isSending: boolean
  readonly error: unknown
  /** Contact addresses that were proven on this page. */
  readonly proven: ReadonlySet<string>
  readonly markProven: (address: string) => void
}

/** Exactly the returned items; whatever else the application says stays as it is. */
export const useCorrection = (view: ProgressView, onView: (view: ProgressView) => void): Correction => {
  const items = view.returnedItems.map(({ item }) => item)
  const fields = fieldsAmong(items)
  const papers = items.flatMap((item) => paperKindOf(item) ?? [])
  const [form, setForm] = useState<DraftForm>(() => startOf(view, fields))
  const [left, setLeft] = useState<ReadonlySet<FormField>>(new Set())
  const [attempt, setAttempt] = useState(0)
  const [proven, setProven] = useState<ReadonlySet<string>>(new Set())
  const idempotencyKey = useIdempotencyKey()
  const sending = useMutation({
    mutationFn: () => sendCorrection(view.applicationNo, { idempotencyKey, revision: view.revision, form: pickFields(form, fields) }),
    onSuccess: onView,
    retry: (failures, error) => problemOf(error).code === 'unreachable' && failures < 3,
  })
  const whole = fields.reduce((all, field) => withText(all, field, textOf(form, field)), view.form)
  const context = { certificateType: view.certificateType, orgCode: orgCodeOf(view.form), nowMs: hallClock.nowMs() }
  const localCode = (field: FormField) => checkField(field, whole, context)
  const serverIssues = problemOf(sending.error).issues
  const issues: readonly FormIssue[] = [
    ...fields.flatMap((field) => (localCode(field) === null ? [] : [{ field, code: localCode(field) ?? 'input.required' }])),
    ...papers
      .filter((kind) => newPapers(view, kind).length === 0)
      .map((kind) => ({ field: `document.${kind}`, code: 'input.document-missing' as const })),
  ]
  const codeOf = (field: FormField) =>
    left.has(field) || attempt > 0 ? (localCode(field) ?? serverIssues.find((issue) => issue.field === field)?.code ?? null) : null
  const submit = () => {
    setAttempt(attempt + 1)
    if (issues.length === 0 && !sending.isPending) sending.mutate()
  }
  return {
    fields,
    papers,
    codeOf,
    attempt,
    submit,
    proven,
    valueOf: (field) => textOf(form, field),
    isUnchanged: (field) => textOf(form, field) === textOf(view.form, field),
    type: (field, text) => {
      sending.reset()
      setForm(withText(form, field, text))
    },
    leave: (field) => afterPress(() => setLeft((before) => new Set([...before, field]))),
    issues: issues.length > 0 ? issues : serverIssues,
    isSending: sending.isPending,
    error: sending.error,
    markProven: (address) => setProven(new Set([...proven, address])),
  }
}

/** Papers that came in after the last return. */
export const newPapers = (view: ProgressView, kind: DocumentKind): ProgressView['documents'] =>
  view.documents.filter((document) => document.kind === kind && isNew(view, document))

export const oldPapers = (view: ProgressView, kind: DocumentKind): ProgressView['documents'] =>
  view.documents.filter((document) => document.kind === kind && !isNew(view, document))

const isNew = (view: ProgressView, document: ProgressView['documents'][number]): boolean => {
  const returnedAt = view.timeline.findLast(({ event }) => event === 'returned')?.at
  return returnedAt !== undefined && Date.parse(document.uploadedAt) >= Date.parse(returnedAt)
}

/** The old values to start from; a masked number must be typed anew. */
const startOf = (view: ProgressView, fields: readonly FormField[]): DraftForm =>
  fields.reduce<DraftForm>(
    (form, field) => (textOf(view.form, field).includes('*') ? form : withText(form, field, textOf(view.form, field))),
    {},
  )

const orgCodeOf = (form: DraftForm): string => (form.organization?.uscc ?? '').slice(8, 17)
