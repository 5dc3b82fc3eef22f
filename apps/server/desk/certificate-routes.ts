import { certificateKey } from '@certhall/contract/application/follow-up'
import { deskCertificate, deskCertificateList, deskCertificateQuestion, deskFreeze } from '@certhall/contract/desk/certificates'
import type { StaffActor } from '@certhall/ra/actor'
import type { StoredCertificate } from '@certhall/ra/certificate/ports'
import type { FoundCertificates, PhoneFreeze } from '@certhall/ra/certificate/service-desk'
import type { Project } from '@certhall/ra/project/project'
import { staffOf } from '../http/actor.ts'
import type { Room } from '../http/app.ts'
import { toDeskCertificate } from './certificate-view.ts'

export interface ServiceDeskRoom {
  readonly find: (query: string, actor: StaffActor) => Promise<FoundCertificates>
  readonly overdue: (actor: StaffActor) => Promise<FoundCertificates>
  readonly freeze: (order: PhoneFreeze, actor: StaffActor) => Promise<StoredCertificate>
  readonly projects: () => Promise<readonly Project[]>
  readonly nowMs: () => number
}

const service = { permission: 'staff:customerService' } as const
const tags = ['desk']

/** 客服: finds certificates, freezes one for whoever calls, and sees who has not installed theirs. */
export const serviceDeskRoutes =
  (deps: ServiceDeskRoom): Room =>
  async (app) => {
    const answer = async ({ certificates, isCut }: FoundCertificates) => {
      const projects = await deps.projects()
      return { rows: certificates.map((each) => toDeskCertificate(each, projects, deps.nowMs())), isCut }
    }
    app.get(
      '/certificates',
      {
        config: service,
        schema: { operationId: 'findCertificates', tags, querystring: deskCertificateQuestion, response: { 200: deskCertificateList } },
      },
      async (request) => answer(await deps.find(request.query.query, staffOf(request))),
    )
    app.get(
      '/certificates/overdue',
      { config: service, schema: { operationId: 'listOverdueInstallations', tags, response: { 200: deskCertificateList } } },
      async (request) => answer(await deps.overdue(staffOf(request))),
    )
    app.post(
      '/certificates/:authorityId/:serialNumber/freeze',
      {
        config: service,
        schema: { operationId: 'freezeOnThePhone', tags, params: certificateKey, body: deskFreeze, response: { 200: deskCertificate } },
      },
      async (request) =>
        toDeskCertificate(
          await deps.freeze({ key: request.params, ...request.body }, staffOf(request)),
          await deps.projects(),
          deps.nowMs(),
        ),
    )
  }
