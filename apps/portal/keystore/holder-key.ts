import type { Clock } from '@certhall/kernel/clock'
import type { Random } from '@certhall/kernel/random'
import type { WebAlgorithmName } from '@certhall/pki/algorithm'
import { sha256Hex } from './digest.ts'
import { generateKeyPair, importKeyPair, type KeyPair } from './key-pair.ts'
import type { Records } from './records.ts'
import { openSealedKey, type SealedKey, sealKey } from './sealed-key.ts'

/** A holder's key between being made and being proven safe in a file; sealed under the password of that file. */
export interface HolderKey {
  readonly applicationNo: string
  readonly algorithm: WebAlgorithmName
  readonly spki: Uint8Array<ArrayBuffer>
  readonly spkiSha256: string
  readonly sealed: SealedKey
  readonly madeAtMs: number
}

export interface HolderKeyGround {
  readonly records: Records<HolderKey>
  readonly random: Random
  readonly clock: Clock
  readonly iterations?: number
}

/** Makes a key and keeps it before anybody hears of it: from here on a closed tab loses nothing. */
export const makeHolderKey = async (
  applicationNo: string,
  algorithm: WebAlgorithmName,
  password: string,
  ground: HolderKeyGround,
): Promise<KeyPair> => {
  const pair = await generateKeyPair(algorithm)
  const spkiSha256 = await sha256Hex(pair.spki)
  const sealed = await sealKey(pair.pkcs8, password, contextOf(applicationNo, spkiSha256), ground.random, ground.iterations)
  await ground.records.put(applicationNo, { applicationNo, algorithm, spki: pair.spki, spkiSha256, sealed, madeAtMs: ground.clock.nowMs() })
  return pair
}

/** The kept key, or undefined when the password is not the one it was sealed under. */
export const openHolderKey = async (kept: HolderKey, password: string): Promise<KeyPair | undefined> => {
  const pkcs8 = await openSealedKey(kept.sealed, password, contextOf(kept.applicationNo, kept.spkiSha256))
  return pkcs8 === undefined ? undefined : importKeyPair(kept.algorithm, kept.spki, pkcs8)
}

const contextOf = (applicationNo: string, spkiSha256: string): string => `certhall.holder-key.v1 ${applicationNo} ${spkiSha256}`
