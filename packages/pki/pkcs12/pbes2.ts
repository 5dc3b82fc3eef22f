import { utf8 } from '@certhall/kernel/bytes'
import type { Random } from '@certhall/kernel/random'
import { integerOf, nullValue, octetStringOf, oidOf, sequenceOf } from '../der/encode.ts'
import type { DerReader } from '../der/reader.ts'
import { tag } from '../der/tag.ts'
import type { P12Crypto } from './p12-crypto.ts'
import { p12Oid } from './p12-oids.ts'

/** PBES2 (RFC 8018 §6.2) in one dress: PBKDF2 with HMAC-SHA-256, AES-256-CBC. The password is UTF-8. */
export interface Encrypted {
  /** DER of the AlgorithmIdentifier with salt, count and IV. */
  readonly algorithm: Uint8Array
  readonly cipher: Uint8Array
}

export const encryptPbes2 = async (
  plain: Uint8Array,
  password: string,
  iterations: number,
  crypto: P12Crypto,
  random: Random,
): Promise<Encrypted> => {
  const salt = random.bytes(16)
  const iv = random.bytes(16)
  const key = await crypto.pbkdf2Sha256(utf8(password), salt, iterations, 32)
  const hash = sequenceOf(oidOf(p12Oid.hmacWithSha256), nullValue)
  const pbkdf2 = sequenceOf(oidOf(p12Oid.pbkdf2), sequenceOf(octetStringOf(salt), integerOf(iterations), hash))
  const aes = sequenceOf(oidOf(p12Oid.aes256Cbc), octetStringOf(iv))
  return { algorithm: sequenceOf(oidOf(p12Oid.pbes2), sequenceOf(pbkdf2, aes)), cipher: await crypto.aesCbcEncrypt(key, iv, plain) }
}

export interface Pbes2Parameters {
  readonly salt: Uint8Array
  readonly iterations: number
  readonly iv: Uint8Array
}

/** Reads the AlgorithmIdentifier; undefined for any other algorithm. Throws DerError. */
export const parsePbes2 = (identifier: DerReader): Pbes2Parameters | undefined => {
  if (identifier.oid() !== p12Oid.pbes2) return undefined
  const parameters = identifier.sequence()
  identifier.finish()
  const derivation = parameters.sequence()
  const cipher = parameters.sequence()
  parameters.finish()
  if (derivation.oid() !== p12Oid.pbkdf2 || cipher.oid() !== p12Oid.aes256Cbc) return undefined
  const iv = cipher.content(tag.octetString)
  cipher.finish()
  const pbkdf2 = derivation.sequence()
  derivation.finish()
  const salt = pbkdf2.content(tag.octetString)
  const iterations = pbkdf2.smallInteger(Number.MAX_SAFE_INTEGER)
  if (pbkdf2.nextTag === tag.integer && pbkdf2.smallInteger(255) !== 32) return undefined
  // Without a pseudo-random function the default is HMAC-SHA-1, which we neither write nor read.
  if (pbkdf2.isDone) return undefined
  const hash = pbkdf2.sequence()
  pbkdf2.finish()
  return hash.oid() === p12Oid.hmacWithSha256 && iv.length === 16 ? { salt, iterations, iv } : undefined
}

export const decryptPbes2 = async (
  { salt, iterations, iv }: Pbes2Parameters,
  cipher: Uint8Array,
  password: string,
  crypto: P12Crypto,
): Promise<Uint8Array | undefined> => crypto.aesCbcDecrypt(await crypto.pbkdf2Sha256(utf8(password), salt, iterations, 32), iv, cipher)
