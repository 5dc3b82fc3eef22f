import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly registry: Registry
  readonly install: (app: FastifyInstance) => void
}

/** Requests by route pattern (never by address: that would count strangers' input) and the process's own figures. */
export const createMetrics = (): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'certhall_' })
  const labelNames = ['method', 'route', 'status'] as const
  const count = new Counter({ name: 'certhall_http_requests_total', help: 'Answered requests', labelNames, registers: [registry] })
  const time = new Histogram({
    name: 'certhall_http_request_seconds',
    help: 'Time to answer',
    labelNames: ['route'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  const install = (app: FastifyInstance): void => {
    app.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'none'
      count.inc({ method: request.method, route, status: String(reply.statusCode) })
      time.observe({ route }, reply.elapsedTime / 1000)
      done()
    })
  }
  return { registry, install }
}
