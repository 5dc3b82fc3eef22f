import type { ClientMethod, ClientParams, ClientResult, SeenToken } from '@certhall/contract/client/messages'
import { equalBytes, fromBase64 } from '@certhall/kernel/bytes'
import { type Certificate, parseCertificate } from '@certhall/pki/certificate/certificate'
import { DerError } from '@certhall/pki/der/der-error'
import { nameValue } from '@certhall/pki/name/parse-name'
import type { StaffAuthority } from './staff-authorities.ts'

/** A staff certificate in a UKEY that is in now. */
export interface TokenCertificate {
  readonly token: SeenToken
  /** base64 DER. */
  readonly certificate: string
  readonly certificateSha256: string
  readonly name: string
  readonly notAfterMs: number
}

export type Look = <Method extends ClientMethod>(method: Method, params: ClientParams<Method>) => Promise<ClientResult<Method>>

/** Staff certificates of all UKEYs. One that is pulled meanwhile, or does not answer, hides no other. */
export const readTokenCertificates = async (
  tokens: readonly SeenToken[],
  authorities: readonly StaffAuthority[],
  look: Look,
): Promise<readonly TokenCertificate[]> => {
  const found: TokenCertificate[] = []
  for (const token of tokens) {
    const answer = await look('certificate.list', { tokenRef: token.tokenRef }).catch(() => ({ certificates: [] }))
    found.push(...answer.certificates.flatMap((each) => staffCertificate(token, each, authorities)))
  }
  return found.toSorted((left, right) => left.name.localeCompare(right.name, 'zh') || right.notAfterMs - left.notAfterMs)
}

/** The client shows certificates of all our authorities; only those of the staff's own open the desk. */
const staffCertificate = (
  token: SeenToken,
  { certificate, certificateSha256 }: ClientResult<'certificate.list'>['certificates'][number],
  authorities: readonly StaffAuthority[],
): readonly TokenCertificate[] => {
  const read = readCertificate(certificate)
  if (read === undefined || !authorities.some(({ subject }) => equalBytes(subject, read.issuer.der))) return []
  return [{ token, certificate, certificateSha256, name: nameValue(read.subject, 'CN') ?? certificateSha256.slice(0, 8), notAfterMs: read.notAfterMs }]
}

const readCertificate = (base64: string): Certificate | undefined => {
  try {
    return parseCertificate(fromBase64(base64))
  } catch (error) {
    if (error instanceof DerError || error instanceof RangeError) return undefined
    throw error
  }
}
