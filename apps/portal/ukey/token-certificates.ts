import type { ClientMethod, ClientParams, ClientResult, SeenToken } from '@certhall/contract/client/messages'
import { fromBase64, toHex } from '@certhall/kernel/bytes'
import { type Certificate, parseCertificate } from '@certhall/pki/certificate/certificate'
import { DerError } from '@certhall/pki/der/der-error'
import { nameValue } from '@certhall/pki/name/parse-name'

/** A certificate of ours in a UKEY that is in now. */
export interface TokenCertificate {
  readonly token: SeenToken
  /** base64 DER. */
  readonly certificate: string
  readonly certificateSha256: string
  /** Hex; what tells a certificate from its successor in the same UKEY. */
  readonly serialNumber: string
  readonly name: string
  readonly notAfterMs: number
}

export type Look = <Method extends ClientMethod>(method: Method, params: ClientParams<Method>) => Promise<ClientResult<Method>>

/** Those certificates of all UKEYs that the page is about. A UKEY that is pulled meanwhile, or does not answer, hides no other. */
export const readTokenCertificates = async (
  tokens: readonly SeenToken[],
  isWanted: (certificate: Certificate) => boolean,
  look: Look,
): Promise<readonly TokenCertificate[]> => {
  const found: TokenCertificate[] = []
  for (const token of tokens) {
    const answer = await look('certificate.list', { tokenRef: token.tokenRef }).catch(() => ({ certificates: [] }))
    found.push(...answer.certificates.flatMap((each) => tokenCertificate(token, each, isWanted)))
  }
  return found.toSorted((left, right) => left.name.localeCompare(right.name, 'zh') || right.notAfterMs - left.notAfterMs)
}

const tokenCertificate = (
  token: SeenToken,
  { certificate, certificateSha256 }: ClientResult<'certificate.list'>['certificates'][number],
  isWanted: (certificate: Certificate) => boolean,
): readonly TokenCertificate[] => {
  const read = readCertificate(certificate)
  if (read === undefined || !isWanted(read)) return []
  const name = nameValue(read.subject, 'CN') ?? certificateSha256.slice(0, 8)
  return [{ token, certificate, certificateSha256, serialNumber: toHex(read.serial), name, notAfterMs: read.notAfterMs }]
}

const readCertificate = (base64: string): Certificate | undefined => {
  try {
    return parseCertificate(fromBase64(base64))
  } catch (error) {
    if (error instanceof DerError || error instanceof RangeError) return undefined
    throw error
  }
}
