/** A client in this process with a software UKEY and a small CA of its own; pages speak to it over real sockets. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAuthorities } from '@certhall/client/authority/authorities'
import { type ClientLimits, type ClientParts, createClient } from '@certhall/client/client'
import { openInstallation } from '@certhall/client/installation/installation'
import { openJournal } from '@certhall/client/journal/journal'
import { openEnrolmentFile } from '@certhall/client/operation/enrolment-file'
import type { ModelFacts, TokenModels, Tokens } from '@certhall/client/operation/ports'
import { nodeVerifySignature } from '@certhall/client/operation/verify-signature'
import type { PeerCheck } from '@certhall/client/peer/peer-owner'
import type { ClientMethod, ClientParams, ClientResult, SeenToken } from '@certhall/contract/client/messages'
import { clientPath, clientProtocolVersion, clientSubprotocol } from '@certhall/contract/client/vocabulary'
import { orThrow } from '@certhall/kernel/app-error'
import { fromBase64, toBase64, toBase64Url } from '@certhall/kernel/bytes'
import { systemClock } from '@certhall/kernel/clock'
import { silentLog } from '@certhall/kernel/log'
import { systemRandom } from '@certhall/kernel/random'
import { algorithmOf } from '@certhall/pki/algorithm'
import { caConstraints, keyUsage } from '@certhall/pki/certificate/extension'
import { buildSerial } from '@certhall/pki/certificate/serial'
import { assembleCertificate, compileTemplate } from '@certhall/pki/certificate/template'
import { parseCsr } from '@certhall/pki/csr/parse-csr'
import { encodeName, type Name } from '@certhall/pki/name/name'
import { toPem } from '@certhall/pki/pem'
import { softDriver } from '@certhall/token/soft/soft-driver'
import { createSoftToken } from '@certhall/token/soft/soft-token'
import type { TokenDriver } from '@certhall/token/token'
import { WebSocket } from 'ws'

export const hallOrigin = 'https://hall.example.cn'
export const goodPin = 'sesame-27'

export interface ClientHouse {
  readonly port: number
  readonly folder: string
  readonly tokenFolder: string
  readonly tokenId: string
  /** The token itself, past the client. */
  readonly driver: TokenDriver
  /** How often the client put a PIN to a token. */
  readonly attempts: () => number
  readonly ca: TinyCa
  readonly page: (origin?: string, path?: string) => Promise<ClientPage>
  readonly stateFile: (name: string) => string
  readonly close: () => Promise<void>
}

export interface HouseOptions {
  readonly pin?: string | null
  readonly triesMost?: number
  readonly totalOctets?: number
  readonly origins?: readonly string[]
  readonly limits?: Partial<ClientLimits>
  readonly peer?: PeerCheck
  /** A driver that misbehaves, around the real one. */
  readonly bend?: (tokens: Tokens) => Tokens
  readonly parts?: Partial<ClientParts>
  readonly initialPins?: readonly string[]
  /** Entries that match the token, beside the software UKEY's own. */
  readonly otherModels?: readonly ModelFacts[]
  /** Keeps what another house left: its token, its state, its CA. */
  readonly after?: ClientHouse
}

export const openClientHouse = async (options: HouseOptions = {}): Promise<ClientHouse> => {
  const folder = options.after?.folder ?? mkdtempSync(join(tmpdir(), 'certhall-client-'))
  const tokenFolder = join(folder, 'tokens')
  const tokenId =
    options.after?.tokenId ??
    (await createSoftToken(tokenFolder, {
      label: '测试',
      ...(options.pin === null ? {} : { pin: options.pin ?? goodPin }),
      triesMost: options.triesMost ?? 6,
      ...(options.totalOctets === undefined ? {} : { totalOctets: options.totalOctets }),
    }))
  const ca = options.after?.ca ?? createTinyCa()
  writeFileSync(join(folder, 'root.pem'), toPem('CERTIFICATE', ca.root))
  const driver = softDriver({ folder: tokenFolder })
  const counted = countAttempts(driver)
  const state = join(folder, 'state')
  const installation = openInstallation(state, systemRandom)
  const client = createClient({
    tokens: options.bend?.(counted.tokens) ?? counted.tokens,
    models: houseModels(options.initialPins ?? ['1234'], options.otherModels ?? []),
    authorities: openAuthorities({
      configured: join(folder, 'root.pem'),
      learned: join(state, 'authorities'),
      clock: systemClock,
      verifySignature: nodeVerifySignature,
    }),
    enrolments: openEnrolmentFile(join(state, 'enrolments.json'), () => {}),
    installation,
    journal: openJournal(join(state, 'journal.jsonl'), systemClock.nowMs, () => {}),
    verifySignature: nodeVerifySignature,
    peer: options.peer ?? (async () => 'same'),
    tellsPeers: true,
    allowedOrigins: options.origins ?? [hallOrigin],
    isEvaluation: false,
    version: '0.0.0-test',
    system: 'test',
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    ...options.parts,
    limits: { watchEveryMs: 20, ...options.limits },
  })
  const port = await client.listen([0])
  const pages: ClientPage[] = []
  return {
    port,
    folder,
    tokenFolder,
    tokenId,
    driver,
    ca,
    attempts: counted.attempts,
    page: async (origin = hallOrigin, path = clientPath) => {
      const page = await openPage(port, origin, path)
      pages.push(page)
      return page
    },
    stateFile: (name) => (existsSync(join(state, name)) ? readFileSync(join(state, name), 'utf8') : ''),
    close: async () => {
      for (const page of pages) page.leave()
      await client.close()
      await driver.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const countAttempts = (driver: TokenDriver): { readonly tokens: Tokens; readonly attempts: () => number } => {
  let attempts = 0
  return {
    attempts: () => attempts,
    tokens: {
      ...driver,
      changePin: (...order) => {
        attempts += 1
        return driver.changePin(...order)
      },
      logIn: (...order) => {
        attempts += 1
        return driver.logIn(...order)
      },
    },
  }
}

const houseModels = (initialPins: readonly string[], others: readonly ModelFacts[]): TokenModels => {
  const model = { modelId: 'certhall-soft', nameZh: '软件UKEY', nameEn: 'Software UKEY', vendor: 'Certhall' }
  return {
    all: async () => [{ ...model, isDriverPresent: true, isTested: true }],
    matching: () => [{ ...model, isSoftware: true, initialPins, pinLength: { least: 6, most: 16 } }, ...others],
    recognises: () => true,
    findings: async () => [],
  }
}

export interface ClientAnswer {
  readonly id: number
  readonly result?: unknown
  readonly error?: { readonly code: string; readonly pin?: { readonly state: string; readonly triesLeft: number | null } }
}

export interface ClientPage {
  readonly socket: WebSocket
  readonly raw: (frame: string | Buffer) => void
  /** The answer to one request, whatever it is. */
  readonly call: (method: string, params: unknown) => Promise<ClientAnswer>
  /** The result; throws the error's code. */
  readonly ask: <Method extends ClientMethod>(method: Method, params: ClientParams<Method>) => Promise<ClientResult<Method>>
  /** The next event of this name that was not taken yet. */
  readonly event: (name: string) => Promise<Record<string, unknown>>
  readonly events: readonly Record<string, unknown>[]
  readonly greet: () => Promise<ClientResult<'hello'>>
  /** The one token that is in. */
  readonly token: () => Promise<SeenToken>
  /** The address of the consent page of the operation that was just asked for. */
  readonly consent: () => Promise<string>
  readonly closed: Promise<number>
  readonly leave: () => void
}

export const openPage = async (port: number, origin: string, path: string): Promise<ClientPage> => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, clientSubprotocol, { origin, perMessageDeflate: false })
  const answers = new Map<number, (answer: ClientAnswer) => void>()
  const events: Record<string, unknown>[] = []
  const waiting: { name: string; resolve: (event: Record<string, unknown>) => void }[] = []
  const untaken: Record<string, unknown>[] = []
  let last = 0
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as ClientAnswer & Record<string, unknown>
    if (typeof message['event'] !== 'string') return answers.get(message.id)?.(message)
    events.push(message)
    const index = waiting.findIndex(({ name }) => name === message['event'])
    if (index < 0) untaken.push(message)
    else waiting.splice(index, 1)[0]?.resolve(message)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
    socket.once('unexpected-response', (_request, response) => reject(new Error(`handshake ${response.statusCode}`)))
  })
  const call = (method: string, params: unknown): Promise<ClientAnswer> =>
    new Promise((resolve) => {
      last += 1
      answers.set(last, resolve)
      socket.send(JSON.stringify({ id: last, method, params }))
    })
  const ask: ClientPage['ask'] = async (method, params) => {
    const { result, error } = await call(method, params)
    if (error !== undefined) throw Object.assign(new Error(error.code), error)
    return result as never
  }
  const event = (name: string): Promise<Record<string, unknown>> => {
    const index = untaken.findIndex((each) => each['event'] === name)
    const found = index < 0 ? undefined : untaken.splice(index, 1)[0]
    return found === undefined ? new Promise((resolve) => waiting.push({ name, resolve })) : Promise.resolve(found)
  }
  return {
    socket,
    call,
    ask,
    event,
    events,
    closed,
    raw: (frame) => socket.send(frame),
    greet: () => ask('hello', { protocol: clientProtocolVersion, nonce: toBase64Url(systemRandom.bytes(32)) }),
    token: async () => {
      const [token] = (await ask('token.list', {})).tokens
      if (token === undefined) throw new Error('no token')
      return token
    },
    consent: async () => String((await event('consent'))['url']),
    leave: () => socket.terminate(),
  }
}

export interface SeenPage {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly html: string
  readonly formToken: string
}

/** A person at the consent page: looks once, then sends forms. */
export const visit = (url: string, headers: Record<string, string> = {}): Promise<SeenPage> => exchange(url, 'GET', headers)

export const submit = (url: string, fields: Readonly<Record<string, string>>, headers: Record<string, string> = {}): Promise<SeenPage> =>
  exchange(
    url,
    'POST',
    { origin: new URL(url).origin, 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', ...headers },
    new URLSearchParams(fields).toString(),
  )

/** Looks and agrees with these fields. */
export const consentTo = async (url: string, fields: Readonly<Record<string, string>>): Promise<SeenPage> =>
  submit(url, { formToken: (await visit(url)).formToken, decision: 'agree', ...fields })

const exchange = (url: string, method: string, headers: Record<string, string>, body = ''): Promise<SeenPage> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, headers, agent: false }, (response) => {
      let html = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => (html += piece))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          html,
          formToken: /name="formToken" value="([^"]+)"/.exec(html)?.[1] ?? '',
        }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })

export interface TinyCa {
  readonly root: Uint8Array
  readonly issuing: Uint8Array
  /** A certificate for the request's key, base64, with its chain. */
  readonly issue: (csr: string, commonName?: string) => string[]
}

export const createTinyCa = (name = '测试根'): TinyCa => {
  const [rootKey, issuingKey] = [newKey(), newKey()]
  const rootName: Name = [{ type: 'CN', value: name }]
  const issuingName: Name = [{ type: 'CN', value: `${name} issuing` }]
  const authority = [caConstraints(undefined), keyUsage(['keyCertSign', 'cRLSign'])]
  const root = certify({ issuer: rootName, signer: rootKey.privateKey, subject: rootName, spki: rootKey.spki, extensions: authority })
  const issuing = certify({
    issuer: rootName,
    signer: rootKey.privateKey,
    subject: issuingName,
    spki: issuingKey.spki,
    extensions: authority,
  })
  return {
    root,
    issuing,
    issue: (csr, commonName = '张三') => {
      const { publicKey } = orThrow(parseCsr(fromBase64(csr)))
      const leaf = certify({
        issuer: issuingName,
        signer: issuingKey.privateKey,
        subject: [{ type: 'CN', value: commonName }],
        spki: publicKey.spki,
        extensions: [keyUsage(['digitalSignature'])],
      })
      return [leaf, issuing].map((der) => toBase64(der))
    },
  }
}

const newKey = (): { readonly spki: Uint8Array; readonly privateKey: KeyObject } => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { spki: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })), privateKey }
}

const certify = (order: {
  issuer: Name
  signer: KeyObject
  subject: Name
  spki: Uint8Array
  extensions: readonly Uint8Array[]
}): Uint8Array => {
  const algorithm = algorithmOf('ecdsa-p256')
  const template = compileTemplate({ issuer: orThrow(encodeName(order.issuer)), algorithm, extensions: order.extensions })
  const notBeforeMs = Math.floor(systemClock.nowMs() / 1000) * 1000 - 60_000
  const notAfterMs = notBeforeMs + 365 * 86_400_000
  const tbs = template.buildTbs({
    serial: buildSerial(1, notAfterMs, systemRandom.bytes(16)),
    notBeforeMs,
    notAfterMs,
    subject: orThrow(encodeName(order.subject)),
    spki: order.spki,
  })
  return assembleCertificate(algorithm, tbs, sign('sha256', tbs, order.signer))
}

export const sha256Hex = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex')
