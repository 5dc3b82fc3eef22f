import type { CertificateKey } from '@certhall/contract/application/follow-up'
import type { Actor } from '../actor.ts'
import { sha256Hex } from '../digest.ts'
import type { HolderSessionRepository } from '../holder/ports.ts'
import type { BaseTransaction, Ground, TransactionOf } from '../ports.ts'
import { eachAlone } from './each-alone.ts'
import type { CertificateRepository } from './ports.ts'

export interface ExpireCertificatesDeps extends Ground {
  readonly transaction: TransactionOf<BaseTransaction & { certificates: CertificateRepository; holderSessions: HolderSessionRepository }>
}

/** Valid and frozen certificates past their own end are expired; their logins end. Gives how many. */
export const expireCertificates = (deps: ExpireCertificatesDeps) => async (): Promise<number> => {
  const atMs = deps.clock.nowMs()
  const list = (limit: number) => deps.transaction(({ certificates }) => certificates.pastEnd(atMs, limit))
  const change = (key: CertificateKey) =>
    deps.transaction(async ({ certificates, holderSessions, audit }) => {
      const certificate = await certificates.lock(key)
      if (certificate === undefined || !(await certificates.expire(key, atMs))) return false
      await holderSessions.end(sha256Hex(certificate.der))
      const { authorityId, serialNumber, applicationNo, state } = certificate
      await audit.append({
        type: 'certificate.expired',
        actor: clockwork,
        applicationNo,
        before: state,
        after: 'expired',
        detail: { authorityId, serialNumber },
      })
      return true
    })
  return eachAlone({ list, change })
}

const clockwork: Actor = { kind: 'system', name: 'expiry' }
