import { approvalsNeeded, makesCertificate } from '@certhall/contract/application/follow-up'
import { type ApplicationSnapshot, applicationSnapshot } from '@certhall/contract/application/snapshot'
import type { ErrorCode } from '@certhall/contract/errors'
import { parseOrganizationCode } from '@certhall/contract/organization/organization-code'
import type { IssueOrder } from '@certhall/contract/signer/issue'
import { conflictingRoles, type StaffRole } from '@certhall/contract/staff/roles'
import { type CanonicalValue, canonicalJson } from '@certhall/contract/statement/canonical-json'
import {
  type PasscodeRelease,
  passcodeRelease,
  type ReviewDecision,
  reviewDecision,
  type SignedStatement,
} from '@certhall/contract/statement/statements'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { fromBase64, fromBase64Url, utf8 } from '@certhall/kernel/bytes'
import { parsePublicKey } from '@certhall/pki/key/public-key'
import type * as z from 'zod'
import type { SignatureCheck, StaffCertificate } from '../ports.ts'
import { sha256Hex } from './sha256.ts'

/** A reviewer's decision and an issuer's release that name each other and the same snapshot; signatures still unproven. */
export interface Evidence {
  readonly snapshot: ApplicationSnapshot
  readonly decision: ReviewDecision
  /** Of the second reviewer, where the type of application takes two. */
  readonly furtherDecisions: readonly ReviewDecision[]
  readonly release: PasscodeRelease
  readonly snapshotSha256: string
  readonly decisionSha256: string
  readonly releaseSha256: string
}

declare const proven: unique symbol

/** Evidence whose signatures all hold: only `proveEvidence` makes one, and only from it a certificate is planned. */
export type ProvenEvidence = Evidence & { readonly [proven]: true }

/** Older statements are no ground for a certificate: the papers behind them may not be true any more. */
export const evidenceLimits = Object.freeze({ decisionDays: 366, releaseDays: 92, afterLeavingDays: 62, aheadMs: 300_000 } as const)

export type StaffBook = ReadonlyMap<string, StaffCertificate>

/**
 * SHA-256 of the statement's certificate: by it the ledger knows the person. Undefined when it is no base64. Few people
 * sign many statements, so the last certificates are remembered by their whole text.
 */
export const certificateSha256Of = ({ certificate }: SignedStatement): string | undefined => {
  const known = rememberedSha256s.get(certificate)
  if (known !== undefined) return known
  const der = bytesOf(() => fromBase64(certificate))
  if (der === undefined) return undefined
  const sha256 = sha256Hex(der)
  if (rememberedSha256s.size >= mostRemembered) rememberedSha256s.clear()
  rememberedSha256s.set(certificate, sha256)
  return sha256
}

const rememberedSha256s = new Map<string, string>()
const mostRemembered = 256

/** Everything that the ledger and the order can tell, then the signatures. Does not trust a word of the sender's. */
export const proveEvidence = async (
  order: IssueOrder,
  staff: StaffBook,
  nowMs: number,
  verify: (check: SignatureCheck) => Promise<boolean>,
): Promise<Decision<ProvenEvidence, ErrorCode>> => {
  const checked = checkEvidence(order, staff, nowMs)
  if (!checked.ok) return checked
  const { evidence, signatures } = checked.value
  const verdicts = await Promise.all(signatures.map(verify))
  // The brand is given here and nowhere else.
  return verdicts.every((isGenuine) => isGenuine) ? allowed(evidence as ProvenEvidence) : uncovered('signature')
}

const checkEvidence = (
  order: IssueOrder,
  staff: StaffBook,
  nowMs: number,
): Decision<{ evidence: Evidence; signatures: readonly SignatureCheck[] }, ErrorCode> => {
  const snapshot = readText(applicationSnapshot, order.snapshot)
  const decision = readText(reviewDecision, order.decision.text)
  const release = readText(passcodeRelease, order.release.text)
  const further = readFurther(order)
  if (snapshot === undefined || decision === undefined || release === undefined || further === undefined) return uncovered('form')
  const evidence = {
    snapshot,
    decision,
    furtherDecisions: further.map(({ statement }) => statement),
    release,
    snapshotSha256: sha256Hex(order.snapshot),
    decisionSha256: sha256Hex(order.decision.text),
    releaseSha256: sha256Hex(order.release.text),
  }
  const fault = caseBreak(evidence) ?? chainBreak(evidence) ?? staleness(evidence, nowMs) ?? identityBreak(snapshot)
  if (fault !== undefined) return uncovered(fault)
  const spoken = [{ signed: order.decision, statement: decision }, ...further, { signed: order.release, statement: release }]
  if (new Set(spoken.map(({ statement }) => statement.personId)).size < spoken.length) return refused('policy.same-person')
  const signatures: SignatureCheck[] = []
  for (const { signed, statement } of spoken) {
    const person = checkPerson(signed, statement, statement === release ? 'issuer' : 'reviewer', staff, nowMs)
    if (!person.ok) return person
    signatures.push(person.value)
  }
  return allowed({ evidence, signatures })
}

interface FurtherDecision {
  readonly signed: SignedStatement
  readonly statement: ReviewDecision
}

const readFurther = ({ furtherDecisions }: IssueOrder): readonly FurtherDecision[] | undefined => {
  const read = furtherDecisions.map((signed) => ({ signed, statement: readText(reviewDecision, signed.text) }))
  return read.every((each): each is FurtherDecision => each.statement !== undefined) ? read : undefined
}

/** Whether a certificate follows from this kind of application at all, and from so many approvals (design §5.2). */
const caseBreak = ({ snapshot: { applicationType, followUp }, furtherDecisions }: Evidence): string | undefined => {
  if ((applicationType === 'new') !== (followUp === undefined)) return 'follow-up'
  if (!makesCertificate(applicationType, followUp?.reason ?? null)) return 'no-certificate'
  return furtherDecisions.length + 1 === approvalsNeeded(applicationType) ? undefined : 'approvals'
}

/** snapshot ← decision ← release, and all of the same revision of the same application. */
const chainBreak = ({ snapshot, decision, furtherDecisions, release, snapshotSha256, decisionSha256 }: Evidence): string | undefined => {
  const approvals = [decision, ...furtherDecisions]
  if (approvals.some((each) => each.decision !== 'approve')) return 'not-approved'
  if ([...approvals, release].some((each) => each.snapshotSha256 !== snapshotSha256)) return 'other-snapshot'
  if (release.decisionSha256 !== decisionSha256) return 'other-decision'
  const isSameCase = [...approvals, release].every(
    (each) => each.applicationNo === snapshot.applicationNo && each.revision === snapshot.revision,
  )
  if (!isSameCase) return 'other-application'
  return approvals.every((each) => saysSame(each, snapshot)) ? undefined : 'follow-up'
}

/** What the reviewer read of type, certificate and reason where they signed is what the snapshot says. */
const saysSame = ({ followUp: said }: ReviewDecision, { applicationType, followUp }: ApplicationSnapshot): boolean =>
  said === undefined || followUp === undefined
    ? said === followUp
    : said.type === applicationType &&
      said.reason === followUp.reason &&
      said.target.authorityId === followUp.target.authorityId &&
      said.target.serialNumber === followUp.target.serialNumber

const staleness = ({ decision, furtherDecisions, release }: Evidence, nowMs: number): string | undefined => {
  const latestMs = nowMs + evidenceLimits.aheadMs
  const decidedMs = [decision, ...furtherDecisions].map(({ preparedAtMs }) => preparedAtMs)
  if ([...decidedMs, release.preparedAtMs].some((preparedAtMs) => preparedAtMs > latestMs)) return 'prepared-ahead'
  if (decidedMs.some((preparedAtMs) => release.preparedAtMs < preparedAtMs)) return 'released-before-decided'
  const isOlder = (preparedAtMs: number, days: number): boolean => nowMs - preparedAtMs > days * dayMs
  const isOld = isOlder(Math.min(...decidedMs), evidenceLimits.decisionDays) || isOlder(release.preparedAtMs, evidenceLimits.releaseDays)
  return isOld ? 'too-old' : undefined
}

const identityBreak = ({ identity }: ApplicationSnapshot): string | undefined => {
  const code = parseOrganizationCode(identity.uscc)
  return code.ok && code.value.uscc === identity.uscc && code.value.orgCode === identity.orgCode ? undefined : 'identity-code'
}

/** The signature to be verified, if the ledger knows this certificate, its person and the role. */
const checkPerson = (
  statement: SignedStatement,
  { personId, certificateSha256, preparedAtMs }: ReviewDecision | PasscodeRelease,
  role: StaffRole,
  staff: StaffBook,
  nowMs: number,
): Decision<SignatureCheck, ErrorCode> => {
  const known = staff.get(certificateSha256)
  if (known === undefined || certificateSha256Of(statement) !== certificateSha256) return uncovered('certificate')
  const { member } = known
  if (member.personId !== personId) return uncovered('person')
  if (!stands(known, preparedAtMs, nowMs)) return uncovered('person-ended')
  if (preparedAtMs < known.notBeforeMs) return uncovered('prepared-before-enrolment')
  if (!member.roles.includes(role) || hasConflict(member.roles)) return refused('policy.role-missing', { detail: { role } })
  const publicKey = parsePublicKey(known.spki)
  const signature = bytesOf(() => fromBase64Url(statement.signature))
  if (!publicKey.ok || signature?.length !== 64) return uncovered('signature')
  return allowed({ publicKey: publicKey.value, signed: utf8(statement.text), signature, isPlain: true, isKept: true })
}

/**
 * What somebody who left prepared before leaving stands until the last PASSCODE of those days has run out: holders must not
 * pay for it. The time is the signatory's own word, so it ends soon, and after a compromise nothing stands at all.
 */
const stands = ({ member: { disabled }, endedAtMs, notAfterMs }: StaffCertificate, preparedAtMs: number, nowMs: number): boolean => {
  if (notAfterMs < nowMs) return false
  if (disabled === null) return endedAtMs === null
  const hadEndedBefore = endedAtMs !== null && endedAtMs < disabled.atMs
  if (disabled.reason !== 'cessationOfOperation' || hadEndedBefore) return false
  return preparedAtMs < disabled.atMs && nowMs - disabled.atMs <= evidenceLimits.afterLeavingDays * dayMs
}

export const hasConflict = (roles: readonly StaffRole[]): boolean =>
  conflictingRoles.some(([left, right]) => roles.includes(left) && roles.includes(right))

const readText = <Value>(shape: z.ZodType<Value>, text: string): Value | undefined => {
  const value = canonicalValueOf(text)
  if (value === undefined) return undefined
  const parsed = shape.safeParse(value)
  return parsed.success ? parsed.data : undefined
}

/** Anything but the one canonical text of a value is no statement. */
const canonicalValueOf = (text: string): CanonicalValue | undefined => {
  try {
    const value = JSON.parse(text) as CanonicalValue
    return canonicalJson(value) === text ? value : undefined
  } catch {
    return undefined
  }
}

const bytesOf = (decode: () => Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined => {
  try {
    return decode()
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const uncovered = (reason: string): ReturnType<typeof refused<'policy.evidence'>> => refused('policy.evidence', { detail: { reason } })

const dayMs = 86_400_000
