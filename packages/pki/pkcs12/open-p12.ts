import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { equalBytes } from '@certhall/kernel/bytes'
import { DerError } from '../der/der-error.ts'
import { DerReader } from '../der/reader.ts'
import { constructed, primitive, tag } from '../der/tag.ts'
import { p12Mac } from './mac.ts'
import type { P12Crypto } from './p12-crypto.ts'
import { p12Oid } from './p12-oids.ts'
import { decryptPbes2, parsePbes2, type Pbes2Parameters } from './pbes2.ts'

export interface OpenedP12 {
  readonly privateKeyPkcs8: Uint8Array
  /** The one that belongs to the key first. */
  readonly certificates: readonly Uint8Array[]
  readonly friendlyName: string | undefined
}

export const p12Refusals = Object.freeze([
  'p12-too-large', // beyond 2 MB
  'p12-malformed',
  'p12-unsupported', // another MAC, cipher or key derivation, no key or several
  'p12-iterations', // a count that would keep this computer busy for minutes
  'p12-password', // the MAC does not match: wrong password, or a damaged file
] as const)

export type P12Refusal = (typeof p12Refusals)[number]

/** Opens a modern P12 file: PBES2 with AES-256 and a SHA-256 MAC, as `sealP12` and OpenSSL 3 write it. */
export const openP12 = async (bytes: Uint8Array, password: string, crypto: P12Crypto): Promise<Decision<OpenedP12, P12Refusal>> => {
  if (bytes.length > maximumOctets) return refused('p12-too-large')
  try {
    const { authenticatedSafe, mac } = parsePfx(bytes)
    if (mac === undefined) return refused('p12-unsupported')
    if (mac.iterations < 1 || mac.iterations > maximumIterations) return refused('p12-iterations')
    if (!equalBytes(p12Mac(password, mac.salt, mac.iterations, authenticatedSafe), mac.digest)) return refused('p12-password')
    return await openSafes(authenticatedSafe, { password, crypto, iterationsLeft: maximumIterations - mac.iterations })
  } catch (error) {
    if (error instanceof DerError) return refused('p12-malformed', { cause: error })
    throw error
  }
}

const maximumOctets = 2 * 1024 * 1024
/** Of the whole file: MAC, every encrypted part and every key together. */
const maximumIterations = 10_000_000
const maximumBags = 32

/** What opening goes on with; each decryption takes its iterations from what is left. */
interface Opening {
  readonly password: string
  readonly crypto: P12Crypto
  iterationsLeft: number
}

interface Mac {
  readonly digest: Uint8Array
  readonly salt: Uint8Array
  readonly iterations: number
}

const parsePfx = (bytes: Uint8Array): { readonly authenticatedSafe: Uint8Array; readonly mac: Mac | undefined } => {
  const outer = new DerReader(bytes)
  const pfx = outer.sequence()
  outer.finish()
  if (pfx.smallInteger(3) !== 3) throw new DerError('badValue', pfx.offset)
  const authenticatedSafe = dataOf(pfx.sequence())
  const mac = pfx.isDone ? undefined : parseMac(pfx.sequence())
  pfx.finish()
  if (authenticatedSafe === undefined) throw new DerError('badValue', pfx.offset)
  return { authenticatedSafe, mac }
}

const parseMac = (reader: DerReader): Mac | undefined => {
  const information = reader.sequence()
  const isSha256 = information.sequence().oid() === p12Oid.sha256
  const digest = information.content(tag.octetString)
  information.finish()
  const salt = reader.content(tag.octetString)
  // DEFAULT 1 is not written in DER, and no file worth opening has it.
  const iterations = reader.isDone ? 1 : reader.smallInteger(Number.MAX_SAFE_INTEGER)
  reader.finish()
  return isSha256 && salt.length > 0 ? { digest, salt, iterations } : undefined
}

/** Content of a ContentInfo of type data; undefined for another type. */
const dataOf = (content: DerReader): Uint8Array | undefined => {
  if (content.oid() !== p12Oid.contentData) return undefined
  const wrapped = content.inner(constructed(0))
  const octets = wrapped.content(tag.octetString)
  wrapped.finish()
  content.finish()
  return octets
}

interface Bags {
  readonly keys: { readonly pkcs8: Uint8Array; readonly localKeyId: Uint8Array | undefined; readonly friendlyName: string | undefined }[]
  readonly certificates: { readonly der: Uint8Array; readonly localKeyId: Uint8Array | undefined }[]
}

const openSafes = async (authenticatedSafe: Uint8Array, opening: Opening): Promise<Decision<OpenedP12, P12Refusal>> => {
  const outer = new DerReader(authenticatedSafe)
  const safes = outer.sequence()
  outer.finish()
  const bags: Bags = { keys: [], certificates: [] }
  while (!safes.isDone) {
    const content = safes.element()
    const opened = await openContent(content, opening)
    if (!opened.ok) return opened
    const refusal = await readBags(opened.value, bags, opening)
    if (refusal !== undefined) return refused(refusal)
  }
  const [key, ...others] = bags.keys
  if (key === undefined || others.length > 0) return refused('p12-unsupported')
  const isHolder = ({ localKeyId }: Bags['certificates'][number]): boolean =>
    localKeyId !== undefined && key.localKeyId !== undefined && equalBytes(localKeyId, key.localKeyId)
  const ordered = [...bags.certificates.filter(isHolder), ...bags.certificates.filter((bag) => !isHolder(bag))]
  return allowed({ privateKeyPkcs8: key.pkcs8, certificates: ordered.map(({ der }) => der), friendlyName: key.friendlyName })
}

/** The SafeContents of one ContentInfo, plain or encrypted. */
const openContent = async (element: Uint8Array, opening: Opening): Promise<Decision<Uint8Array, P12Refusal>> => {
  const data = dataOf(new DerReader(element).sequence())
  if (data !== undefined) return allowed(data)
  const content = new DerReader(element).sequence()
  if (content.oid() !== p12Oid.contentEncryptedData) return refused('p12-unsupported')
  const wrapped = content.inner(constructed(0))
  const encrypted = wrapped.sequence()
  encrypted.smallInteger(0)
  const information = encrypted.sequence()
  if (information.oid() !== p12Oid.contentData) return refused('p12-unsupported')
  const parameters = parsePbes2(information.sequence())
  const cipher = information.content(primitive(0))
  information.finish()
  return decrypt(parameters, cipher, opening)
}

const decrypt = async (
  parameters: Pbes2Parameters | undefined,
  cipher: Uint8Array,
  opening: Opening,
): Promise<Decision<Uint8Array, P12Refusal>> => {
  if (parameters === undefined) return refused('p12-unsupported')
  if (parameters.iterations < 1 || parameters.iterations > opening.iterationsLeft) return refused('p12-iterations')
  opening.iterationsLeft -= parameters.iterations
  const plain = await decryptPbes2(parameters, cipher, opening.password, opening.crypto)
  return plain === undefined ? refused('p12-password') : allowed(plain)
}

const readBags = async (safeContents: Uint8Array, bags: Bags, opening: Opening): Promise<P12Refusal | undefined> => {
  const outer = new DerReader(safeContents)
  const list = outer.sequence()
  outer.finish()
  while (!list.isDone) {
    if (bags.keys.length + bags.certificates.length === maximumBags) return 'p12-unsupported'
    const bag = list.sequence()
    const kind = bag.oid()
    const value = bag.inner(constructed(0))
    const attributes = bag.isDone ? noAttributes : parseAttributes(bag.setOf())
    bag.finish()
    if (kind === p12Oid.certBag) bags.certificates.push({ der: certificateOf(value), localKeyId: attributes.localKeyId })
    else if (kind === p12Oid.shroudedKeyBag) {
      const sealed = value.sequence()
      const opened = await decrypt(parsePbes2(sealed.sequence()), sealed.content(tag.octetString), opening)
      if (!opened.ok) return opened.code
      bags.keys.push({ pkcs8: opened.value, ...attributes })
    } else return 'p12-unsupported'
  }
  return undefined
}

const certificateOf = (value: DerReader): Uint8Array => {
  const bag = value.sequence()
  if (bag.oid() !== p12Oid.x509Certificate) throw new DerError('badValue', bag.offset)
  const wrapped = bag.inner(constructed(0))
  return wrapped.content(tag.octetString)
}

interface BagAttributes {
  readonly localKeyId: Uint8Array | undefined
  readonly friendlyName: string | undefined
}

const noAttributes: BagAttributes = { localKeyId: undefined, friendlyName: undefined }

const parseAttributes = (reader: DerReader): BagAttributes => {
  let attributes = noAttributes
  while (!reader.isDone) {
    const attribute = reader.sequence()
    const oid = attribute.oid()
    const values = attribute.setOf()
    attribute.finish()
    if (oid === p12Oid.localKeyId) attributes = { ...attributes, localKeyId: values.content(tag.octetString) }
    else if (oid === p12Oid.friendlyName) attributes = { ...attributes, friendlyName: values.text([tag.bmpString]) }
  }
  return attributes
}
