import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { type Algorithm, algorithmOf } from '@certhall/pki/algorithm'
import { type Certificate, parseCertificate } from '@certhall/pki/certificate/certificate'
import { nameValue } from '@certhall/pki/name/parse-name'
import type { AuthorityRecord, AuthorityRole } from '../ports.ts'

/** A certification authority of the ledger, with its certificate read. */
export interface Authority {
  readonly authorityId: string
  /** Of a root: itself. */
  readonly issuerId: string
  readonly role: AuthorityRole
  readonly algorithm: Algorithm
  readonly certificate: Certificate
  readonly keyIdentifier: Uint8Array
}

export const readAuthority = (record: AuthorityRecord): Authority => {
  const certificate = parseCertificate(record.der)
  const keyIdentifier = certificate.subjectKeyIdentifier
  if (keyIdentifier === undefined)
    throw new AppError<ErrorCode>('internal.configuration', {
      detail: { reason: 'authority-certificate', authorityId: record.authorityId },
    })
  const { authorityId, issuerId, role } = record
  return { authorityId, issuerId, role, algorithm: algorithmOf(record.keyAlgorithm), certificate, keyIdentifier }
}

/** O of the authority's name: also that of what it issues for the house. */
export const organizationOf = ({ certificate }: Authority): string => nameValue(certificate.subject, 'O') ?? 'Certhall'

/** Where relying parties find what belongs to an authority; these addresses stand in certificates and never change. */
export const addressesOf = (publicUrl: string, authorityId: string) => ({
  ocsp: `${publicUrl}/ocsp`,
  crl: `${publicUrl}/crl/${authorityId}.crl`,
  delta: `${publicUrl}/crl/${authorityId}-delta.crl`,
  certificate: `${publicUrl}/ca/${authorityId}.cer`,
  cps: `${publicUrl}/help/cps`,
})
export type Addresses = ReturnType<typeof addressesOf>
