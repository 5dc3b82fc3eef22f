import type { ApplicationRepository } from '../application/ports.ts'
import type { CertificateRepository } from '../certificate/ports.ts'

export interface QuietTransaction {
  readonly certificates: Pick<CertificateRepository, 'ofOrganization'>
  readonly applications: Pick<ApplicationRepository, 'openOn'>
}

/**
 * Whether an unfreeze of the organisation is under way: until it is done its contact stays as it is, whoever asks and by
 * whatever application (design §5.2). Else a thief would first take over the contact and then receive the PASSCODE.
 */
export const isUnfreezing = async (tx: QuietTransaction, orgCode: string): Promise<boolean> => {
  for (const certificate of await tx.certificates.ofOrganization(orgCode))
    if (certificate.state === 'frozen' && (await tx.applications.openOn(certificate))?.applicationType === 'unfreeze') return true
  return false
}
