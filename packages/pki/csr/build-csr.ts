import { orThrow } from '@certhall/kernel/app-error'
import { bitStringOf, constructedOf, integerOf, oidOf, sequenceOf, setOf } from '../der/encode.ts'
import { constructed } from '../der/tag.ts'
import { parsePublicKey } from '../key/public-key.ts'
import { encodeName, type Name } from '../name/name.ts'
import { csrAttributeOid } from './csr.ts'

export interface CsrOrder {
  readonly spki: Uint8Array
  /** May be empty: the certificate's subject comes from the approved application. */
  readonly subject: Name
  /** Extensions in DER (builders of certificate/extension.ts). */
  readonly extensions?: readonly Uint8Array[]
  /** Signs as WebCrypto does (ECDSA as r‖s); the key never leaves the caller. */
  readonly sign: (signedOctets: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>
}

/** A certification request, made where the private key is. Throws AppError when key or name would be refused anyway. */
export const buildCsr = async ({ spki, subject, extensions = [], sign }: CsrOrder): Promise<Uint8Array<ArrayBuffer>> => {
  const { algorithm } = orThrow(parsePublicKey(spki))
  const name = subject.length === 0 ? sequenceOf() : orThrow(encodeName(subject))
  const request = extensions.length === 0 ? [] : [sequenceOf(oidOf(csrAttributeOid.extensionRequest), setOf(sequenceOf(...extensions)))]
  const information = sequenceOf(integerOf(0), name, spki, constructedOf(constructed(0), ...request))
  const signature = algorithm.signatureFromWebCrypto(await sign(information))
  return sequenceOf(information, algorithm.signatureIdentifier, bitStringOf(signature))
}
