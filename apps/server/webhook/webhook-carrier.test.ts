import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createSocketServer } from 'node:net'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@certhall/kernel/clock'
import { systemRandom } from '@certhall/kernel/random'
import { secretText, signedHeaders } from '@certhall/ra/webhook/webhook-signature'
import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, it } from 'vitest'
import { webhookCarrier } from './webhook-carrier.ts'

const evaluation = { allowsLocalHttp: true, allowsPrivate: false }
const production = { allowsLocalHttp: false, allowsPrivate: false }
const inside = { allowsLocalHttp: false, allowsPrivate: true }

let open: { close: () => void }[] = []
afterEach(() => {
  for (const server of open) server.close()
  open = []
})

const listen = async (server: Server): Promise<number> => {
  open.push({
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return (server.address() as AddressInfo).port
}
/** Requests that arrived, with their bodies. */
const receiver = async (answer: RequestListener = (_request, response) => void response.writeHead(204).end()) => {
  const got: { request: IncomingMessage; body: string }[] = []
  const port = await listen(
    createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        got.push({ request, body: Buffer.concat(parts).toString('utf8') })
        answer(request, response)
      })
    }),
  )
  return { got, url: `http://127.0.0.1:${port}/hook?key=1`, port }
}
const body = JSON.stringify({ type: 'certificate.issued', data: { text: '示例' } })
const post = (url: string, rules = evaluation, timeoutMs = 5_000, headers: Readonly<Record<string, string>> = {}) =>
  webhookCarrier(rules, timeoutMs).post({ url, headers, body })

describe('a webhook on the wire', () => {
  it('arrives as it was signed: the library of Standard Webhooks takes body and headers', async () => {
    const { got, url } = await receiver()
    const secret = systemRandom.bytes(32)
    const headers = signedHeaders(secret, { messageId: systemRandom.uuid(), sentAtMs: systemClock.nowMs(), body })
    expect(await post(url, evaluation, 5_000, { ...headers, 'content-type': 'application/json; charset=utf-8' })).toEqual({ isTaken: true })
    const [arrived] = got
    expect(arrived?.request).toMatchObject({ method: 'POST', url: '/hook?key=1' })
    expect(new Webhook(secretText(secret)).verify(arrived?.body ?? '', arrived?.request.headers as Record<string, string>)).toEqual(
      JSON.parse(body),
    )
  })

  it.each([[400], [404], [410], [429], [500], [503]])('is not taken when the answer is %i', async (status) => {
    const { url } = await receiver((_request, response) => void response.writeHead(status).end('our words are not read'))
    expect(await post(url)).toEqual({ isTaken: false, reason: `status-${status}` })
  })

  it.each([[301], [302], [307], [308]])('does not follow a redirect by %i', async (status) => {
    const elsewhere = await receiver()
    const { url } = await receiver((_request, response) => void response.writeHead(status, { location: elsewhere.url }).end())
    expect(await post(url)).toEqual({ isTaken: false, reason: `status-${status}` })
    expect(elsewhere.got).toEqual([])
  })

  it('gives up on a server that takes the request and never answers', async () => {
    const { url, got } = await receiver(() => {})
    expect(await post(url, evaluation, 300)).toEqual({ isTaken: false, reason: 'timeout' })
    expect(got).toHaveLength(1)
  })

  it('gives up on a server that never ends its headers', async () => {
    const server = createSocketServer((socket) => {
      const timer = setInterval(() => socket.write('x-more: 1\r\n'), 50)
      socket.write('HTTP/1.1 200 OK\r\n')
      socket.on('error', () => {}).on('close', () => clearInterval(timer))
    })
    const port = await listen(Object.assign(server, { closeAllConnections: () => {} }) as unknown as Server)
    expect(await post(`http://127.0.0.1:${port}/`, evaluation, 400)).toEqual({ isTaken: false, reason: 'timeout' })
  })

  it('takes the status and leaves an endless answer unread', async () => {
    const { url } = await receiver((_request, response) => {
      response.writeHead(200)
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    })
    expect(await post(url)).toEqual({ isTaken: true })
  })

  it('says what was wrong when nobody is there, or no HTTP is spoken', async () => {
    const { port } = await receiver()
    open.splice(0).forEach((server) => server.close())
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ isTaken: false, reason: 'connection' })
    const deaf = createSocketServer((socket) => socket.on('error', () => {}).end('220 mail.example ESMTP\r\n'))
    expect(
      await post(`http://127.0.0.1:${await listen(Object.assign(deaf, { closeAllConnections: () => {} }) as unknown as Server)}/`),
    ).toEqual({ isTaken: false, reason: 'no-http' })
    // A resolver that does not answer at all is a timeout.
    expect(await post('https://no-such-name.invalid/', production)).toMatchObject({
      isTaken: false,
      reason: expect.stringMatching(/^(?:name-unknown|timeout)$/) as string,
    })
  })

  it('knocks nowhere inside: not by number, not by a name that leads there', async () => {
    const { got, port } = await receiver()
    for (const url of [
      `https://127.0.0.1:${port}/`,
      `https://localhost:${port}/`,
      `https://[::1]:${port}/`,
      'https://10.0.0.1/',
      'https://169.254.169.254/',
      `http://127.0.0.1:${port}/`,
      `http://localhost:${port}/`,
    ])
      expect([url, await post(url, production)]).toEqual([url, { isTaken: false, reason: 'address-refused' }])
    expect(await post('http://10.0.0.1/', evaluation)).toEqual({ isTaken: false, reason: 'address-refused' })
    expect(await post('https://169.254.169.254/', inside)).toEqual({ isTaken: false, reason: 'address-refused' })
    expect(got).toEqual([])
  })

  it('wants a certificate that it can trust', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'certhall-webhook-'))
    try {
      const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')]
      execFileSync(
        'openssl',
        [
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:P-256',
          '-nodes',
          '-keyout',
          key,
          '-out',
          cert,
          '-days',
          '1',
          '-subj',
          '/CN=localhost',
        ],
        { stdio: 'ignore' },
      )
      let requests = 0
      const port = await listen(
        createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => {
          requests += 1
          response.end()
        }),
      )
      expect(await post(`https://localhost:${port}/`, inside)).toEqual({ isTaken: false, reason: 'tls' })
      expect(requests).toBe(0)
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})
