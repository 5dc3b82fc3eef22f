import { registrationMigrations } from '@certhall/store/migrations/ra/index'
import { sessionTable } from '@certhall/store/ra/session'
import { openDatabase, reading, type Database } from '@certhall/store/transaction'
import type { RegistrationSchema } from '@certhall/store/ra/schema'
import { testDatabase, type TestDatabase } from '@certhall/testkit/test-database'
import { AppError, refused } from '@certhall/kernel/app-error'
import { silentLog } from '@certhall/kernel/log'
import { systemRandom } from '@certhall/kernel/random'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { buildApp, type Frame, type Room } from './app.ts'
import { createLimits } from './limits.ts'
import { openHallSession, renewHallSession } from './session.ts'

const origin = 'http://127.0.0.1:8460'
let database: TestDatabase
let opened: Database<RegistrationSchema>
let app: FastifyInstance
let nowMs = 1_800_000_000_000

const echo: Room = async (room) => {
  const body = z.strictObject({
    name: z.string().min(2).max(5),
    kind: z.enum(['a', 'b']).optional(),
    inner: z.strictObject({ value: z.string() }).optional(),
  })
  room.post(
    '/echo',
    { config: { permission: 'public' }, schema: { operationId: 'echo', body, response: { 200: body } } },
    async (request) => request.body,
  )
  room.post(
    '/broken',
    { config: { permission: 'public' }, schema: { operationId: 'broken', response: { 200: z.strictObject({}) } } },
    async () => {
      throw new Error('the secret is 4711')
    },
  )
  room.post(
    '/leak',
    { config: { permission: 'public' }, schema: { operationId: 'leak', response: { 200: z.strictObject({ name: z.string() }) } } },
    async () => ({ name: 'x', secret: '4711' }),
  )
}
const databaseRoom: Room = async (room) => {
  const body = z.strictObject({ name: z.string() })
  room.post(
    '/lookup',
    { config: { permission: 'public' }, schema: { operationId: 'lookup', body, response: { 200: z.strictObject({ found: z.int() }) } } },
    async (request) => ({
      found: (
        await reading(() =>
          opened.kysely.selectFrom('ra.project').select('project_id').where('project_id', '=', request.body.name).execute(),
        )
      ).length,
    }),
  )
}
const hallRoom: Room = async (room) => {
  room.post(
    '/open',
    { config: { permission: 'public' }, schema: { operationId: 'open', response: { 204: z.null() } } },
    async (request, reply) => {
      openHallSession(request)
      return reply.status(204).send(null)
    },
  )
  room.post(
    '/prove',
    { config: { permission: 'public' }, schema: { operationId: 'prove', response: { 204: z.null() } } },
    async (request, reply) => {
      await renewHallSession(request)
      return reply.status(204).send(null)
    },
  )
  room.get(
    '/mine',
    { config: { permission: 'applicant' }, schema: { operationId: 'mine', response: { 200: z.strictObject({ drafts: z.int() }) } } },
    async (request) => ({ drafts: request.session.hall?.drafts.length ?? -1 }),
  )
}
const deskRoom: Room = async (room) => {
  room.get(
    '/queue',
    { config: { permission: 'staff:reviewer' }, schema: { operationId: 'queue', response: { 200: z.strictObject({}) } } },
    async () => ({}),
  )
}

const frame = (): Frame => ({
  clock: { nowMs: () => nowMs },
  random: systemRandom,
  log: silentLog,
  limits: createLimits(opened.pool, silentLog),
  sessions: sessionTable(opened.kysely),
  sessionSecret: 'x'.repeat(64),
  publicUrl: origin,
  clientPorts: [18460, 18461],
  portalDirectory: '/nonexistent',
  responderUrl: 'http://127.0.0.1:1',
  tls: null,
  trustProxy: false,
  health: { ready: async () => {} },
  staffOf: async () => null,
  holderOf: async () => refused('auth.session-expired'),
})
const json = { 'content-type': 'application/json' }
const post = (url: string, payload: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url, payload, headers: { ...json, ...headers } })

beforeAll(async () => {
  database = await testDatabase(registrationMigrations, { schema: 'ra' })
  opened = openDatabase<RegistrationSchema>(database.url, { max: 4 })
  app = await buildApp(frame(), { open: [echo, databaseRoom], hall: [hallRoom], desk: [deskRoom] })
  await app.ready()
})
beforeEach(() => {
  nowMs = 1_800_000_000_000
})
afterAll(async () => {
  await app.close()
  await opened.close()
  await database.drop()
})

describe('the frame refuses', () => {
  it.each([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['a foreign site without origin', { 'sec-fetch-site': 'cross-site' }],
    [
      'a foreign name that points here (DNS rebinding)',
      { host: 'evil.example:8460', origin: 'http://evil.example:8460', 'sec-fetch-site': 'same-origin' },
    ],
  ])('%s', async (_name, headers) => {
    const answer = await post('/api/v1/echo', '{"name":"abc"}', headers)
    expect(answer.statusCode).toBe(403)
    expect(answer.json()).toMatchObject({ code: 'auth.origin-refused', type: 'urn:certhall:error:auth.origin-refused' })
  })

  it.each([
    ['an unknown field', '{"name":"abc","more":1}', { field: 'more', code: 'input.unknown-field' }],
    ['an unknown field inside', '{"name":"abc","inner":{"value":"x","more":1}}', { field: 'inner.more', code: 'input.unknown-field' }],
    ['a missing field', '{}', { field: 'name', code: 'input.required' }],
    ['a repeated field', '{"name":"abc","name":"abd"}', { field: 'name', code: 'input.malformed' }],
    [
      'a repeated field inside',
      '{"name":"abc","inner":{"value":"x","\\u0076alue":"y"}}',
      { field: 'inner.value', code: 'input.malformed' },
    ],
    ['a prototype', '{"name":"abc","__proto__":{}}', { field: '__proto__', code: 'input.unknown-field' }],
    ['a value that is not offered', '{"name":"abc","kind":"c"}', { field: 'kind', code: 'input.unknown-choice' }],
    ['a value that is too long', '{"name":"abcdef"}', { field: 'name', code: 'input.too-long' }],
    ['a value of the wrong type', '{"name":7}', { field: 'name', code: 'input.malformed' }],
  ])('%s, naming it', async (_name, body, issue) => {
    const answer = await post('/api/v1/echo', body)
    expect(answer.statusCode).toBe(422)
    expect(answer.json().issues).toContainEqual(issue)
  })

  it('a NUL character in what becomes text of the database', async () => {
    const answer = await post('/api/v1/lookup', JSON.stringify({ name: 'a\0b' }))
    expect(answer.statusCode).toBe(422)
    expect(answer.json().code).toBe('input.malformed')
  })

  it('text that is not JSON', async () => {
    expect((await post('/api/v1/echo', '{"name":')).json().code).toBe('input.malformed')
    expect((await post('/api/v1/echo', 'name=abc', { 'content-type': 'application/x-www-form-urlencoded' })).json().code).toBe(
      'input.malformed',
    )
  })

  it('a body of 10 MB before it is read whole', async () => {
    const answer = await post('/api/v1/echo', JSON.stringify({ name: 'x'.repeat(10_000_000) }))
    expect(answer.statusCode).toBe(413)
    expect(answer.json().code).toBe('input.payload-size')
  })

  it('to tell what went wrong inside', async () => {
    for (const url of ['/api/v1/broken', '/api/v1/leak']) {
      const answer = await post(url, '{}')
      expect(answer.statusCode).toBe(500)
      expect(answer.body).not.toContain('4711')
      expect(answer.json()).toMatchObject({ code: 'internal.unexpected', reference: expect.stringMatching(/^[0-9a-f]{12}$/) })
    }
  })

  it('unknown addresses as a problem document', async () => {
    const answer = await app.inject('/api/v1/nothing')
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toContain('application/problem+json')
  })

  it('a route without a permission, at start', async () => {
    const careless: Room = async (room) => {
      room.get('/careless', { schema: { operationId: 'careless', response: { 200: z.strictObject({}) } } }, async () => ({}))
    }
    await expect(buildApp(frame(), { open: [careless], hall: [], desk: [] })).rejects.toMatchObject({ code: 'internal.configuration' })
  })

  it('a forwarded status request while the responder is down', async () => {
    const answer = await app.inject('/crl/issuing-ec.crl')
    expect(answer.statusCode).toBe(503)
    expect(answer.json().code).toBe('busy.responder')
  })
})

describe('sessions', () => {
  const cookieOf = async (): Promise<string> => {
    const answer = await post('/api/v1/open', '{}')
    const [cookie] = answer.cookies
    expect(cookie).toMatchObject({ name: 'certhall_hall', httpOnly: true, sameSite: 'Strict', path: '/' })
    return `${cookie?.name}=${cookie?.value}`
  }
  const mine = (cookie: string) => app.inject({ url: '/api/v1/mine', headers: { cookie } })

  it('are asked for where a route needs one', async () => {
    expect((await app.inject('/api/v1/mine')).json().code).toBe('auth.session-expired')
    expect((await app.inject('/api/v1/desk/queue')).json().code).toBe('auth.login-required')
  })

  it('are asked for by HEAD as by GET', async () => {
    expect((await app.inject({ method: 'HEAD', url: '/api/v1/mine' })).statusCode).toBe(401)
    expect((await app.inject({ method: 'HEAD', url: '/api/v1/desk/queue' })).statusCode).toBe(401)
  })

  it('get a new id when they prove something; the old one ends', async () => {
    const planted = await cookieOf()
    const answer = await post('/api/v1/prove', '{}', { cookie: planted })
    expect((await mine(`certhall_hall=${answer.cookies[0]?.value}`)).statusCode).toBe(200)
    expect((await mine(planted)).json().code).toBe('auth.session-expired')
  })

  it('do not open the desk with the hall’s cookie', async () => {
    const value = (await cookieOf()).split('=')[1]
    expect((await app.inject({ url: '/api/v1/desk/queue', headers: { cookie: `certhall_desk=${value}` } })).json().code).toBe(
      'auth.login-required',
    )
  })

  it('live while they are used, end after half an hour idle and after twelve hours at the latest', async () => {
    const cookie = await cookieOf()
    for (let minutes = 0; minutes + 25 <= 715; minutes += 25) {
      nowMs += 25 * 60_000
      expect((await mine(cookie)).statusCode).toBe(200)
    }
    nowMs += 25 * 60_000
    expect((await mine(cookie)).json().code).toBe('auth.session-expired')
    nowMs = 1_800_000_000_000
    const idle = await cookieOf()
    nowMs += 31 * 60_000
    expect((await mine(idle)).json().code).toBe('auth.session-expired')
  })

  it('stand in the database only as a digest of their id', async () => {
    const cookie = decodeURIComponent((await cookieOf()).split('=')[1] ?? '').split('.')[0] ?? ''
    const { rows } = await opened.pool.query('select * from ra.session')
    expect(rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows)).not.toContain(cookie)
  })
})

describe('the frame serves', () => {
  it('strict security headers and no cache for the API', async () => {
    const answer = await post('/api/v1/echo', '{"name":"abc"}')
    expect(answer.json()).toEqual({ name: 'abc' })
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    expect(answer.headers['content-security-policy']).not.toContain('unsafe')
  })

  it('OpenAPI 3.1 in which every operation has an id and problems', async () => {
    const document = (await app.inject('/api/v1/openapi.json')).json()
    expect(document.openapi).toBe('3.1.0')
    expect(document.paths['/api/v1/echo'].post).toMatchObject({
      operationId: 'echo',
      responses: { '4XX': { content: { 'application/problem+json': {} } } },
    })
  })

  it('liveness, readiness and figures', async () => {
    expect((await app.inject('/healthz')).statusCode).toBe(200)
    expect((await app.inject('/readyz')).statusCode).toBe(200)
    expect((await app.inject('/metrics')).body).toContain('certhall_http_requests_total')
  })

  it.each(['203.0.113.9', '::ffff:203.0.113.9', '2001:db8::1', '10.0.0.7'])('no figures to %s', async (remoteAddress) => {
    const answer = await app.inject({ url: '/metrics', remoteAddress })
    expect(answer.statusCode).toBe(404)
    expect(answer.body).not.toContain('certhall_http')
  })

  it('limits with the seconds to wait', async () => {
    const limits = createLimits(opened.pool, silentLog, 0.1)
    for (let attempt = 0; attempt < 3; attempt += 1) await limits.consume('login', 'key')
    await expect(createLimits(opened.pool, silentLog, 0.1).consume('login', 'key')).rejects.toSatisfy(
      (error) => error instanceof AppError && error.code === 'limit.requests' && Number(error.detail['retryAfterSeconds']) > 0,
    )
  })
})
