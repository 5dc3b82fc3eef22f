import type { FollowUpReason, FollowUpType } from '@certhall/contract/application/follow-up'
import { canonicalJson, isCanonicalJson } from '@certhall/contract/statement/canonical-json'
import type { PasscodeRelease, ReviewDecision, StaffLogin } from '@certhall/contract/statement/statements'
import type { DecisionDraft, ReleaseDraft } from './exchange.ts'

/** What the person chose on the page: the text to be signed must say exactly this. */
export type Intent =
  | {
      readonly kind: 'decision'
      readonly applicationNo: string
      readonly revision: number
      readonly followUp: ShownFollowUp | null
      readonly draft: DecisionDraft
    }
  | { readonly kind: 'release'; readonly applicationNo: string; readonly draft: ReleaseDraft }

/** What the page showed of an application on a certificate. */
export interface ShownFollowUp {
  readonly type: FollowUpType
  readonly reason: FollowUpReason
  readonly authorityId: string
  readonly serialNumber: string
}

/** Who signs: text prepared for another person or certificate is not signed. */
export interface Signer {
  readonly personId: string
  readonly certificateSha256: string
}

export type ReadStatement =
  | { readonly kind: 'decision'; readonly statement: ReviewDecision }
  | { readonly kind: 'release'; readonly statement: PasscodeRelease }

/**
 * Reads a prepared text and compares it with what was chosen. Undefined when one word differs: a server that says one
 * thing on the screen and another in the text gets no signature.
 */
export const readPrepared = (text: string, intent: Intent, signer: Signer): ReadStatement | undefined => {
  if (!isCanonicalJson(text)) return undefined
  const statement = JSON.parse(text) as { readonly personId?: string; readonly certificateSha256?: string; readonly applicationNo?: string }
  const isMine = statement.personId === signer.personId && statement.certificateSha256 === signer.certificateSha256
  if (!isMine || statement.applicationNo !== intent.applicationNo) return undefined
  if (intent.kind === 'decision') {
    const decision = statement as unknown as ReviewDecision
    return saysDecision(decision, intent.draft, intent.revision) && saysFollowUp(decision, intent.followUp)
      ? { kind: 'decision', statement: decision }
      : undefined
  }
  const release = statement as unknown as PasscodeRelease
  return saysRelease(release, intent.draft) ? { kind: 'release', statement: release } : undefined
}

export const loginText = (origin: string, nonce: string, certificateSha256: string): string => {
  const statement: StaffLogin = { format: 'certhall.staff-login.v1', origin, nonce, certificateSha256 }
  return canonicalJson({ ...statement })
}

const saysDecision = (statement: ReviewDecision, draft: DecisionDraft, revision: number): boolean =>
  (statement.format as string) === 'certhall.review-decision.v1' &&
  statement.revision === revision &&
  statement.decision === draft.decision &&
  statement.rejectReason === draft.rejectReason &&
  statement.remark === draft.remark &&
  sameItems(statement.returnedItems, draft.returnedItems)

const saysFollowUp = ({ followUp: said }: ReviewDecision, shown: ShownFollowUp | null): boolean =>
  said === undefined || shown === null
    ? said === undefined && shown === null
    : said.type === shown.type &&
      said.reason === shown.reason &&
      said.target.authorityId === shown.authorityId &&
      said.target.serialNumber === shown.serialNumber

const saysRelease = (statement: PasscodeRelease, draft: ReleaseDraft): boolean =>
  (statement.format as string) === 'certhall.passcode-release.v1' &&
  statement.channel === draft.channel &&
  statement.resendReason === draft.resendReason

const sameItems = (left: ReviewDecision['returnedItems'], right: DecisionDraft['returnedItems']): boolean => {
  const lines = (items: typeof left) => items.map(({ item, reason, remark }) => canonicalJson({ item, reason, remark })).toSorted()
  return left.length === right.length && canonicalJson(lines(left)) === canonicalJson(lines(right))
}
