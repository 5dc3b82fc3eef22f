import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, orThrow, refused } from '@certhall/kernel/app-error'
import { fromBase64 } from '@certhall/kernel/bytes'
import type { PublicKey } from '@certhall/pki/key/public-key'
import type { Name } from '@certhall/pki/name/name'
import type { LedgerTransaction, OrderKind } from '../ports.ts'
import type { Profile } from '../profile/profile.ts'
import { draftCertificate, validityFrom } from './draft-certificate.ts'
import { issuePlanned } from './issue-planned.ts'
import type { IssuerDeps } from './issuer.ts'
import { lintCertificate } from './lint-certificate.ts'
import { sha256Hex } from './sha256.ts'

export interface HouseOrder {
  readonly orderId: string
  readonly kind: OrderKind
  readonly releaseSha256: string | null
  readonly evidence: string
  readonly profile: Profile
  readonly subject: Name
  /** Possession is proven by the caller. */
  readonly publicKey: PublicKey
  readonly validityDays: number
  readonly settle?: (transaction: LedgerTransaction, der: Uint8Array) => Promise<void>
}

/** Certificates for staff and responder go the way of all others: rules, lints, intent, one signature, result. */
export const issueForHouse = async (
  deps: IssuerDeps,
  order: HouseOrder,
): Promise<{ readonly der: Uint8Array; readonly notAfterMs: number }> => {
  const { orderId, kind, releaseSha256, evidence, profile, subject, publicKey, validityDays, settle } = order
  if (!profile.rules.keyAlgorithms.includes(publicKey.algorithm.name)) throw new AppError<ErrorCode>('policy.algorithm')
  const nowMs = deps.clock.nowMs()
  const approved = { subject, email: null, identity: null, publicKey, ...validityWithin(profile, nowMs, validityDays) }
  const linted = orThrow(lintCertificate(orThrow(draftCertificate(profile, approved, deps.random)), nowMs))
  const plan = { orderId, kind, releaseSha256, decisionSha256: null, spkiSha256: sha256Hex(publicKey.spki), evidence, linted }
  const outcome = (await issuePlanned(deps, [settle === undefined ? plan : { ...plan, settle }])).get(orderId)
  if (outcome?.outcome === 'issued') return { der: fromBase64(outcome.certificate), notAfterMs: Date.parse(outcome.notAfter) }
  if (outcome?.outcome === 'refused')
    throw new AppError(outcome.code, refused(outcome.code, outcome.detail === undefined ? {} : { detail: outcome.detail }))
  throw new AppError<ErrorCode>('state.order-doubtful')
}

/** What the house makes for itself is cut to the life of its authority: OCSP answers until the last day. */
const validityWithin = ({ authority }: Profile, nowMs: number, validityDays: number): ReturnType<typeof validityFrom> => {
  const { notBeforeMs, notAfterMs } = validityFrom(nowMs, validityDays)
  const {
    authorityId,
    certificate: { notAfterMs: lastMs },
  } = authority
  if (lastMs <= notBeforeMs) throw new AppError<ErrorCode>('policy.profile', { detail: { reason: 'authority-ends', authorityId } })
  return { notBeforeMs, notAfterMs: Math.min(notAfterMs, lastMs) }
}
