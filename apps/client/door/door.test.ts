import { execFile } from 'node:child_process'
import { connect } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientMethods } from '@certhall/contract/client/messages'
import { clientBridgePath, clientFrameOctets, clientSubprotocol } from '@certhall/contract/client/vocabulary'
import { type ClientHouse, goodPin, hallOrigin, openClientHouse, openPage, submit, visit } from '@certhall/testkit/client-house'
import { peerCheck } from '../peer/peer-owner.ts'

const run = promisify(execFile)

let house: ClientHouse
beforeAll(async () => {
  house = await openClientHouse({ peer: peerCheck(process.platform, process.getuid?.() ?? -1), limits: { connections: 50 } })
})
afterAll(() => house.close())

/** Sends octets as they are; the answer until the other side hangs up. */
const raw = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.setEncoding('latin1')
    socket.on('data', (piece: string) => {
      answer += piece
      if (answer.startsWith('HTTP/1.1 101')) socket.destroy()
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)

const host = () => `127.0.0.1:${house.port}`
const handshake = (headers: readonly string[], path = '/v1'): string =>
  [
    `GET ${path} HTTP/1.1`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ...headers,
    '',
    '',
  ].join('\r\n')
const right = () => [`Host: ${host()}`, `Origin: ${hallOrigin}`, `Sec-WebSocket-Protocol: ${clientSubprotocol}`]
const without = (name: string, ...instead: string[]) => [...right().filter((header) => !header.startsWith(name)), ...instead]

describe('the door for pages', () => {
  it.each([
    ['foreign', ['Origin: https://evil.example']],
    ['missing', []],
    ['null', ['Origin: null']],
    ['empty', ['Origin: ']],
    ['with a suffix', ['Origin: https://hall.example.cn.evil.example']],
    ['with a prefix', ['Origin: https://evil-hall.example.cn']],
    ['a look-alike', ['Origin: https://ha1l.example.cn']],
    ['with a Cyrillic letter', ['Origin: https://xn--hll-5cd.example.cn']],
    ['http', ['Origin: http://hall.example.cn']],
    ['with a port', ['Origin: https://hall.example.cn:443']],
    ['with a slash', ['Origin: https://hall.example.cn/']],
    ['in capitals', ['Origin: https://HALL.example.cn']],
    ['a subdomain', ['Origin: https://www.hall.example.cn']],
    ['twice', [`Origin: ${hallOrigin}`, 'Origin: https://evil.example']],
    ['two in one', [`Origin: ${hallOrigin} https://evil.example`]],
    ['the loopback itself', ['Origin: http://127.0.0.1']],
  ])('refuses an origin that is %s', async (_how, headers) => {
    expect(statusOf(await raw(house.port, handshake(without('Origin', ...headers))))).toBe(403)
  })

  it.each([
    'localhost:PORT',
    '127.0.0.1',
    'evil.example:PORT',
    '127.0.0.1.evil.example:PORT',
    '127.0.0.1:1',
    '[::1]:PORT',
    '127.1:PORT',
    '127.0.0.1:PORT.',
    '0.0.0.0:PORT',
  ])('refuses the host %s, by WebSocket and by HTTP', async (name) => {
    const wrong = `Host: ${name.replace('PORT', String(house.port))}`
    expect(statusOf(await raw(house.port, handshake(without('Host', wrong))))).toBe(421)
    expect(statusOf(await raw(house.port, `GET ${clientBridgePath} HTTP/1.1\r\n${wrong}\r\n\r\n`))).toBe(421)
  })

  it('refuses two hosts, and none', async () => {
    expect([400, 421]).toContain(statusOf(await raw(house.port, handshake(without('Host', `Host: ${host()}`, 'Host: evil.example')))))
    expect([400, 421]).toContain(statusOf(await raw(house.port, handshake(without('Host')))))
  })

  it('refuses another path and another subprotocol', async () => {
    expect(statusOf(await raw(house.port, handshake(right(), '/')))).toBe(404)
    expect(statusOf(await raw(house.port, handshake(right(), '/v2')))).toBe(404)
    expect(statusOf(await raw(house.port, handshake(right(), `http://evil.example/v1`)))).toBe(404)
    expect(statusOf(await raw(house.port, handshake(without('Sec-WebSocket-Protocol'))))).toBe(400)
    expect(statusOf(await raw(house.port, handshake(without('Sec-WebSocket-Protocol', 'Sec-WebSocket-Protocol: other'))))).toBe(400)
  })

  it('lets the installed origin in, without compression', async () => {
    const answer = await raw(house.port, handshake([...right(), 'Sec-WebSocket-Extensions: permessage-deflate']))
    expect(statusOf(answer)).toBe(101)
    expect(answer.toLowerCase()).not.toContain('permessage-deflate')
  })

  it('closes a connection that sends a frame over 64 KiB, or one that is not text', async () => {
    const big = await house.page()
    big.raw(`"${'x'.repeat(clientFrameOctets)}"`)
    expect(await big.closed).toBe(1009)
    const binary = await house.page()
    binary.raw(Buffer.from('{}'))
    expect(await binary.closed).toBe(1003)
  })

  it('closes a connection that floods, and answers the others', async () => {
    const flood = await house.page()
    const calm = await house.page()
    for (let index = 0; index < 500; index += 1) flood.raw('{"id":1,"method":"model.list","params":{}}')
    expect(await flood.closed).toBe(1008)
    expect((await calm.greet()).protocol).toBe(1)
  })

  it('takes so many connections and no more, and closes idle ones', async () => {
    const small = await openClientHouse({ limits: { connections: 2, idleMs: 60 } })
    try {
      const [first] = [await small.page(), await small.page()]
      await expect(openPage(small.port, hallOrigin, '/v1')).rejects.toThrow('handshake 503')
      expect(await first.closed).toBe(1001)
    } finally {
      await small.close()
    }
  })
})

describe('another user of the same machine', () => {
  it('is refused, whatever origin it claims', async () => {
    // bash alone: `nobody` may not be let into the folder of our Node.
    const knock = `exec 3<>/dev/tcp/127.0.0.1/${house.port}; printf '%s' "$REQUEST" >&3; IFS=$'\\r' read -r line <&3; printf '%s' "\${line%%$'\\r'*}"`
    const asRoot = process.getuid?.() === 0
    // As root a process of `nobody` knocks; else the client believes to be somebody else, which is the same to it.
    if (asRoot) {
      const { stdout } = await run('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', 'bash', '-c', knock], {
        env: { REQUEST: handshake(right()), PATH: '/usr/bin:/bin' },
      })
      expect(stdout).toBe('HTTP/1.1 403 Forbidden')
    }
    const other = await openClientHouse({ peer: peerCheck('linux', 4_294_967_294) })
    try {
      await expect(other.page()).rejects.toThrow('handshake 403')
    } finally {
      await other.close()
    }
  })
})

describe('plain HTTP', () => {
  it.each([
    '/',
    '/v1',
    '/index.html',
    '/favicon.ico',
    '/consent/',
    `/consent/${'A'.repeat(43)}`,
    '/consent/../bridge',
    '/bridge/',
    '/bridge?x',
    '/.well-known/x',
  ])('has nothing at %s, and says so without a word', async (path) => {
    const answer = await raw(house.port, `GET ${path} HTTP/1.1\r\nHost: ${host()}\r\nOrigin: ${hallOrigin}\r\n\r\n`)
    expect(statusOf(answer)).toBe(404)
    expect(answer.toLowerCase()).toContain('content-length: 0')
  })

  it.each(['OPTIONS', 'HEAD', 'PUT', 'DELETE', 'POST'])('answers no %s', async (method) => {
    const answer = await raw(
      house.port,
      `${method} ${clientBridgePath} HTTP/1.1\r\nHost: ${host()}\r\nOrigin: ${hallOrigin}\r\nAccess-Control-Request-Private-Network: true\r\nContent-Length: 0\r\n\r\n`,
    )
    expect(statusOf(answer)).toBe(404)
  })

  it('never sends a CORS header and always forbids framing and reading', async () => {
    const texts = await Promise.all(
      ['/', clientBridgePath].map((path) => raw(house.port, `GET ${path} HTTP/1.1\r\nHost: ${host()}\r\nOrigin: ${hallOrigin}\r\n\r\n`)),
    )
    for (const text of texts) {
      expect(text.toLowerCase()).not.toContain('access-control-')
      expect(text.toLowerCase()).toContain('x-frame-options: deny')
      expect(text).toContain("frame-ancestors 'none'")
      expect(text.toLowerCase()).toContain('cross-origin-resource-policy: same-origin')
      expect(text.toLowerCase()).toContain('cache-control: no-store')
    }
  })
})

describe('messages', () => {
  it('know no method that signs octets of the page, and none that takes a PIN', async () => {
    const page = await house.page()
    await page.greet()
    for (const method of [
      'sign',
      'key.sign',
      'token.sign',
      'login.signBytes',
      'pin.verify',
      'apdu.send',
      'constructor',
      '__proto__',
      'toString',
    ]) {
      expect((await page.call(method, { tokenRef: 'x', bytes: 'AAAA' })).error?.code, method).toBe('UNKNOWN_METHOD')
    }
    const fields = Object.values(clientMethods).flatMap(({ params }) => Object.keys(params.shape))
    expect(fields.filter((name) => /pin|bytes|hash$|data|content|digest|library|path/i.test(name))).toEqual([])
  })

  it('with fields nobody asked for, of another shape, or no JSON at all, are refused', async () => {
    const page = await house.page()
    await page.greet()
    expect((await page.call('token.list', { path: '/usr/lib/evil.so' })).error?.code).toBe('BAD_REQUEST')
    expect(
      (
        await page.call('login.sign', {
          tokenRef: 'x',
          certificateSha256: '0'.repeat(64),
          nonce: 'A'.repeat(43),
          purpose: 'staffLogin',
          language: 'zh',
          origin: 'https://bank.example',
        })
      ).error?.code,
    ).toBe('BAD_REQUEST')
    expect((await page.call('pin.change', { tokenRef: 'x', language: 'zh', pin: '1234' })).error?.code).toBe('BAD_REQUEST')
    const answer = new Promise((resolve) => page.socket.once('message', (data) => resolve(JSON.parse(String(data)))))
    page.raw('{')
    expect(await answer).toEqual({ id: 0, error: { code: 'BAD_REQUEST' } })
  })

  it('are answered only after a greeting in a version that is spoken here', async () => {
    const page = await house.page()
    expect((await page.call('token.list', {})).error?.code).toBe('VERSION')
    expect((await page.call('hello', { protocol: 2, nonce: 'A'.repeat(43) })).error?.code).toBe('VERSION')
    expect((await page.call('hello', { protocol: 1, nonce: '?'.repeat(43) })).error?.code).toBe('BAD_NONCE')
    expect((await page.call('token.list', {})).error?.code).toBe('VERSION')
  })

  it('name tokens by references that no other connection can use', async () => {
    const [mine, other] = [await house.page(), await house.page()]
    await mine.greet()
    await other.greet()
    const { tokenRef } = await mine.token()
    expect((await other.call('pin.status', { tokenRef })).error?.code).toBe('NO_TOKEN')
    expect((await other.call('pin.status', { tokenRef: house.tokenId })).error?.code).toBe('NO_TOKEN')
    expect((await other.token()).tokenRef).not.toBe(tokenRef)
  })
})

describe('two pages at once', () => {
  it('get one operation: the second is BUSY until the first has ended, and cannot end it', async () => {
    const [mine, other] = [await house.page(), await house.page()]
    await mine.greet()
    await other.greet()
    const { tokenRef } = await mine.token()
    const otherRef = (await other.token()).tokenRef
    const asked = mine.call('pin.change', { tokenRef, language: 'zh' })
    const url = await mine.consent()
    expect((await other.call('pin.change', { tokenRef: otherRef, language: 'zh' })).error?.code).toBe('BUSY')
    expect((await other.call('token.list', {})).error?.code).toBe('BUSY')
    expect((await mine.call('pin.status', { tokenRef })).error?.code).toBe('BUSY')
    expect(await other.ask('operation.cancel', {})).toEqual({})
    const shown = await visit(url)
    expect(shown.status).toBe(200)
    await submit(url, { formToken: shown.formToken, decision: 'cancel' })
    expect((await asked).error?.code).toBe('USER_CANCELLED')
    expect((await other.ask('token.list', {})).tokens).toHaveLength(1)
    expect(house.attempts()).toBe(0)
  })

  it('do not share events: consent is told to the page that asked alone', async () => {
    const [mine, other] = [await house.page(), await house.page()]
    await mine.greet()
    await other.greet()
    const asked = mine.call('pin.change', { tokenRef: (await mine.token()).tokenRef, language: 'zh' })
    await mine.consent()
    expect(other.events).toEqual([])
    await mine.ask('operation.cancel', {})
    await asked
  })
})

describe('the bridge', () => {
  const bridgeToken = async (): Promise<string> =>
    /data-token="([^"]+)"/.exec((await visit(`http://${host()}${clientBridgePath}`)).html)?.[1] ?? ''
  const own = () => `http://${host()}`
  const path = (token: string, origin: string) => `/v1?bridge=${token}&origin=${encodeURIComponent(origin)}`

  it('opens no connection without its token, for a foreign page, twice, or from elsewhere', async () => {
    await expect(openPage(house.port, own(), '/v1')).rejects.toThrow('handshake 403')
    await expect(openPage(house.port, own(), path('A'.repeat(43), hallOrigin))).rejects.toThrow('handshake 403')
    await expect(openPage(house.port, own(), path(await bridgeToken(), 'https://evil.example'))).rejects.toThrow('handshake 403')
    await expect(openPage(house.port, hallOrigin, path(await bridgeToken(), hallOrigin))).rejects.toThrow('handshake 403')
    const token = await bridgeToken()
    await house.page(own(), path(token, hallOrigin))
    await expect(openPage(house.port, own(), path(token, hallOrigin))).rejects.toThrow('handshake 403')
  })

  it('is no frame and no prefetch, runs its one script by hash, and keeps its opener', async () => {
    const url = `http://${host()}${clientBridgePath}`
    expect((await visit(url, { 'sec-fetch-dest': 'iframe' })).status).toBe(403)
    expect((await visit(url, { 'sec-purpose': 'prefetch' })).status).toBe(403)
    const { headers, html } = await visit(url)
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; connect-src ws:\/\/127\.0\.0\.1:\d+; base-uri 'none'; frame-ancestors 'none'$/,
    )
    expect(headers['cross-origin-opener-policy']).toBe('unsafe-none')
    expect(html).toContain('data-origins="[&#34;https://hall.example.cn&#34;]"')
  })

  it('speaks for the page that opened it: consent shows that origin', async () => {
    const page = await house.page(own(), path(await bridgeToken(), hallOrigin))
    await page.greet()
    const asked = page.call('pin.change', { tokenRef: (await page.token()).tokenRef, language: 'en' })
    const url = await page.consent()
    const shown = await visit(url)
    expect(shown.html).toContain(hallOrigin)
    await submit(url, { formToken: shown.formToken, decision: 'agree', pin: goodPin, newPin: goodPin, newPinAgain: goodPin })
    await page.ask('operation.cancel', {})
    expect((await asked).error?.code).toBe('USER_CANCELLED')
  })
})
