import { BlockList, isIPv4 } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Metrics } from './metrics.ts'

export interface HealthChecks {
  /** Throws when the server cannot serve: database away, migrations missing. */
  readonly ready: () => Promise<void>
}

/** Liveness, readiness and Prometheus text; outside /api and without a session. Figures are for programs on this computer alone. */
export const registerHealth = (app: FastifyInstance, checks: HealthChecks, metrics: Metrics): void => {
  app.get('/healthz', (_request, reply) => reply.header('Cache-Control', 'no-store').send({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    await checks.ready()
    return reply.header('Cache-Control', 'no-store').send({ status: 'ready' })
  })
  app.get('/metrics', async (request, reply) => {
    if (!isOnThisComputer(request.ip)) return reply.callNotFound()
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
}

const thisComputer = new BlockList()
thisComputer.addSubnet('127.0.0.0', 8, 'ipv4')
thisComputer.addAddress('::1', 'ipv6')

/** By the address of the visitor, also where a proxy on this computer passes it on. An IPv4 address in IPv6 form is judged as IPv4. */
const isOnThisComputer = (ip: string): boolean => thisComputer.check(ip, isIPv4(ip) ? 'ipv4' : 'ipv6')
