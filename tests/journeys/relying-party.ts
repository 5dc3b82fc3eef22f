import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { authorityView } from '@certhall/contract/hall/hall'
import { equalBytes } from '@certhall/kernel/bytes'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { allFromPem, toPem } from '@certhall/pki/pem'
import type * as z from 'zod'
import type { Session } from './session.ts'

/** What anybody may fetch: AUTHORITY.pem for every authority, and all lists in crls.pem. */
export const saveAuthorities = async (visitor: Session, directory: string): Promise<readonly z.infer<typeof authorityView>[]> => {
  const authorities = await visitor.get<z.infer<typeof authorityView>[]>('/authorities')
  let lists = ''
  for (const { authorityId, certificateUrl, crlUrl } of authorities) {
    writeFileSync(join(directory, `${authorityId}.pem`), toPem('CERTIFICATE', await fetchBytes(certificateUrl)))
    lists += toPem('X509 CRL', await fetchBytes(crlUrl))
  }
  if (allFromPem('X509 CRL', lists).length !== authorities.length) throw new Error('a list is missing')
  writeFileSync(join(directory, 'crls.pem'), lists)
  return authorities
}

/** Which of the saved authorities stands in the certificate as its issuer. */
export const issuerOf = <Authority extends { readonly authorityId: string }>(
  der: Uint8Array | undefined,
  authorities: readonly Authority[],
  directory: string,
): Authority => {
  const issuer = parseCertificate(der ?? new Uint8Array()).issuer.der
  const found = authorities.find(({ authorityId }) => {
    const [above] = allFromPem('CERTIFICATE', readFileSync(join(directory, `${authorityId}.pem`), 'utf8'))
    return above !== undefined && equalBytes(parseCertificate(above).subject.der, issuer)
  })
  if (found === undefined) throw new Error('no authority of this hall has issued the certificate')
  return found
}

export const fetchBytes = async (
  url: string,
  body?: Uint8Array<ArrayBuffer>,
  contentType = 'application/ocsp-request',
): Promise<Uint8Array<ArrayBuffer>> => {
  const answer = await fetch(url, body === undefined ? {} : { method: 'POST', body, headers: { 'content-type': contentType } })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
}
