import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { DerError } from '../der/der-error.ts'
import type { VerifySignature } from '../key/public-key.ts'
import type { UnverifiedCsr, VerifiedCsr } from './csr.ts'

/** Proof of possession: the request is signed by the key it contains. The only way to a VerifiedCsr. */
export const verifyCsr = async (csr: UnverifiedCsr, verifySignature: VerifySignature): Promise<Decision<VerifiedCsr, 'csr-signature'>> => {
  if (!isSignatureForm(csr)) return refused('csr-signature')
  const isSigned = await verifySignature(csr.publicKey, csr.signedOctets, csr.signature)
  // The brand is given here and nowhere else.
  return isSigned ? allowed(csr as VerifiedCsr) : refused('csr-signature')
}

/** The value must be one the algorithm can make (strict DER, right length) before any cryptography sees it. */
const isSignatureForm = ({ publicKey, signature }: UnverifiedCsr): boolean => {
  try {
    return publicKey.algorithm.signatureToWebCrypto(signature) !== undefined
  } catch (error) {
    if (error instanceof DerError) return false
    throw error
  }
}
