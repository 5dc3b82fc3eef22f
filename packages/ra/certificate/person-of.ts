import { parseCertificate } from '@certhall/pki/certificate/certificate'
import type { StoredCertificate } from './ports.ts'

/** Whom a certificate names. Names are not unique: two people of one name in one organisation have different mailboxes. */
export const personOf = ({ certificateType, subject, der }: Pick<StoredCertificate, 'certificateType' | 'subject' | 'der'>): string => {
  if (certificateType === 'organization') return subject
  const mailboxes = (parseCertificate(der).subjectAltName ?? []).flatMap((name) => (name.kind === 'email' ? [name.value] : []))
  return [subject, ...mailboxes.toSorted()].join('\n')
}
