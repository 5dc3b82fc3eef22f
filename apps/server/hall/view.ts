import { createHash, X509Certificate } from 'node:crypto'
import type { authorityView, hallView } from '@certhall/contract/hall/hall'
import type { Authority } from '@certhall/contract/signer/other'
import type * as z from 'zod'
import type { HallFiles } from './hall-files.ts'

export const toHallView = (
  files: HallFiles,
  facts: {
    readonly mode: 'evaluation' | 'production'
    readonly version: string
    readonly clientPorts: readonly number[]
    readonly tlsLogin: boolean
  },
): z.infer<typeof hallView> => {
  const { servicePoints: _servicePoints, ...written } = files.hall
  return { ...written, mode: facts.mode, version: facts.version, clientPorts: [...facts.clientPorts], tlsLogin: facts.tlsLogin }
}

export const toAuthorityView = (authority: Authority, publicUrl: string): z.infer<typeof authorityView> => {
  const certificate = new X509Certificate(Buffer.from(authority.certificate, 'base64'))
  return {
    authorityId: authority.authorityId,
    role: authority.role,
    name: authority.name,
    certificateUrl: `${publicUrl}/ca/${authority.authorityId}.cer`,
    crlUrl: `${publicUrl}/crl/${authority.authorityId}.crl`,
    deltaCrlUrl: authority.role === 'root' ? null : `${publicUrl}/crl/${authority.authorityId}-delta.crl`,
    // Of the file as it is downloaded, which is the certificate's DER.
    sha256: createHash('sha256').update(certificate.raw).digest('hex'),
    sm3: createHash('sm3').update(certificate.raw).digest('hex'),
    notAfter: new Date(certificate.validTo).toISOString(),
  }
}
