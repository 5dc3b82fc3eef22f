import type { Random } from '@certhall/kernel/random'
import type { WebAlgorithmName } from '@certhall/pki/algorithm'
import { importKeyPair, type KeyPair } from './key-pair.ts'
import { openSealedKey, type SealedKey, sealKey } from './sealed-key.ts'

/** The sealed copy of a holder's soft certificate, kept in this browser under a name for its login (design §5.2). */
export interface LoginKey {
  /** 用户名, chosen by the holder. */
  readonly userName: string
  readonly subjectName: string
  /** base64 DER. */
  readonly certificate: string
  readonly certificateSha256: string
  readonly notAfterMs: number
  readonly algorithm: WebAlgorithmName
  readonly spki: Uint8Array<ArrayBuffer>
  readonly sealed: SealedKey
}

export type LoginKeyFacts = Omit<LoginKey, 'sealed' | 'spki'>

export const sealLoginKey = async (
  facts: LoginKeyFacts,
  pair: KeyPair,
  password: string,
  random: Random,
  iterations?: number,
): Promise<LoginKey> => ({
  ...facts,
  spki: pair.spki,
  sealed: await sealKey(pair.pkcs8, password, contextOf(facts), random, iterations),
})

/** Undefined when the password is not the one it was sealed under. */
export const openLoginKey = async (key: LoginKey, password: string): Promise<KeyPair | undefined> => {
  const pkcs8 = await openSealedKey(key.sealed, password, contextOf(key))
  return pkcs8 === undefined ? undefined : importKeyPair(key.algorithm, key.spki, pkcs8)
}

const contextOf = ({ certificateSha256 }: Pick<LoginKey, 'certificateSha256'>): string => `certhall.login-key.v1 ${certificateSha256}`
