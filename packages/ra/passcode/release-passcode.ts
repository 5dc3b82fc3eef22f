import type { DeliveryChannel } from '@certhall/contract/application/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import { passcodeRelease, type PasscodeRelease } from '@certhall/contract/statement/statements'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import { toBase64 } from '@certhall/kernel/bytes'
import type { StaffActor } from '../actor.ts'
import {
  addressOf,
  type CaseRepository,
  type DecisionRepository,
  type ReviewCase,
  type StoredDecision,
} from '../application/review-ports.ts'
import type { CertificateRepository } from '../certificate/ports.ts'
import { sha256Hex } from '../digest.ts'
import { maskAddress } from '../notice/mask-address.ts'
import type { BaseTransaction, Ground, TransactionOf } from '../ports.ts'
import type { StaffRepository } from '../staff/ports.ts'
import { isSignedBy, isTimely, readStatement, statementText } from '../staff/signed-statement.ts'
import { endRedemption } from './end-redemption.ts'
import { isLive } from './lifecycle.ts'
import type { PasscodeRepository, ReleaseRepository, StoredPasscode } from './ports.ts'
import { mayRelease } from './release-policy.ts'

type ReleaseTransaction = BaseTransaction & {
  cases: CaseRepository
  decisions: DecisionRepository
  passcodes: PasscodeRepository
  releases: ReleaseRepository
  certificates: CertificateRepository
  staff: StaffRepository
}

export interface ReleaseDeps extends Ground {
  readonly transaction: TransactionOf<ReleaseTransaction>
}

export interface ReleaseWish {
  readonly applicationNo: string
  readonly channel: DeliveryChannel
  readonly resendReason: string | null
}

/** The text that the issuer will sign. Nothing is stored: the signed text comes back and is compared with the case again. */
export const prepareRelease =
  (deps: ReleaseDeps) =>
  async (wish: ReleaseWish, actor: StaffActor): Promise<string> =>
    deps.transaction(async (tx) => {
      const { reviewCase, decision, decisions, passcodes } = await load(tx, wish.applicationNo, 'one')
      orThrow(mayRelease(actor, { reviewCase, decisions, passcodes }, wish.resendReason))
      return releaseText(reviewCase, decision, wish, actor, deps.random.uuid(), deps.clock.nowMs())
    })

/**
 * An issuer's signed "send PASSCODE". One transaction: the release, the end of an earlier code, the job that makes and
 * hands over the new one. The same signed text again changes nothing.
 */
export const releasePasscode =
  (deps: ReleaseDeps) =>
  async (signed: { applicationNo: string; text: string; signature: string }, actor: StaffActor): Promise<void> => {
    const statement = orThrow(readStatement(passcodeRelease, signed.text))
    await deps.transaction(async (tx) => {
      const nowMs = deps.clock.nowMs()
      const { reviewCase, decision, decisions, passcodes } = await load(tx, signed.applicationNo, 'lock')
      if ((await tx.releases.one(statement.releaseId))?.textSha256 === sha256Hex(signed.text)) return
      orThrow(mayRelease(actor, { reviewCase, decisions, passcodes }, statement.resendReason))
      if (!isTimely(statement.preparedAtMs, nowMs)) throw new AppError<ErrorCode>('state.conflict', { detail: { reason: 'statement-old' } })
      if (
        signed.text !==
        releaseText(
          reviewCase,
          decision,
          { ...statement, applicationNo: signed.applicationNo },
          actor,
          statement.releaseId,
          statement.preparedAtMs,
        )
      )
        throw new AppError<ErrorCode>('state.conflict', { detail: { reason: 'case-changed' } })
      const certificate = await tx.staff.certificate(actor.certificateSha256)
      if (certificate === undefined || !isSignedBy(certificate.der, signed.text, signed.signature))
        throw new AppError<ErrorCode>('auth.signature-wrong')
      await endEarlier(tx, passcodes, actor, nowMs)
      await keep(tx, statement, signed, certificate.der, actor, nowMs)
    })
  }

const keep = async (
  tx: ReleaseTransaction,
  statement: PasscodeRelease,
  signed: { text: string; signature: string },
  der: Uint8Array,
  actor: StaffActor,
  nowMs: number,
): Promise<void> => {
  const { releaseId, applicationNo, revision, decisionSha256, channel } = statement
  await tx.releases.add({
    releaseId,
    applicationNo,
    revision,
    decisionSha256,
    statement: { text: signed.text, signature: signed.signature, certificate: toBase64(der) },
    textSha256: sha256Hex(signed.text),
    personId: actor.personId,
    channel,
    releasedAtMs: nowMs,
  })
  await tx.audit.append({
    type: 'passcode.released',
    actor,
    role: 'issuer',
    applicationNo,
    detail: { releaseId, channel, sentTo: statement.target, resendReason: statement.resendReason, textSha256: sha256Hex(signed.text) },
  })
  await tx.jobs.send('deliver-passcode', { releaseId }, { key: releaseId })
}

const endEarlier = async (
  tx: ReleaseTransaction,
  passcodes: readonly StoredPasscode[],
  actor: StaffActor,
  nowMs: number,
): Promise<void> => {
  const live = passcodes.filter((each) => isLive(each.state))
  await tx.passcodes.lock(live.map((each) => each.passcodeId))
  for (const { passcode, certificate } of await tx.passcodes.ofIds(live.map((each) => each.passcodeId)))
    if (!(await endRedemption(tx, { passcode, certificate, actor, endReason: 'replaced', revocationReason: 'superseded', atMs: nowMs })))
      throw new AppError<ErrorCode>('state.conflict')
}

const load = async (tx: ReleaseTransaction, applicationNo: string, how: 'one' | 'lock') => {
  const reviewCase = await tx.cases[how](applicationNo)
  if (reviewCase === undefined) throw new AppError<ErrorCode>('missing.application')
  const decisions = await tx.decisions.ofRevision(applicationNo, reviewCase.revision)
  const [decision] = decisions
  if (decision === undefined) throw new AppError<ErrorCode>('state.application')
  return { reviewCase, decision, decisions, passcodes: await tx.passcodes.ofApplication(applicationNo) }
}

const releaseText = (
  reviewCase: ReviewCase,
  decision: StoredDecision,
  wish: ReleaseWish,
  actor: StaffActor,
  releaseId: string,
  preparedAtMs: number,
): string => {
  const statement: PasscodeRelease = {
    format: 'certhall.passcode-release.v1',
    releaseId,
    applicationNo: reviewCase.applicationNo,
    revision: reviewCase.revision,
    snapshotSha256: reviewCase.snapshotSha256,
    decisionSha256: decision.textSha256,
    channel: wish.channel,
    target: maskAddress(wish.channel, addressOf(reviewCase.form, wish.channel)),
    resendReason: wish.resendReason,
    personId: actor.personId,
    certificateSha256: actor.certificateSha256,
    preparedAtMs,
  }
  return statementText(statement)
}
