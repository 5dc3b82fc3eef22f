import type { ErrorCode } from '@certhall/contract/errors'
import type { StaffRole } from '@certhall/contract/staff/roles'
import { AppError } from '@certhall/kernel/app-error'
import type { StaffActor } from '@certhall/ra/actor'
import type { HolderAccess } from '@certhall/ra/holder/access'
import type { FastifyInstance } from 'fastify'
import type { LimitName } from './limits.ts'

/**
 * Who may call a route at all. It is the outer gate only: what a person may do to a case is decided in ra policies.
 *   public        anybody, no session is needed
 *   applicant     somebody with a hall session (the use case checks that the draft or application is theirs)
 *   holder        a login with a certificate that is valid now, or a code to the contact on record of an organisation
 *   staff         anybody with a desk login
 *   staff:<role>  a desk login that holds this role
 *   case          a desk login that works on cases or audits them: customer service sees no form and no paper
 */
export type Permission = 'public' | 'applicant' | 'holder' | 'staff' | 'case' | `staff:${StaffRole}`

declare module 'fastify' {
  interface FastifyContextConfig {
    permission?: Permission
    /** Counted instead of `everything`, where a flood of good requests is work to be done. */
    flood?: LimitName
  }
  interface FastifyRequest {
    /** Set by the desk scope from its session and the database, at every request. */
    staff: StaffActor | null
    /** Set by the hall scope in the same way. */
    holder: HolderAccess | null
  }
}

/** A route of the API without a declared permission stops the program at start. */
export const demandPermissions = (app: FastifyInstance): void => {
  app.addHook('onRoute', (route) => {
    if (route.method === 'HEAD' || route.method === 'OPTIONS') return
    if (route.config?.permission === undefined)
      throw new AppError<ErrorCode>('internal.configuration', {
        detail: { reason: 'route-without-permission', route: `${String(route.method)} ${route.url}` },
      })
    if (route.schema?.operationId === undefined || (route.schema.response === undefined && route.schema.hide !== true))
      throw new AppError<ErrorCode>('internal.configuration', {
        detail: { reason: 'route-without-description', route: `${String(route.method)} ${route.url}` },
      })
  })
}

/** Refuses before the body is read. What names no permission (a route that some plugin added) is nobody's. */
export const checkPermissions = (app: FastifyInstance): void => {
  app.addHook('onRequest', async (request) => {
    const permission = request.routeOptions.config.permission
    if (permission === 'public') return
    if (permission === undefined) throw new AppError<ErrorCode>('missing.page')
    if (permission === 'applicant') {
      if (request.session.hall === undefined) throw new AppError<ErrorCode>('auth.session-expired')
      return
    }
    if (permission === 'holder') {
      if (request.holder === null) throw new AppError<ErrorCode>('auth.holder-required')
      return
    }
    if (request.staff === null) throw new AppError<ErrorCode>('auth.login-required')
    if (!request.staff.roles.some((role) => isOpenTo(permission, role))) throw new AppError<ErrorCode>('policy.role-missing')
  })
}

const isOpenTo = (permission: Permission, role: StaffRole): boolean =>
  permission === 'staff' || permission === `staff:${role}` || (permission === 'case' && role !== 'customerService')
