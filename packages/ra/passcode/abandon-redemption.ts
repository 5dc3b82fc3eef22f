import type { ErrorCode } from '@certhall/contract/errors'
import { parsePasscode } from '@certhall/contract/passcode/passcode-code'
import { allowed, type Decision, orThrow, refused } from '@certhall/kernel/app-error'
import type { Actor } from '../actor.ts'
import type { Ground, TransactionOf } from '../ports.ts'
import { stillOpen } from './check-passcode.ts'
import { endRedemption, type EndTransaction } from './end-redemption.ts'
import { matchPasscodes } from './match-passcode.ts'
import type { PasscodePepper } from './ports.ts'

export interface AbandonDeps extends Ground {
  readonly pepper: PasscodePepper
  readonly transaction: TransactionOf<EndTransaction>
}

export interface Abandoned {
  readonly applicationNo: string
  readonly revokedSerialNumber: string | null
}

/** The key was lost before confirmation: code void, certificate revoked, and the case waits for a new release. */
export const abandonRedemption =
  (deps: AbandonDeps) =>
  async (order: { passcode: string; serialNumber: string | null; actor: Actor }): Promise<Abandoned> => {
    const passcode = orThrow(parsePasscode(order.passcode))
    const nowMs = deps.clock.nowMs()
    const outcome = await deps.transaction(async (tx): Promise<Decision<Abandoned, ErrorCode>> => {
      const [passcodeId] = await matchPasscodes(tx.passcodes, deps.pepper, [passcode])
      if (passcodeId !== undefined) await tx.passcodes.lock([passcodeId])
      const [found] = passcodeId === undefined ? [] : await tx.passcodes.ofIds([passcodeId])
      if (found === undefined) {
        await tx.audit.append({ type: 'passcode.refused', actor: order.actor })
        return refused('auth.passcode-invalid')
      }
      const open = stillOpen(found, nowMs, 'redeem')
      if (!open.ok) return open
      const { certificate } = found
      if (found.passcode.state !== 'redeeming' || order.serialNumber !== (certificate?.serialNumber ?? null))
        return refused('state.conflict')
      await endRedemption(tx, {
        passcode: found.passcode,
        certificate,
        actor: order.actor,
        endReason: 'abandoned',
        revocationReason: 'superseded',
        atMs: nowMs,
      })
      return allowed({ applicationNo: found.application.applicationNo, revokedSerialNumber: certificate?.serialNumber ?? null })
    })
    return orThrow(outcome)
  }
