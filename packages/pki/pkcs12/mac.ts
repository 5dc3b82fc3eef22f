import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concat } from '@certhall/kernel/bytes'
import { encodeBmp } from '../der/text.ts'

/** The classic PKCS#12 MAC (RFC 7292 §4, appendix B) with SHA-256: the form every keystore on the market reads. */
export const p12Mac = (password: string, salt: Uint8Array, iterations: number, content: Uint8Array): Uint8Array =>
  hmac(sha256, macKey(password, salt, iterations), content)

/**
 * Appendix B.2 for ID 3 (MAC) and one block of SHA-256 output: hash of D‖S‖P, then iterations − 1 hashes more. The
 * password is a BMPString with a closing zero.
 */
const macKey = (password: string, salt: Uint8Array, iterations: number): Uint8Array => {
  const diversifier = new Uint8Array(blockOctets).fill(3)
  let digest: Uint8Array = sha256(concat(diversifier, fillBlocks(salt), fillBlocks(concat(encodeBmp(password), new Uint8Array(2)))))
  for (let round = 1; round < iterations; round += 1) digest = sha256(digest)
  return digest
}

const blockOctets = 64

/** Copies of `octets` up to the next multiple of the hash's block. */
const fillBlocks = (octets: Uint8Array): Uint8Array => {
  const filled = new Uint8Array(Math.ceil(octets.length / blockOctets) * blockOctets)
  for (let index = 0; index < filled.length; index += 1) filled[index] = octets[index % octets.length] ?? 0
  return filled
}
