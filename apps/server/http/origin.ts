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

/**
 * A page of another name that has its name point here (DNS rebinding) would be same-origin with itself: only the names of
 * this hall are answered. Ports are not looked at; some OCSP clients leave them out, and those paths are not below the API.
 */
export const refuseForeignHosts = (app: FastifyInstance, publicUrl: string): void => {
  const names: ReadonlySet<string> = new Set([new URL(publicUrl).hostname, '127.0.0.1', 'localhost', '[::1]'])
  app.addHook('onRequest', async (request) => {
    if (!names.has(nameOf(request.headers.host ?? ''))) throw new AppError<ErrorCode>('auth.origin-refused')
  })
}

const nameOf = (host: string): string => host.toLowerCase().replace(/:\d+$/, '')
