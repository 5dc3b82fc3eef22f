import { followUpRule } from '@certhall/contract/application/follow-up'
import type { ApplicationSnapshot } from '@certhall/contract/application/snapshot'
import type { ErrorCode } from '@certhall/contract/errors'
import { fromHex, toHex } from '@certhall/kernel/bytes'
import type { CertificateKey, LedgerTransaction, LockedCertificate } from '../ports.ts'

/** The certificate that a follow-up is on, and how the ledger must find it at the moment of issuing. */
export interface Target extends CertificateKey {
  readonly mustBe: 'standing' | 'unrevoked' | 'frozen' | 'known'
}

/**
 * A freeze beats a renewal here too, whatever the server says. After loss and compromise the target is frozen, or revoked,
 * before anything is issued; a damaged medium may have been frozen to be safe; an unfreeze is of a frozen one and nothing else.
 */
export const targetOf = ({ applicationType, followUp }: ApplicationSnapshot): Target | undefined => {
  if (applicationType === 'new' || followUp === undefined) return undefined
  const { authorityId, serialNumber } = followUp.target
  const key = { authorityId, serial: fromHex(serialNumber) }
  if (applicationType === 'unfreeze') return { ...key, mustBe: 'frozen' }
  if (followUpRule(applicationType, followUp.reason)?.freezesAtOnce === true) return { ...key, mustBe: 'known' }
  return { ...key, mustBe: applicationType === 'replace' ? 'unrevoked' : 'standing' }
}

/** Orders whose target is not as it must be. The others' targets stay as they are until the intent stands. */
export const refuseTargets = async (
  transaction: LedgerTransaction,
  plans: readonly { readonly orderId: string; readonly target?: Target }[],
): Promise<readonly (readonly [string, ErrorCode])[]> => {
  const asked = plans.flatMap(({ orderId, target }) => (target === undefined ? [] : [{ orderId, target }]))
  if (asked.length === 0) return []
  const certificates = await transaction.lockCertificates(asked.map(({ target }) => target))
  const found = new Map(certificates.map((certificate) => [keyOf(certificate), certificate]))
  return asked.flatMap(({ orderId, target }) => {
    const code = faultOf(target, found.get(keyOf(target)))
    return code === undefined ? [] : [[orderId, code] as const]
  })
}

const faultOf = ({ mustBe }: Target, certificate: LockedCertificate | undefined): ErrorCode | undefined => {
  if (certificate === undefined) return 'missing.certificate'
  if (mustBe === 'known') return undefined
  const { revokedFor } = certificate
  if (revokedFor === null) return mustBe === 'frozen' ? 'state.certificate-not-frozen' : undefined
  if (revokedFor !== 'certificateHold') return 'state.certificate-revoked'
  return mustBe === 'standing' ? 'state.certificate-frozen' : undefined
}

const keyOf = ({ authorityId, serial }: CertificateKey): string => `${authorityId}/${toHex(serial)}`
