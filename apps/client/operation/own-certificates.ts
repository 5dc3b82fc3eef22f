import { createHash } from 'node:crypto'
import { equalBytes } from '@certhall/kernel/bytes'
import { type Certificate, parseCertificate } from '@certhall/pki/certificate/certificate'
import { DerError } from '@certhall/pki/der/der-error'
import type { OperationDeps } from './operation.ts'

export interface OwnCertificate {
  readonly keyId: string
  readonly certificate: Certificate
  readonly certificateSha256: string
}

/** Certificates in the token that lie beside their own key and end in a configured authority; others are nobody's business. */
export const ownCertificates = async ({ tokens, authorities }: OperationDeps, tokenId: string): Promise<readonly OwnCertificate[]> => {
  const own: OwnCertificate[] = []
  for (const { keyId, spki, certificate: der } of await tokens.keys(tokenId)) {
    const certificate = der === null ? undefined : readCertificate(der)
    if (certificate === undefined || !equalBytes(certificate.spki, spki) || (await authorities.pathOf(certificate, [])) === undefined)
      continue
    own.push({ keyId, certificate, certificateSha256: createHash('sha256').update(certificate.der).digest('hex') })
  }
  return own
}

const readCertificate = (der: Uint8Array): Certificate | undefined => {
  try {
    return parseCertificate(der)
  } catch (error) {
    if (error instanceof DerError) return undefined
    throw error
  }
}
