import { codeOfCsrRefusal } from '@certhall/contract/certificate/csr-refusal'
import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { fromBase64 } from '@certhall/kernel/bytes'
import type { CsrRefusal, UnverifiedCsr, VerifiedCsr } from '@certhall/pki/csr/csr'
import { parseCsr } from '@certhall/pki/csr/parse-csr'
import { verifyCsr } from '@certhall/pki/csr/verify-csr'
import type { Signing } from '../ports.ts'

/** Strict reading of what somebody sent as a request; its words on subject and extensions count for nothing. */
export const readRequest = (base64: string): Decision<UnverifiedCsr, ErrorCode> => {
  const der = decode(base64)
  if (der === undefined) return refused('input.csr-malformed', { detail: { reason: 'not-base64' } })
  const parsed = parseCsr(der)
  return parsed.ok ? parsed : refused(codeOf[parsed.code], { detail: { reason: parsed.code } })
}

/** Proof of possession (RFC 4211 §4.1). */
export const proveRequest = async (request: UnverifiedCsr, signing: Signing): Promise<Decision<VerifiedCsr, ErrorCode>> => {
  const proven = await verifyCsr(request, (publicKey, signed, signature) =>
    signing.verify({ publicKey, signed, signature, isPlain: false, isKept: false }),
  )
  return proven.ok ? allowed(proven.value) : refused('input.csr-signature', { detail: { reason: proven.code } })
}

/** Typed by pki's union: a refusal that has no code does not compile. */
const codeOf: Readonly<Record<CsrRefusal, ErrorCode>> = codeOfCsrRefusal

const decode = (base64: string): Uint8Array<ArrayBuffer> | undefined => {
  try {
    return fromBase64(base64)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
