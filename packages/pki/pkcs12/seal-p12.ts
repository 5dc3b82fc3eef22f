import { sha1 } from '@noble/hashes/legacy.js'
import type { Random } from '@certhall/kernel/random'
import { constructedOf, integerOf, nullValue, octetStringOf, oidOf, primitiveOf, sequenceOf, setOf } from '../der/encode.ts'
import { constructed, primitive, tag } from '../der/tag.ts'
import { encodeBmp } from '../der/text.ts'
import { p12Mac } from './mac.ts'
import type { P12Crypto } from './p12-crypto.ts'
import { p12Oid } from './p12-oids.ts'
import { type Encrypted, encryptPbes2 } from './pbes2.ts'

export interface P12Order {
  readonly privateKeyPkcs8: Uint8Array
  /** DER, the holder's first, then its issuers. */
  readonly certificates: readonly Uint8Array[]
  readonly password: string
  /** How keystores list it; any script. */
  readonly friendlyName: string
  /** For both encryptions and the MAC: the weakest of the three decides how hard guessing is. */
  readonly iterations?: number
  readonly crypto: P12Crypto
  readonly random: Random
}

/** OWASP asks 600 000 for PBKDF2 alone; the same count for MAC and two encryptions triples the work of opening. */
export const defaultP12Iterations = 200_000

/** A P12 file (PFX, RFC 7292): key and certificates under PBES2 with AES-256, sealed by a SHA-256 MAC. */
export const sealP12 = async (order: P12Order): Promise<Uint8Array<ArrayBuffer>> => {
  const { privateKeyPkcs8, certificates, password, friendlyName, iterations = defaultP12Iterations, crypto, random } = order
  const [holder] = certificates
  if (holder === undefined || password === '') throw new RangeError('a P12 needs a certificate and a password')
  const attributes = setOf(
    sequenceOf(oidOf(p12Oid.friendlyName), setOf(primitiveOf(tag.bmpString, encodeBmp(friendlyName)))),
    sequenceOf(oidOf(p12Oid.localKeyId), setOf(octetStringOf(sha1(holder)))),
  )
  const bags = certificates.map((certificate, index) => certificateBag(certificate, index === 0 ? [attributes] : []))
  const safes = await Promise.all([
    encryptPbes2(sequenceOf(...bags), password, iterations, crypto, random),
    encryptPbes2(privateKeyPkcs8, password, iterations, crypto, random),
  ])
  const authenticatedSafe = sequenceOf(encryptedContent(safes[0]), dataContent(sequenceOf(keyBag(safes[1], attributes))))
  const salt = random.bytes(16)
  const mac = p12Mac(password, salt, iterations, authenticatedSafe)
  const digest = sequenceOf(sequenceOf(oidOf(p12Oid.sha256), nullValue), octetStringOf(mac))
  return sequenceOf(integerOf(3), dataContent(authenticatedSafe), sequenceOf(digest, octetStringOf(salt), integerOf(iterations)))
}

const dataContent = (content: Uint8Array): Uint8Array =>
  sequenceOf(oidOf(p12Oid.contentData), constructedOf(constructed(0), octetStringOf(content)))

const encryptedContent = ({ algorithm, cipher }: Encrypted): Uint8Array => {
  const information = sequenceOf(oidOf(p12Oid.contentData), algorithm, primitiveOf(primitive(0), cipher))
  return sequenceOf(oidOf(p12Oid.contentEncryptedData), constructedOf(constructed(0), sequenceOf(integerOf(0), information)))
}

const certificateBag = (certificate: Uint8Array, attributes: readonly Uint8Array[]): Uint8Array => {
  const bag = sequenceOf(oidOf(p12Oid.x509Certificate), constructedOf(constructed(0), octetStringOf(certificate)))
  return sequenceOf(oidOf(p12Oid.certBag), constructedOf(constructed(0), bag), ...attributes)
}

const keyBag = ({ algorithm, cipher }: Encrypted, attributes: Uint8Array): Uint8Array =>
  sequenceOf(oidOf(p12Oid.shroudedKeyBag), constructedOf(constructed(0), sequenceOf(algorithm, octetStringOf(cipher))), attributes)
