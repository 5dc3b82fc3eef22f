import { codeOfCsrRefusal } from '@certhall/contract/certificate/csr-refusal'
import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { fromBase64 } from '@certhall/kernel/bytes'
import type { CsrRefusal } from '@certhall/pki/csr/csr'
import { parseCsr } from '@certhall/pki/csr/parse-csr'
import { verifyCsr } from '@certhall/pki/csr/verify-csr'
import { sha256Hex } from '../digest.ts'
import { isSigned } from '../signature/signatures.ts'

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
  const verified = await verifyCsr(parsed.value, isSigned)
  if (!verified.ok) return refused('input.csr-signature')
  return allowed({ spkiSha256: sha256Hex(verified.value.publicKey.spki), csr })
}

const octetsOf = (csr: string): Uint8Array | undefined => {
  try {
    return fromBase64(csr)
  } catch {
    return undefined
  }
}

/** Typed by pki's union: a refusal that has no code does not compile. */
const codeOf: Readonly<Record<CsrRefusal, ErrorCode>> = codeOfCsrRefusal
