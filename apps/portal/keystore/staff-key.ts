import type { StaffRole } from '@certhall/contract/staff/roles'
import { toBase64Url, utf8 } from '@certhall/kernel/bytes'
import type { Random } from '@certhall/kernel/random'
import type { WebAlgorithmName } from '@certhall/pki/algorithm'
import { importKeyPair, type KeyPair } from './key-pair.ts'
import { openSealedKey, type SealedKey, sealKey } from './sealed-key.ts'

/** Statements of the staff are signed with ECDSA P-256 (contract/statement). */
export const staffKeyAlgorithm: WebAlgorithmName = 'ecdsa-p256'

/** A staff certificate of this browser with its key, sealed under the person's own password. */
export interface StaffKey {
  readonly personId: string
  readonly name: string
  readonly roles: readonly StaffRole[]
  /** base64 DER. */
  readonly certificate: string
  readonly certificateSha256: string
  readonly notAfter: string
  readonly spki: Uint8Array<ArrayBuffer>
  readonly sealed: SealedKey
}

export type StaffIdentity = Pick<StaffKey, 'personId' | 'name' | 'roles' | 'certificate' | 'certificateSha256' | 'notAfter'>

export const sealStaffKey = async (
  identity: StaffIdentity,
  pair: KeyPair,
  password: string,
  random: Random,
  iterations?: number,
): Promise<StaffKey> => ({
  ...identity,
  spki: pair.spki,
  sealed: await sealKey(pair.pkcs8, password, contextOf(identity), random, iterations),
})

/** Signs a statement's text: base64url of r‖s; undefined when the password does not open the key. The key is dropped again. */
export const signStatement = async (staffKey: StaffKey, password: string, text: string): Promise<string | undefined> => {
  const pkcs8 = await openSealedKey(staffKey.sealed, password, contextOf(staffKey))
  if (pkcs8 === undefined) return undefined
  const { sign } = await importKeyPair(staffKeyAlgorithm, staffKey.spki, pkcs8)
  pkcs8.fill(0)
  return toBase64Url(await sign(utf8(text)))
}

const contextOf = (identity: StaffIdentity): string => `certhall.staff-key.v1 ${identity.personId} ${identity.certificateSha256}`
