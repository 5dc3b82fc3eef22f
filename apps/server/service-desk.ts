/** Customer service's corner of the desk: joins its use cases and its room. Knows no store. */
import type { Log } from '@certhall/kernel/log'
import { freezeCertificate, type FreezeTransaction } from '@certhall/ra/certificate/freeze-certificate'
import { type CertificateSearch, findCertificates, freezeOnThePhone, overdueInstallations } from '@certhall/ra/certificate/service-desk'
import type { Ground, TransactionOf } from '@certhall/ra/ports'
import type { ProjectRepository } from '@certhall/ra/project/ports'
import { authorityBook } from './certificate/authority-book.ts'
import { serviceDeskRoutes } from './desk/certificate-routes.ts'
import type { Room } from './http/app.ts'
import type { SignerClient } from './signer-client.ts'

export interface ServiceDeskGround extends Ground {
  readonly log: Log
  readonly signer: SignerClient
  readonly hotline: string
  readonly unfreezeUrl: string
  readonly search: CertificateSearch
  readonly transaction: TransactionOf<FreezeTransaction & { readonly projects: ProjectRepository }>
}

export const joinServiceDesk = (deps: ServiceDeskGround): Room =>
  serviceDeskRoutes({
    find: findCertificates({ ...deps, authorities: authorityBook(deps.signer) }),
    overdue: overdueInstallations(deps),
    freeze: freezeOnThePhone(freezeCertificate({ ...deps, authority: deps.signer })),
    projects: () => deps.transaction(({ projects }) => projects.all()),
    nowMs: deps.clock.nowMs,
  })
