import {
  deskPerson,
  enrolmentQuestion,
  enrolmentRequest,
  enrolmentResult,
  enrolmentView,
  loginChallenge,
  loginRequest,
} from '@certhall/contract/desk/api'
import type { StaffActor } from '@certhall/ra/actor'
import type { Challenge, LoginAttempt } from '@certhall/ra/staff/log-in'
import type { Enrolment } from '@certhall/ra/staff/enrol-staff'
import type { StaffAuthority, StaffCertificate } from '@certhall/ra/staff/ports'
import * as z from 'zod'
import { networkOf, staffOf } from '../http/actor.ts'
import type { Room } from '../http/app.ts'
import type { Limits } from '../http/limits.ts'
import { toDeskPerson } from './view.ts'

export interface StaffRoom {
  readonly limits: Limits
  readonly invitation: StaffAuthority['invitation']
  readonly enrol: (order: { token: string; csr: string; source: string }) => Promise<Enrolment>
  readonly challenge: () => Promise<Challenge>
  readonly logIn: (attempt: LoginAttempt) => Promise<StaffCertificate>
  readonly logOut: (actor: StaffActor) => Promise<void>
  readonly certificate: (certificateSha256: string) => Promise<StaffCertificate | undefined>
  readonly sessionLifeMs: number
  readonly nowMs: () => number
}

const empty = z.strictObject({})
const open = { permission: 'public' } as const

/** Enrolment, login and session of the staff. The token of a link travels in the body, never in an address. */
export const staffRoutes =
  (deps: StaffRoom): Room =>
  async (app) => {
    app.post(
      '/enrolments/question',
      { config: open, schema: { operationId: 'askEnrolment', tags: ['desk'], body: enrolmentQuestion, response: { 200: enrolmentView } } },
      async (request) => {
        await deps.limits.consumeFor('login', request)
        const { name, roles, expiresAt } = await deps.invitation(request.body.token)
        return { name, roles: [...roles], expiresAt }
      },
    )
    app.post(
      '/enrolments',
      { config: open, schema: { operationId: 'enrolStaff', tags: ['desk'], body: enrolmentRequest, response: { 200: enrolmentResult } } },
      async (request) => {
        await deps.limits.consumeFor('login', request)
        const { person, certificate, notAfter } = await deps.enrol({ ...request.body, source: networkOf(request.ip) })
        return { personId: person.personId, name: person.name, roles: [...person.roles], certificate, notAfter }
      },
    )
    app.post(
      '/login/challenge',
      { config: open, schema: { operationId: 'askLoginChallenge', tags: ['desk'], body: empty, response: { 200: loginChallenge } } },
      async (request) => {
        await deps.limits.consumeFor('loginChallenge', request)
        const { nonce, origin, expiresAtMs } = await deps.challenge()
        return { nonce, origin, expiresAt: new Date(expiresAtMs).toISOString() }
      },
    )
    app.post(
      '/login',
      { config: open, schema: { operationId: 'logIn', tags: ['desk'], body: loginRequest, response: { 200: deskPerson } } },
      async (request) => {
        await deps.limits.demandFor('login', request)
        try {
          const certificate = await deps.logIn({ ...request.body, source: networkOf(request.ip) })
          // A session id that was known before the login must not be one afterwards.
          await request.session.regenerate()
          request.session.desk = { personId: certificate.person.personId, certificateSha256: certificate.certificateSha256 }
          return toDeskPerson(certificate, deps.nowMs() + deps.sessionLifeMs)
        } catch (error) {
          await deps.limits.consumeFor('login', request)
          throw error
        }
      },
    )
    app.get(
      '/session',
      { config: { permission: 'staff' }, schema: { operationId: 'readDeskSession', tags: ['desk'], response: { 200: deskPerson } } },
      async (request) => {
        const certificate = await deps.certificate(staffOf(request).certificateSha256)
        // The scope has just read the same row; it cannot be missing.
        return toDeskPerson(certificate as StaffCertificate, request.session.endsAtMs ?? deps.nowMs())
      },
    )
    app.post(
      '/logout',
      { config: { permission: 'staff' }, schema: { operationId: 'logOut', tags: ['desk'], body: empty, response: { 200: empty } } },
      async (request) => {
        await deps.logOut(staffOf(request))
        await request.session.destroy()
        return {}
      },
    )
  }
