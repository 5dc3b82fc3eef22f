import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { isServerReady } from './ready.ts'

describe('the server', () => {
  const servers: Server[] = []
  afterEach(() => servers.splice(0).forEach((server) => server.close()))

  const listen = async (listener: RequestListener, host = '127.0.0.1'): Promise<number> => {
    const server = createServer(listener)
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, host, resolve))
    return (server.address() as AddressInfo).port
  }
  /** As the server does: only the names of the hall are answered. */
  const hall: RequestListener = (request, response) => response.writeHead(request.headers.host === 'hall.example' ? 200 : 403).end()

  it('is not ready when it says so, when nobody listens, and when another hall answers', async () => {
    const busy = await listen((_request, response) => response.writeHead(503).end())
    const settings = { host: '127.0.0.1', isTlsListener: false, publicUrl: 'https://hall.example' }
    expect(await isServerReady({ ...settings, port: busy })).toBe(false)
    expect(await isServerReady({ ...settings, port: await listen(hall), publicUrl: 'https://other.example' })).toBe(false)
    expect(await isServerReady({ ...settings, port: 1 })).toBe(false)
  })

  it.each(['127.0.0.1', '0.0.0.0'])('is ready behind a proxy that speaks TLS for it, listening on %s', async (host) => {
    const port = await listen(hall, host)
    expect(await isServerReady({ host, port, isTlsListener: false, publicUrl: 'https://hall.example' })).toBe(true)
  })
})
