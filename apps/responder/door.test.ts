import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { OcspAnswer } from '@certhall/ca/ocsp/answer-request'
import { utf8 } from '@certhall/kernel/bytes'
import { systemClock } from '@certhall/kernel/clock'
import { silentLog } from '@certhall/kernel/log'
import { afterEach, describe, expect, it } from 'vitest'
import { createDoor } from './door.ts'

describe("the responder's door", () => {
  const servers: Server[] = []
  afterEach(() => servers.splice(0).forEach((server) => server.close()))

  const open = async (answer: () => OcspAnswer | Promise<OcspAnswer>): Promise<string> => {
    const door = createDoor({ answer, crl: async () => null, authorityCertificate: async () => null, isReady: () => true, clock: systemClock, log: silentLog })
    const server = createServer(door)
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  const kept = { body: utf8('kept'), producedAtMs: Date.UTC(2026, 0, 1), nextUpdateMs: Date.UTC(2026, 0, 2), reuseUntilMs: Date.UTC(2026, 0, 2) }
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

  it('asks nobody when the request is too large', async () => {
    let asked = 0
    const base = await open(() => {
      asked += 1
      return { body: utf8('fine'), cacheable: undefined }
    })
    const refused = await post(base, 'x'.repeat(9_000)).then(({ status }) => status, () => 413)
    expect([refused, asked]).toEqual([413, 0])
  })

  it('lets caches keep what is kept, by GET alone and for seconds only', async () => {
    const base = await open(() => ({ body: kept.body, cacheable: kept }))
    const { headers } = await fetch(`${base}/ocsp/AAAA`)
    expect(headers.get('cache-control')).toContain('max-age=10,')
    expect(headers.get('last-modified')).toBe('Thu, 01 Jan 2026 00:00:00 GMT')
    expect(headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/)
    expect((await post(base, 'request')).headers.get('etag')).toBeNull()
  })

  it('forbids to keep an answer that was made for one request', async () => {
    const base = await open(async () => ({ body: utf8('fresh'), cacheable: undefined }))
    const answer = await fetch(`${base}/ocsp/AAAA`)
    expect([answer.headers.get('cache-control'), await answer.text()]).toEqual(['no-store', 'fresh'])
  })
})
