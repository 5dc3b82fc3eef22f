import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { FastifyInstance } from 'fastify'

const harmless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A browser names the page that sends a state-changing request; a foreign one is refused, whatever cookie it carries.
 * Programs other than browsers send neither header and carry no cookie of somebody else, so they pass.
 */
export const refuseForeignOrigins = (app: FastifyInstance, publicOrigin: string): void => {
  app.addHook('onRequest', async (request) => {
    if (harmless.has(request.method)) return
    const { origin, host } = request.headers
    const site = request.headers['sec-fetch-site']
    const own = origin === undefined || origin === publicOrigin || origin === `${request.protocol}://${host ?? ''}`
    const sameSite = site === undefined || site === 'same-origin' || site === 'none'
    if (!own || !sameSite) throw new AppError<ErrorCode>('auth.origin-refused')
  })
}
