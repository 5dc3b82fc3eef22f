import { type ClientMethod, clientMethods, type ClientParams, clientRequest, type ClientResult } from '@certhall/contract/client/messages'
import { clientErrorCodes, type ClientErrorCode } from '@certhall/contract/client/vocabulary'
import { AppError } from '@certhall/kernel/app-error'
import { toBase64Url } from '@certhall/kernel/bytes'
import type { Random } from '@certhall/kernel/random'
import type { Connection } from '../door/web-socket-door.ts'
import type { Journal } from '../journal/journal.ts'
import { changePin } from './change-pin.ts'
import { diagnose } from './diagnose.ts'
import { enrolKey } from './enrol-key.ts'
import { installCertificate } from './install-certificate.ts'
import { listCertificates } from './list-certificates.ts'
import { listModels } from './list-models.ts'
import { listTokens } from './list-tokens.ts'
import { type OperationContext, type OperationDeps, pinOfRefusal, refusal, type TokenRefs } from './operation.ts'
import { pinStatus } from './pin-status.ts'
import { removeCertificate } from './remove-certificate.ts'
import { sayHello } from './say-hello.ts'
import { signDecision } from './sign-decision.ts'
import { signLogin } from './sign-login.ts'
import type { Turn } from './turn.ts'
import { watchTokens } from './watch-tokens.ts'

export interface ConnectionDeps extends OperationDeps {
  readonly turn: Turn
  readonly journal: Journal
  readonly watchEveryMs: number
}

/** Answered by the connection itself: they touch no token, or are about the connection. */
type OwnMethod = 'hello' | 'token.watch' | 'operation.cancel'
type UseCase<Method extends ClientMethod> = (context: OperationContext, params: ClientParams<Method>) => Promise<ClientResult<Method>>
type UseCases = { readonly [Method in Exclude<ClientMethod, OwnMethod>]: UseCase<Method> }

const operationsOf = (deps: OperationDeps): UseCases => ({
  'model.list': listModels(deps),
  'token.list': listTokens(deps),
  'pin.status': pinStatus(deps),
  'pin.change': changePin(deps),
  'key.enrol': enrolKey(deps),
  'certificate.install': installCertificate(deps),
  'certificate.list': listCertificates(deps),
  'certificate.remove': removeCertificate(deps),
  'login.sign': signLogin(deps),
  'decision.sign': signDecision(deps),
  'diagnosis.get': diagnose(deps),
})

/** They ask the person and have the tokens alone. */
const personal: ReadonlySet<ClientMethod> = new Set([
  'pin.change',
  'key.enrol',
  'certificate.install',
  'certificate.remove',
  'login.sign',
  'decision.sign',
])

/** What one page of one origin says, and what it hears. One request at a time; cancelling is always heard. */
export const serveConnection = (deps: ConnectionDeps, origin: string, send: (text: string) => void): Connection => {
  const cases = operationsOf(deps)
  const refs = createRefs(deps.random)
  let running: AbortController | undefined
  let isGreeted = false
  let stopWatching: (() => void) | undefined
  const tell = (event: object): void => send(JSON.stringify(event))

  const own: { readonly [Method in OwnMethod]: UseCase<Method> } = {
    hello: async (context, params) => {
      const result = await sayHello(deps)(context, params)
      isGreeted = true
      return result
    },
    'token.watch': async (_context, { on }) => {
      stopWatching?.()
      stopWatching = on ? watchTokens(deps, deps.turn, deps.watchEveryMs, (event) => tell({ event })) : undefined
      return {}
    },
    'operation.cancel': async () => {
      running?.abort()
      return {}
    },
  }

  const perform = async (method: ClientMethod, context: OperationContext, params: never): Promise<unknown> => {
    if (!isGreeted && method !== 'hello') throw refusal('VERSION')
    if (Object.hasOwn(own, method)) return own[method as OwnMethod](context, params)
    if (running !== undefined) throw refusal('BUSY')
    const controller = new AbortController()
    running = controller
    try {
      const work = (): Promise<unknown> => cases[method as keyof UseCases]({ ...context, signal: controller.signal }, params)
      return await (personal.has(method) ? deps.turn.alone(work) : deps.turn.look(work))
    } finally {
      running = undefined
    }
  }

  const receive = async (text: string): Promise<void> => {
    const request = clientRequest.safeParse(jsonOf(text))
    if (!request.success) return tell({ id: 0, error: { code: 'BAD_REQUEST' } })
    const { id, method } = request.data
    let outcome = 'ok'
    try {
      if (!isMethod(method)) throw refusal('UNKNOWN_METHOD')
      const params = clientMethods[method].params.safeParse(request.data.params)
      if (!params.success) throw refusal('BAD_REQUEST')
      const context = { id, origin, refs, tell, signal: new AbortController().signal }
      tell({ id, result: checked(method, await perform(method, context, params.data as never)) })
    } catch (error) {
      const told = errorOf(error)
      outcome = told.code
      if (told.code === 'INTERNAL' || told.code === 'TOKEN_FAILED') deps.log.error('operation failed', { method, error })
      tell({ id, error: told })
    }
    if (!quiet.has(method)) deps.journal.write({ method: isMethod(method) ? method : 'unknown', origin, outcome })
  }

  return {
    receive: (text) => void receive(text),
    isWorking: () => running !== undefined || stopWatching !== undefined,
    gone: () => {
      running?.abort()
      stopWatching?.()
    },
  }
}

/** Asked all the time, and of no consequence. */
const quiet: ReadonlySet<string> = new Set(['token.list', 'token.watch', 'pin.status', 'model.list'])

const isMethod = (method: string): method is ClientMethod => Object.hasOwn(clientMethods, method)

/** A driver's words reach the page only in the shape that was agreed. */
const checked = (method: ClientMethod, result: unknown): unknown => {
  const parsed = clientMethods[method].result.safeParse(result)
  if (!parsed.success) throw refusal('TOKEN_FAILED', parsed.error)
  return parsed.data
}

const errorOf = (error: unknown): { readonly code: ClientErrorCode; readonly pin?: object } => {
  if (!(error instanceof AppError) || !isCode(error.code)) return { code: 'INTERNAL' }
  const pin = pinOfRefusal(error)
  return pin === undefined ? { code: error.code } : { code: error.code, pin }
}

const isCode = (code: string): code is ClientErrorCode => (clientErrorCodes as readonly string[]).includes(code)

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const createRefs = (random: Random): TokenRefs => {
  const refs = new Map<string, string>()
  return {
    refOf: (tokenId) => {
      const ref = refs.get(tokenId) ?? toBase64Url(random.bytes(16))
      refs.set(tokenId, ref)
      return ref
    },
    tokenIdOf: (tokenRef) => {
      const found = [...refs].find(([, ref]) => ref === tokenRef)
      if (found === undefined) throw refusal('NO_TOKEN')
      return found[0]
    },
  }
}
