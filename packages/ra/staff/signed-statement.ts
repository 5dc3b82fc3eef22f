import { type KeyObject, verify, X509Certificate } from 'node:crypto'
import type { ErrorCode } from '@certhall/contract/errors'
import { canonicalJson, isCanonicalJson, type CanonicalValue } from '@certhall/contract/statement/canonical-json'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { fromBase64Url, utf8 } from '@certhall/kernel/bytes'
import type { ZodType } from 'zod'

/** Reads a statement that somebody signed: canonical text of the named shape, or nothing. */
export const readStatement = <Statement>(shape: ZodType<Statement>, text: string): Decision<Statement, ErrorCode> => {
  if (!isCanonicalJson(text)) return refused('auth.signature-wrong', { detail: { reason: 'text' } })
  const parsed = shape.safeParse(JSON.parse(text))
  return parsed.success ? allowed(parsed.data) : refused('auth.signature-wrong', { detail: { reason: 'text' } })
}

export const statementText = (statement: object): string => canonicalJson(statement as CanonicalValue)

/** Staff statements are signed with ECDSA P-256 and SHA-256, r‖s; any other key or form does not count. */
export const isSignedBy = (certificateDer: Uint8Array, text: string, signature: string): boolean => {
  try {
    const key = staffKeyOf(certificateDer)
    if (key === null) return false
    const octets = fromBase64Url(signature)
    return octets.length === 64 && verify('sha256', utf8(text), { key, dsaEncoding: 'ieee-p1363' }, octets)
  } catch {
    // A signature or certificate that cannot even be read signs nothing.
    return false
  }
}

/** Few people sign many statements: the keys of the last certificates are kept, each by all of its octets. */
const staffKeyOf = (certificateDer: Uint8Array): KeyObject | null => {
  const name = Buffer.from(certificateDer.buffer, certificateDer.byteOffset, certificateDer.byteLength).toString('latin1')
  const known = kept.get(name)
  if (known !== undefined) return known
  const { publicKey } = new X509Certificate(certificateDer)
  const key = publicKey.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? publicKey : null
  if (kept.size >= mostKept) kept.clear()
  kept.set(name, key)
  return key
}

const kept = new Map<string, KeyObject | null>()
const mostKept = 256

/** A statement is prepared by the server and signed at once: an old one, or one from the future, is not accepted. */
export const isTimely = (preparedAtMs: number, nowMs: number): boolean => preparedAtMs <= nowMs && nowMs - preparedAtMs <= statementLifeMs

const statementLifeMs = 15 * 60_000
