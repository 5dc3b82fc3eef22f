import { type CertificateKey, followUpRule, type FollowUp } from '@certhall/contract/application/follow-up'
import type { Actor } from '../actor.ts'
import type { StoredCertificate } from './ports.ts'
import { sha256Hex } from '../digest.ts'
import type { HolderSessionRepository } from '../holder/ports.ts'
import type { WebhookRepository } from '../webhook/ports.ts'
import { tellProject } from '../webhook/tell-project.ts'
import { type EndTransaction, revokeCertificate } from '../passcode/end-redemption.ts'

export type TargetTransaction = EndTransaction & { holderSessions: HolderSessionRepository; webhooks: Pick<WebhookRepository, 'tell'> }

export interface TargetMoment {
  /** An approval, or the confirmation that the new certificate is installed. */
  readonly moment: 'approval' | 'confirmation'
  readonly overlapDays: number
  readonly actor: Actor
  readonly atMs: number
}

/**
 * Ends the certificate that an application was on, as its reason says (design §5.2), in the transaction that makes it
 * due: never is the new one good and the old one forgotten (I13, I14). What has ended before stays as it ended.
 */
export const endTarget = async (
  tx: TargetTransaction,
  followUp: FollowUp | null,
  { moment, overlapDays, actor, atMs }: TargetMoment,
): Promise<EndedTarget | undefined> => {
  const rule = followUp === null ? undefined : followUpRule(followUp.type, followUp.reason)
  if (followUp === null || rule === undefined || rule.targetEnd === 'never') return undefined
  if (moment === 'approval' && rule.targetEnd !== 'approval') return undefined
  const target = await tx.certificates.lock(followUp.target)
  if (target === undefined || target.state === 'revoked' || target.state === 'expired') return endedBefore(target)
  if (rule.targetEnd === 'overlap' && target.state === 'valid') {
    const endsAtMs = Math.min(atMs + overlapDays * dayMs, target.notAfterMs)
    if (await tx.certificates.endLater(target, endsAtMs))
      await tx.audit.append({
        type: 'certificate.overlap-begun',
        actor,
        applicationNo: target.applicationNo,
        detail: { authorityId: target.authorityId, serialNumber: target.serialNumber, endsAt: new Date(endsAtMs).toISOString() },
      })
    return { ...followUp.target, endsAtMs }
  }
  await revokeCertificate(tx, target, rule.revocationReason, actor, atMs)
  await tellProject(tx, { event: 'certificate.revoked', reason: rule.revocationReason, certificate: target, atMs })
  await tx.holderSessions.end(sha256Hex(target.der))
  return { ...followUp.target, endsAtMs: atMs }
}

/** The certificate whose place is taken, and when it ends. */
export interface EndedTarget extends CertificateKey {
  readonly endsAtMs: number
}

const endedBefore = (target: StoredCertificate | undefined): EndedTarget | undefined =>
  target === undefined
    ? undefined
    : { authorityId: target.authorityId, serialNumber: target.serialNumber, endsAtMs: target.endedAtMs ?? target.notAfterMs }

const dayMs = 86_400_000
