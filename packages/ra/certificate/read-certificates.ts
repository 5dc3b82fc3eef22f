import type { CertificateKey } from '@certhall/contract/application/follow-up'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, type Decision } from '@certhall/kernel/app-error'
import type { ApplicationRepository, OpenFollowUp } from '../application/ports.ts'
import type { HolderAccess } from '../holder/access.ts'
import type { Ground, TransactionOf } from '../ports.ts'
import type { ProjectRepository } from '../project/ports.ts'
import type { Project } from '../project/project.ts'
import { personOf } from './person-of.ts'
import { type CertificateAction, certificateActions, isVisible, mayAct } from './policy.ts'
import type { CertificateRepository, StoredCertificate } from './ports.ts'

export interface ReadCertificatesDeps extends Ground {
  readonly transaction: TransactionOf<ReadTransaction>
}

interface ReadTransaction {
  readonly certificates: Pick<CertificateRepository, 'one' | 'ofOrganization'>
  readonly applications: Pick<ApplicationRepository, 'openOn' | 'openOnAll' | 'trace'>
  readonly projects: Pick<ProjectRepository, 'one' | 'all'>
}

export interface HeldCertificate {
  readonly certificate: StoredCertificate
  readonly projectNameZh: string
  readonly projectNameEn: string
  readonly open: OpenFollowUp | undefined
  readonly isThis: boolean
  /** The same predicate as the deed: what is allowed here works, what is refused here says why. */
  readonly may: Readonly<Record<CertificateAction, Decision<true, ErrorCode>>>
}

/** All that this login may see, live ones first, those that end soonest on top. */
export const readCertificates =
  (deps: ReadCertificatesDeps) =>
  async (access: HolderAccess): Promise<readonly HeldCertificate[]> =>
    deps.transaction(async (tx) => {
      const nowMs = deps.clock.nowMs()
      const seen = (await tx.certificates.ofOrganization(access.orgCode)).filter((certificate) => isSeen(access, certificate))
      const openByKey = new Map((await tx.applications.openOnAll(access.orgCode)).map((open) => [nameOf(open.target), open]))
      const projects = new Map((await tx.projects.all()).map((project) => [project.definition.projectId, project]))
      const held = seen
        .slice(0, most)
        .map((certificate) =>
          heldOf(certificate, { access, nowMs, open: openByKey.get(nameOf(certificate)), project: projects.get(certificate.projectId) }),
        )
      return held.toSorted((one, other) => rank(one) - rank(other) || one.certificate.notAfterMs - other.certificate.notAfterMs)
    })

export interface CertificateHistory extends HeldCertificate {
  readonly events: readonly { readonly type: string; readonly atMs: number }[]
}

/** One of them; a certificate that is not seen is missing. */
export const readCertificate =
  (deps: ReadCertificatesDeps) =>
  async (access: HolderAccess, key: CertificateKey): Promise<CertificateHistory> =>
    deps.transaction(async (tx) => {
      const certificate = await tx.certificates.one(key)
      if (certificate === undefined || certificate.confirmedAtMs === null || !isSeen(access, certificate))
        throw new AppError<ErrorCode>('missing.certificate')
      const { events } = await tx.applications.trace(certificate.applicationNo)
      return {
        ...heldOf(certificate, {
          access,
          nowMs: deps.clock.nowMs(),
          open: await tx.applications.openOn(certificate),
          project: await tx.projects.one(certificate.projectId),
        }),
        events: events.filter(({ type }) => type.startsWith('certificate.') || type === 'application.submitted'),
      }
    })

interface Beside {
  readonly access: HolderAccess
  readonly nowMs: number
  readonly open: OpenFollowUp | undefined
  readonly project: Project | undefined
}

const heldOf = (certificate: StoredCertificate, { access, nowMs, open, project }: Beside): HeldCertificate => {
  const may = Object.fromEntries(
    certificateActions.map((action) => [action, mayAct(access, certificate, action, nowMs, open !== undefined)]),
  ) as HeldCertificate['may']
  const isThis =
    access.kind === 'certificate' && access.authorityId === certificate.authorityId && access.serialNumber === certificate.serialNumber
  return {
    certificate,
    open,
    isThis,
    may,
    projectNameZh: project?.definition.nameZh ?? certificate.projectId,
    projectNameEn: project?.definition.nameEn ?? certificate.projectId,
  }
}

const nameOf = ({ authorityId, serialNumber }: CertificateKey): string => `${authorityId}/${serialNumber}`
const isSeen = (access: HolderAccess, certificate: StoredCertificate): boolean =>
  isVisible(access, { ...certificate, person: personOf(certificate) })
const rank = ({ certificate }: HeldCertificate): number => ({ valid: 0, frozen: 1, expired: 2, revoked: 3 })[certificate.state]
const most = 200
