import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { OcspAnswer } from '@certhall/ca/ocsp/answer-request'
import { AppError } from '@certhall/kernel/app-error'
import { utf8 } from '@certhall/kernel/bytes'
import { type Clock, systemClock } from '@certhall/kernel/clock'
import { type Log, type LogFields, silentLog } from '@certhall/kernel/log'
import { ocspErrorResponse } from '@certhall/pki/ocsp/response'
import { afterEach, describe, expect, it } from 'vitest'
import { createDoor } from './door.ts'

describe("the responder's door", () => {
  const servers: Server[] = []
  afterEach(() => servers.splice(0).forEach((server) => server.close()))

  const open = async (
    answer: () => OcspAnswer | Promise<OcspAnswer>,
    log: Log = silentLog,
    clock: Clock = systemClock,
  ): Promise<string> => {
    const door = createDoor({ answer, crl: async () => null, authorityCertificate: async () => null, isReady: () => true, clock, log })
    const server = createServer(door)
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  const kept = {
    body: utf8('kept'),
    producedAtMs: Date.UTC(2026, 0, 1),
    nextUpdateMs: Date.UTC(2026, 0, 2),
    reuseUntilMs: Date.UTC(2026, 0, 2),
  }
  const post = (base: string, body: string) => fetch(`${base}/ocsp`, { method: 'POST', body })

  it('answers 503 and goes on when an answer fails, now or later', async () => {
    let turn = 0
    const base = await open(() => {
      turn += 1
      if (turn === 1) throw new Error('at once')
      return turn === 2 ? Promise.reject(new Error('later')) : { body: utf8('fine'), cacheable: undefined }
    })
    expect((await post(base, 'request')).status).toBe(503)
    expect((await fetch(`${base}/ocsp/AAAA`)).status).toBe(503)
    expect(await (await post(base, 'request')).text()).toBe('fine')
  })

  it('tells an OCSP client to try later when there is no answer for lack of a database', async () => {
    const base = await open(() => Promise.reject(new AppError('busy.database')))
    const answer = await post(base, 'request')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/ocsp-response'])
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(ocspErrorResponse('tryLater'))
  })

  it('logs one failure a second, with the number of those it left out, and none of clients that went away', async () => {
    const lines: unknown[] = []
    let nowMs = 0
    const log = { ...silentLog, error: (_message: string, fields?: LogFields) => void lines.push(fields?.['unlogged']) }
    const base = await open(() => Promise.reject(new Error('broken')), log, { nowMs: () => nowMs })
    for (let turn = 0; turn < 3; turn += 1) await post(base, 'request')
    nowMs = 1_000
    await post(base, 'request')
    expect(lines).toEqual([0, 2])
    nowMs = 2_000
    await goAwayWhileSending(base)
    await post(base, 'request')
    expect(lines).toEqual([0, 2, 0])
  })

  it('asks nobody when the request is too large', async () => {
    let asked = 0
    const base = await open(() => {
      asked += 1
      return { body: utf8('fine'), cacheable: undefined }
    })
    const refused = await post(base, 'x'.repeat(9_000)).then(
      ({ status }) => status,
      () => 413,
    )
    expect([refused, asked]).toEqual([413, 0])
  })

  it('lets caches keep what is kept, by GET alone and for seconds only', async () => {
    const base = await open(() => ({ body: kept.body, cacheable: kept }), silentLog, { nowMs: () => kept.producedAtMs })
    const { headers } = await fetch(`${base}/ocsp/AAAA`)
    expect(headers.get('cache-control')).toContain('max-age=10,')
    expect(headers.get('last-modified')).toBe('Thu, 01 Jan 2026 00:00:00 GMT')
    expect(headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/)
    expect((await post(base, 'request')).headers.get('etag')).toBeNull()
  })

  it('lets no cache keep an answer beyond its nextUpdate', async () => {
    const nearTheEnd = { nowMs: () => kept.nextUpdateMs - 3_500 }
    const base = await open(() => ({ body: kept.body, cacheable: kept }), silentLog, nearTheEnd)
    expect((await fetch(`${base}/ocsp/AAAA`)).headers.get('cache-control')).toContain('max-age=3,')
  })

  it('forbids to keep an answer that was made for one request', async () => {
    const base = await open(async () => ({ body: utf8('fresh'), cacheable: undefined }))
    const answer = await fetch(`${base}/ocsp/AAAA`)
    expect([answer.headers.get('cache-control'), await answer.text()]).toEqual(['no-store', 'fresh'])
  })
})

/** Half a request and then nothing: settles when the server has let go of the connection as well. */
const goAwayWhileSending = (base: string): Promise<void> =>
  new Promise((resolve) => {
    const { port } = new URL(base)
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.end('POST /ocsp HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf')
    })
    socket.resume().once('close', () => resolve())
  })
