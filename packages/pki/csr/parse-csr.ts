import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { equalBytes } from '@certhall/kernel/bytes'
import { type ExtensionFacts, extensionFacts, type ParsedExtension, parseExtensions } from '../certificate/parse-extensions.ts'
import { checkDer } from '../der/check-der.ts'
import { DerError } from '../der/der-error.ts'
import { DerReader } from '../der/reader.ts'
import { constructed, tag } from '../der/tag.ts'
import { parsePublicKey } from '../key/public-key.ts'
import { parseName } from '../name/parse-name.ts'
import { csrAttributeOid, type CsrRefusal, maximumCsrOctets, type UnverifiedCsr } from './csr.ts'

/**
 * Reads a request strictly, from the outside to the inside: size, DER of every part, structure, name, key, attributes,
 * algorithm. Its signature is not verified yet.
 */
export const parseCsr = (der: Uint8Array): Decision<UnverifiedCsr, CsrRefusal> => {
  if (der.length > maximumCsrOctets) return refused('csr-too-large')
  let stage: CsrRefusal = 'csr-malformed'
  try {
    checkDer(der, maximumCsrOctets)
    const parts = csrParts(der)
    stage = 'csr-subject'
    const subject = parseName(parts.subject)
    const publicKey = parsePublicKey(parts.spki)
    if (!publicKey.ok) return publicKey
    stage = 'csr-attribute'
    const request = parseAttributes(parts.attributes)
    stage = 'csr-extension'
    const extensions = request === undefined ? [] : requestedExtensions(request)
    const facts: ExtensionFacts = extensionFacts(extensions)
    if (!equalBytes(parts.signatureIdentifier, publicKey.value.algorithm.signatureIdentifier)) return refused('csr-algorithm')
    const { signedOctets, signature } = parts
    return allowed({ der, signedOctets, subject, publicKey: publicKey.value, extensions, extensionFacts: facts, signature })
  } catch (error) {
    if (error instanceof DerError) return refused(stage, { cause: error })
    throw error
  }
}

interface CsrParts {
  readonly signedOctets: Uint8Array
  readonly subject: Uint8Array
  readonly spki: Uint8Array
  readonly attributes: DerReader
  readonly signatureIdentifier: Uint8Array
  readonly signature: Uint8Array
}

const csrParts = (der: Uint8Array): CsrParts => {
  const outer = new DerReader(der)
  const request = outer.sequence()
  outer.finish()
  const signedOctets = request.element()
  const signatureIdentifier = request.element()
  const signature = request.bitStringOctets()
  request.finish()
  const information = new DerReader(signedOctets).sequence()
  information.smallInteger(0)
  const subject = information.element()
  const spki = information.element()
  const attributes = information.setOf(constructed(0))
  information.finish()
  return { signedOctets, subject, spki, attributes, signatureIdentifier, signature }
}

/** Checks all attributes and returns the one value of extensionRequest, if there is one. */
const parseAttributes = (reader: DerReader): Uint8Array | undefined => {
  const seen = new Set<string>()
  let request: Uint8Array | undefined
  while (!reader.isDone) {
    const at = reader.offset
    const attribute = reader.sequence()
    const oid = attribute.oid()
    const values = attribute.setOf()
    attribute.finish()
    if (seen.has(oid) || values.isDone) throw new DerError('badValue', at)
    seen.add(oid)
    if (oid === csrAttributeOid.extensionRequest) request = onlyValue(values)
    else if (oid === csrAttributeOid.challengePassword || oid === csrAttributeOid.unstructuredName) checkText(values)
  }
  return request
}

const onlyValue = (values: DerReader): Uint8Array => {
  const value = values.element()
  values.finish()
  return value
}

const checkText = (values: DerReader): void => {
  const at = values.offset
  const text = values.text([tag.utf8String, tag.printableString, tag.ia5String, tag.bmpString])
  values.finish()
  if (text.length === 0 || text.length > 255) throw new DerError('badValue', at)
}

const requestedExtensions = (request: Uint8Array): readonly ParsedExtension[] => {
  const outer = new DerReader(request)
  const extensions = parseExtensions(outer.sequence())
  outer.finish()
  return extensions
}
