import type { FastifyInstance } from 'fastify'
import type { Metrics } from './metrics.ts'

export interface HealthChecks {
  /** Throws when the server cannot serve: database away, migrations missing. */
  readonly ready: () => Promise<void>
}

/** Liveness, readiness and Prometheus text; outside /api and without a session. */
export const registerHealth = (app: FastifyInstance, checks: HealthChecks, metrics: Metrics): void => {
  app.get('/healthz', (_request, reply) => reply.header('Cache-Control', 'no-store').send({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    await checks.ready()
    return reply.header('Cache-Control', 'no-store').send({ status: 'ready' })
  })
  app.get('/metrics', async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()))
}
