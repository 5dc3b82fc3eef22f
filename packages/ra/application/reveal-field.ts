import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { DocumentView } from '@certhall/contract/application/form'
import type { StaffActor } from '../actor.ts'
import type { BaseTransaction, Ground, TransactionOf } from '../ports.ts'
import { mayOpenDocuments, mayReveal } from './review-policy.ts'
import type { ReviewCase, ReviewRepository } from './review-ports.ts'

export interface RevealDeps extends Ground {
  readonly transaction: TransactionOf<BaseTransaction & { cases: ReviewRepository }>
}

export type RevealableField = 'agent.idNumber' | 'agent.mobile' | 'contact.mobile' | 'contact.email'

/** Shows one masked value, after the reason was recorded. */
export const revealField =
  (deps: RevealDeps) =>
  async (order: { applicationNo: string; field: RevealableField; reason: string }, actor: StaffActor): Promise<string> =>
    deps.transaction(async ({ cases, audit }) => {
      if (!mayReveal(actor)) throw new AppError<ErrorCode>('policy.role-missing')
      const reviewCase = await cases.one(order.applicationNo)
      if (reviewCase === undefined) throw new AppError<ErrorCode>('missing.application')
      await audit.append({
        type: 'field.revealed',
        actor,
        applicationNo: order.applicationNo,
        detail: { field: order.field, reason: order.reason },
      })
      return fieldValueOf(reviewCase, order.field)
    })

/** Opens a paper; the look is recorded before the content leaves. */
export const openDocument =
  (deps: RevealDeps) =>
  async (applicationNo: string, documentId: string, actor: StaffActor): Promise<{ view: DocumentView; content: Uint8Array }> =>
    deps.transaction(async ({ cases, audit }) => {
      if (!mayOpenDocuments(actor)) throw new AppError<ErrorCode>('policy.role-missing')
      const found = await cases.document(applicationNo, documentId)
      if (found === undefined) throw new AppError<ErrorCode>('missing.document')
      await audit.append({
        type: 'document.viewed',
        actor,
        applicationNo,
        detail: { documentId, kind: found.view.kind, sha256: found.view.sha256 },
      })
      return found
    })

const fieldValueOf = ({ form }: ReviewCase, field: RevealableField): string => {
  switch (field) {
    case 'agent.idNumber':
      return form.agent.idNumber
    case 'agent.mobile':
      return form.agent.mobile
    case 'contact.mobile':
      return form.contact.mobile
    case 'contact.email':
      return form.contact.email
  }
}
