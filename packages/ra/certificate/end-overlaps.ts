import type { CertificateKey } from '@certhall/contract/application/follow-up'
import type { Actor } from '../actor.ts'
import { sha256Hex } from '../digest.ts'
import type { HolderSessionRepository } from '../holder/ports.ts'
import { type EndTransaction, revokeCertificate } from '../passcode/end-redemption.ts'
import type { Ground, TransactionOf } from '../ports.ts'
import { tellProject } from '../webhook/tell-project.ts'
import type { WebhookRepository } from '../webhook/ports.ts'
import { eachAlone } from './each-alone.ts'
import type { StoredCertificate } from './ports.ts'

export interface EndOverlapsDeps extends Ground {
  readonly transaction: TransactionOf<
    EndTransaction & { holderSessions: HolderSessionRepository; webhooks: Pick<WebhookRepository, 'tell'> }
  >
}

/**
 * Certificates whose successor is installed and whose overlap is over are superseded, from hold as well: there is nothing
 * left that they could be unfrozen to (I15). Gives how many ended here.
 */
export const endOverlaps = (deps: EndOverlapsDeps) => async (): Promise<number> => {
  const atMs = deps.clock.nowMs()
  const list = (limit: number) => deps.transaction(({ certificates }) => certificates.overlapOver(atMs, limit))
  const change = (key: CertificateKey) =>
    deps.transaction(async (tx) => {
      const certificate = await tx.certificates.lock(key)
      if (certificate === undefined || !isDue(certificate, atMs)) return false
      await revokeCertificate(tx, certificate, 'superseded', clockwork, atMs)
      await tx.holderSessions.end(sha256Hex(certificate.der))
      await tellProject(tx, { event: 'certificate.revoked', reason: 'superseded', certificate, atMs })
      return true
    })
  return eachAlone({ list, change })
}

/** Not when another server was first. */
const isDue = ({ state, endsAtMs }: StoredCertificate, atMs: number): boolean =>
  (state === 'valid' || state === 'frozen') && endsAtMs !== null && endsAtMs <= atMs

const clockwork: Actor = { kind: 'system', name: 'overlap' }
