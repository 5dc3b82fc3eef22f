import type { RejectReason, ReturnReason } from '@certhall/contract/application/vocabulary'
import type { CaseView, DecisionDraft } from './exchange.ts'
import type { Intent, ShownFollowUp } from './statement-text.ts'

export interface ReturnEntry {
  readonly item: string
  readonly reason: ReturnReason
  readonly remark: string
}

/** Collected in the bar, in the order of the page; one entry for each item. */
export const withReturn = (entries: readonly ReturnEntry[], entry: ReturnEntry): readonly ReturnEntry[] => [
  ...withoutReturn(entries, entry.item),
  entry,
]

export const withoutReturn = (entries: readonly ReturnEntry[], item: string): readonly ReturnEntry[] =>
  entries.filter((entry) => entry.item !== item)

export type Choice =
  | { readonly decision: 'approve' }
  | { readonly decision: 'return'; readonly items: readonly ReturnEntry[] }
  | { readonly decision: 'reject'; readonly reason: RejectReason; readonly remark: string }

export const intentOf = (view: CaseView, choice: Choice): Intent => ({
  kind: 'decision',
  applicationNo: view.applicationNo,
  revision: view.revision,
  followUp: view.followUp === null ? null : shownOf(view.followUp),
  draft: draftOf(view.version, choice),
})

const shownOf = ({ type, reason, target: { authorityId, serialNumber } }: NonNullable<CaseView['followUp']>): ShownFollowUp => ({
  type,
  reason,
  authorityId,
  serialNumber,
})

export const draftOf = (version: number, choice: Choice): DecisionDraft => ({
  version,
  decision: choice.decision,
  rejectReason: choice.decision === 'reject' ? choice.reason : null,
  returnedItems: choice.decision === 'return' ? [...choice.items] : [],
  remark: choice.decision === 'reject' ? choice.remark.trim() : '',
})
