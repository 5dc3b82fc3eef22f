import { displayPasscode, generatePasscode } from '@certhall/contract/passcode/passcode-code'
import { Secret } from '@certhall/kernel/log'
import type { Actor } from '../actor.ts'
import { addressOf, type CaseRepository, type ReviewCase } from '../application/review-ports.ts'
import { maskAddress } from '../notice/mask-address.ts'
import type { MessageCarrier, NoticeRepository } from '../notice/ports.ts'
import { passcodeMessage } from '../notice/templates/passcode.ts'
import type { BaseTransaction, Ground, TransactionOf } from '../ports.ts'
import type { PasscodePepper, PasscodeRepository, ReleaseRepository, StoredRelease } from './ports.ts'

export type DeliveryTransaction = BaseTransaction & {
  passcodes: PasscodeRepository
  releases: ReleaseRepository
  cases: CaseRepository
  notices: NoticeRepository
}

export interface DeliverDeps extends Ground {
  readonly pepper: PasscodePepper
  readonly carrier: MessageCarrier
  readonly downloadUrl: string
  readonly transaction: TransactionOf<DeliveryTransaction>
}

/**
 * Makes the PASSCODE of a release at the moment of hand-over; the only place where one exists in readable form, and only
 * in memory. (1) store it as created; (2) hand it to the carrier, outside any transaction; (3) mark it as delivered.
 * A crash or doubt between (1) and (3) leaves a code that the next attempt voids before it makes another one.
 */
export const deliverPasscode =
  (deps: DeliverDeps) =>
  async (releaseId: string, isLastAttempt: boolean): Promise<void> => {
    const begun = await deps.transaction((tx) => begin(deps, tx, releaseId))
    if (begun === undefined) return
    try {
      await deps.carrier.send(messageOf(begun))
    } catch (error) {
      await deps.transaction((tx) => giveUp(deps, tx, begun, isLastAttempt))
      throw error
    }
    await deps.transaction((tx) => finish(deps, tx, begun))
  }

interface Begun {
  readonly passcodeId: string
  readonly code: Secret<string>
  readonly release: StoredRelease
  readonly reviewCase: ReviewCase
  readonly expiresAtMs: number
}

const begin = async (deps: DeliverDeps, tx: DeliveryTransaction, releaseId: string): Promise<Begun | undefined> => {
  const nowMs = deps.clock.nowMs()
  const release = await tx.releases.one(releaseId)
  const reviewCase = release === undefined ? undefined : await tx.cases.lock(release.applicationNo)
  if (release === undefined || reviewCase === undefined || reviewCase.state !== 'approved' || reviewCase.revision !== release.revision)
    return undefined
  const [newest] = await tx.releases.ofApplication(release.applicationNo)
  if (newest?.releaseId !== releaseId) return undefined
  const earlier = await tx.passcodes.ofApplication(release.applicationNo)
  // Handed over once: a repeated job must not send a second code.
  if (
    earlier.some(
      (each) =>
        each.releaseId === releaseId &&
        each.state !== 'created' &&
        each.endReason !== handOverFailed &&
        each.endReason !== handOverDoubtful,
    )
  )
    return undefined
  for (const left of earlier.filter((each) => each.state === 'created')) {
    await tx.passcodes.move({ passcodeId: left.passcodeId, from: 'created', event: 'void', atMs: nowMs, endReason: handOverDoubtful })
    await tx.audit.append({
      type: 'passcode.delivery-failed',
      actor: worker,
      applicationNo: release.applicationNo,
      before: 'created',
      after: 'voided',
      detail: { passcodeId: left.passcodeId, reason: handOverDoubtful },
    })
  }
  const passcode = generatePasscode(deps.random)
  const passcodeId = deps.random.uuid()
  const expiresAtMs = nowMs + reviewCase.passcodeLifeDays * dayMs
  await tx.passcodes.add({
    passcodeId,
    applicationNo: release.applicationNo,
    releaseId,
    locator: passcode.locator,
    secretHmac: deps.pepper.digest(passcode.locator, passcode.secret),
    state: 'created',
    createdAtMs: nowMs,
    deliveredAtMs: null,
    expiresAtMs,
    endReason: null,
    boundSpkiSha256: null,
    orderId: null,
    orderAttempt: 0,
  })
  await tx.audit.append({
    type: 'passcode.created',
    actor: worker,
    applicationNo: release.applicationNo,
    after: 'created',
    detail: { passcodeId, releaseId },
  })
  return { passcodeId, code: new Secret(displayPasscode(passcode)), release, reviewCase, expiresAtMs }
}

/** If the row is no longer `created`, another worker voided it: the code just sent is dead and its successor is on the way. */
const finish = async (deps: DeliverDeps, tx: DeliveryTransaction, { passcodeId, release, reviewCase }: Begun): Promise<void> => {
  const nowMs = deps.clock.nowMs()
  const expiresAtMs = nowMs + reviewCase.passcodeLifeDays * dayMs
  if (!(await tx.passcodes.move({ passcodeId, from: 'created', event: 'deliver', atMs: nowMs, expiresAtMs }))) return
  const { applicationNo, channel } = release
  const sentTo = maskAddress(channel, addressOf(reviewCase.form, channel))
  await tx.audit.append({
    type: 'passcode.delivered',
    actor: worker,
    applicationNo,
    before: 'created',
    after: 'delivered',
    detail: { passcodeId, channel, sentTo },
  })
  await tx.notices.add({
    kind: 'download-ready',
    applicationNo,
    channel: 'email',
    address: reviewCase.form.contact.email,
    language: reviewCase.language,
    parameters: {
      organizationName: reviewCase.organizationName,
      medium: reviewCase.medium,
      channel,
      sentTo,
      expiresAt: new Date(expiresAtMs).toISOString(),
      downloadUrl: `${deps.downloadUrl}?medium=${reviewCase.medium}`,
    },
  })
}

const giveUp = async (
  deps: DeliverDeps,
  tx: DeliveryTransaction,
  { passcodeId, release }: Begun,
  isLastAttempt: boolean,
): Promise<void> => {
  if (!(await tx.passcodes.move({ passcodeId, from: 'created', event: 'void', atMs: deps.clock.nowMs(), endReason: handOverFailed })))
    return
  await tx.audit.append({
    type: 'passcode.delivery-failed',
    actor: worker,
    applicationNo: release.applicationNo,
    before: 'created',
    after: 'voided',
    detail: { passcodeId, channel: release.channel, reason: handOverFailed, final: isLastAttempt },
  })
}

const messageOf = ({ passcodeId, code, release, reviewCase, expiresAtMs }: Begun) => {
  const { subject, body } = passcodeMessage(reviewCase.language, release.channel, {
    code: code.reveal(),
    organizationName: reviewCase.organizationName,
    expiresAtMs,
  })
  return {
    messageId: passcodeId,
    channel: release.channel,
    address: addressOf(reviewCase.form, release.channel),
    subject,
    body,
    kind: 'passcode',
    applicationNo: release.applicationNo,
    codes: [code.reveal()],
  }
}

const worker: Actor = { kind: 'system', name: 'delivery' }
const handOverFailed = 'hand-over-failed'
const handOverDoubtful = 'hand-over-doubtful'
const dayMs = 86_400_000
