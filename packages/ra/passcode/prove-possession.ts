import { createPublicKey, verify } from 'node:crypto'
import { codeOfCsrRefusal } from '@certhall/contract/certificate/csr-refusal'
import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { fromBase64 } from '@certhall/kernel/bytes'
import type { CsrRefusal } from '@certhall/pki/csr/csr'
import { parseCsr } from '@certhall/pki/csr/parse-csr'
import { verifyCsr } from '@certhall/pki/csr/verify-csr'
import type { PublicKey } from '@certhall/pki/key/public-key'
import { toPem } from '@certhall/pki/pem'
import { sha256Hex } from '../digest.ts'

/** A public key whose holder proved to have the private one: only such a key is bound to a PASSCODE. */
export interface ProvenKey {
  readonly spkiSha256: string
  readonly csr: string
}

/** The signer proves it once more; here a request that proves nothing must not bind the code. */
export const provePossession = async (csr: string): Promise<Decision<ProvenKey, ErrorCode>> => {
  const der = octetsOf(csr)
  if (der === undefined) return refused('input.csr-malformed')
  const parsed = parseCsr(der)
  if (!parsed.ok) return refused(codeOf[parsed.code], { detail: { reason: parsed.code } })
  const verified = await verifyCsr(parsed.value, verifyInPool)
  if (!verified.ok) return refused('input.csr-signature')
  return allowed({ spkiSha256: sha256Hex(verified.value.publicKey.spki), csr })
}

/** In the thread pool: a hundred verifications at once must not hold up the answers of everybody else. */
const verifyInPool = (publicKey: PublicKey, signed: Uint8Array, signature: Uint8Array): Promise<boolean> =>
  new Promise((resolve, reject) => {
    // PEM, because Node reads it in half the time of DER.
    const key = createPublicKey(toPem('PUBLIC KEY', publicKey.spki))
    verify(publicKey.algorithm.nodeCrypto.digest, signed, key, signature, (error, isSigned) =>
      error === null ? resolve(isSigned) : reject(error),
    )
  })

const octetsOf = (csr: string): Uint8Array | undefined => {
  try {
    return fromBase64(csr)
  } catch {
    return undefined
  }
}

/** Typed by pki's union: a refusal that has no code does not compile. */
const codeOf: Readonly<Record<CsrRefusal, ErrorCode>> = codeOfCsrRefusal
