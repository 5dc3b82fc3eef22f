import type { CertificateRepository, StoredCertificate } from '../certificate/ports.ts'
import type { OrganizationRepository } from '../organization/ports.ts'
import type { TransactionOf } from '../ports.ts'
import type { HolderAccess } from './access.ts'

export interface ReadHolderViewDeps {
  readonly transaction: TransactionOf<{
    readonly certificates: Pick<CertificateRepository, 'bySha256'>
    readonly organizations: OrganizationRepository
  }>
}

export interface HolderFacts {
  readonly organizationName: string
  readonly certificate: StoredCertificate | null
}

/** What the top bar of a logged-in page says. */
export const readHolderView =
  (deps: ReadHolderViewDeps) =>
  (access: HolderAccess): Promise<HolderFacts> =>
    deps.transaction(async ({ certificates, organizations }) => {
      const organization = await organizations.one(access.orgCode)
      const certificate = access.kind === 'certificate' ? ((await certificates.bySha256(access.certificateSha256)) ?? null) : null
      return { organizationName: organization?.form.organization.name ?? certificate?.subject ?? access.orgCode, certificate }
    })
