import { sameName } from '@certhall/pki/name/name'
import type { Lint } from '../lint.ts'

/** The issuer is the subject of the authority's certificate, octet by octet. */
export const issuerName: Lint = {
  name: 'issuer-name',
  source: 'RFC 5280',
  clause: '§4.1.2.4',
  check: ({ fields, profile }) =>
    sameName(fields.issuer.der, profile.authority.certificate.subject.der) ? undefined : 'not the subject of the authority',
}
