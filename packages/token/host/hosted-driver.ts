/** A driver in a child process of its own: what hangs, crashes or lies there hurts nothing here. */
import { type TokenErrorCode, tokenErrorCodes } from '@certhall/contract/client/vocabulary'
import { AppError } from '@certhall/kernel/app-error'
import { type Clock, systemClock } from '@certhall/kernel/clock'
import { parsePublicKey } from '@certhall/pki/key/public-key'
import { oneAtATime } from '../in-turn.ts'
import type { TokenDriver, TokenKey, TokenSession } from '../token.ts'
import { checkLibrary } from './check-library.ts'
import type { DriverOrder } from './driver-order.ts'
import { type HostProcess, type HostProgram, startHost } from './host-process.ts'
import { callLimitsMs, type HostAnswer, hostAnswers, type HostCall, type HostCalls, hostEnvelope } from './messages.ts'

export interface HostedDriverOptions {
  readonly order: DriverOrder
  /** Digest of the library, where the catalogue knows it. */
  readonly sha256?: string
  readonly program?: HostProgram
  /** All that the child gets beside a home folder. */
  readonly environment?: Readonly<Record<string, string>>
  readonly limitsMs?: Partial<Readonly<Record<HostCall, number>>>
  readonly clock?: Clock
}

/** After so many failures in a row a driver is left alone for a while: a client that looks for tokens must not fork for ever. */
const failuresBeforeRest = 3
const restMs = 10_000

export const hostedDriver = (options: HostedDriverOptions): TokenDriver => {
  const { order, clock = systemClock } = options
  const limitsMs = { ...callLimitsMs, ...options.limitsMs }
  const inTurn = oneAtATime()
  let host: HostProcess | undefined
  let failures = { count: 0, code: 'DRIVER_CRASHED' as TokenErrorCode, sinceMs: 0 }

  const ask = async <Call extends HostCall>(to: HostProcess, call: Call, args: HostCalls[Call]): Promise<HostAnswer<Call>> => {
    try {
      const value = checkedAnswer(call, await to.ask(call, args, limitsMs[call]))
      if (call !== 'open') failures = { ...failures, count: 0 }
      return value
    } catch (error) {
      // A host that answers in another shape, or could not open its driver, is not trusted with the next call.
      if (error instanceof LieError || call === 'open') to.kill()
      if (to.isOver()) failures = { count: failures.count + 1, code: codeOf(error), sinceMs: clock.nowMs() }
      throw error instanceof LieError ? new AppError<TokenErrorCode>('TOKEN_FAILED', { cause: error }) : error
    }
  }
  const ready = async (): Promise<HostProcess> => {
    if (host !== undefined && !host.isOver()) return host
    if (failures.count >= failuresBeforeRest && clock.nowMs() - failures.sinceMs < restMs) throw new AppError(failures.code)
    if (order.kind !== 'soft') await checkLibrary(order.libraryPath, options.sha256)
    const fresh = startHost(order, options.program, options.environment ?? {})
    await ask(fresh, 'open', { order })
    host = fresh
    return fresh
  }
  const call: AskHost = (name, args) => inTurn(async () => ask(await ready(), name, args))

  return {
    list: () => call('list', {}).then((tokens) => tokens.filter(({ driver }) => driver === order.kind)),
    pinFacts: (tokenId) => call('pinFacts', { tokenId }),
    keys: (tokenId) => call('keys', { tokenId }),
    changePin: (tokenId, pin, newPin) =>
      call('changePin', { tokenId, pin, newPin }).finally(() => {
        pin.fill(0)
        newPin.fill(0)
      }),
    // The octets handed in are wiped here, and those of the child there; what lies in the pipe between them cannot be.
    logIn: (tokenId, pin) =>
      inTurn(async () => {
        const inside = await ready()
        const session = await ask(inside, 'logIn', { tokenId, pin })
        return hostedSession(session, inside, (name, args) => inTurn(() => ask(inside, name, args)))
      }).finally(() => pin.fill(0)),
    close: () =>
      inTurn(async () => {
        if (host === undefined || host.isOver()) return
        await ask(host, 'close', {}).catch(() => undefined)
        host.kill()
      }),
  }
}

type AskHost = <Call extends HostCall>(name: Call, args: HostCalls[Call]) => Promise<HostAnswer<Call>>

/** Lives in one child and ends with it: a new child knows nothing of it. */
const hostedSession = (session: number, inside: HostProcess, ask: AskHost): TokenSession => ({
  generateKey: async (request) => {
    const made = await ask('generateKey', { session, request })
    if (made.key.keyId === request.keyId && isKeyOf(made.key)) return made
    throw new AppError<TokenErrorCode>('TOKEN_FAILED')
  },
  sign: (keyId, content) => ask('sign', { session, keyId, content }),
  writeCertificates: (keyId, chain) => ask('writeCertificates', { session, keyId, chain }),
  removeKey: (keyId) => ask('removeKey', { session, keyId }),
  // A login ends with its child, however that ended.
  logOut: async () => {
    if (!inside.isOver()) await ask('logOut', { session }).catch(() => inside.kill())
  },
})

/** A real public key of the algorithm it is said to be of. */
const isKeyOf = ({ spki, algorithm }: TokenKey): boolean => {
  const parsed = parsePublicKey(spki)
  return parsed.ok && parsed.value.algorithm.name === algorithm
}

class LieError extends Error {}

const checkedAnswer = <Call extends HostCall>(call: Call, message: unknown): HostAnswer<Call> => {
  const envelope = hostEnvelope.safeParse(message)
  if (!envelope.success) throw new LieError(`answer to ${call}`, { cause: envelope.error })
  if (!envelope.data.ok) throw new AppError(envelope.data.code, { detail: envelope.data.detail })
  const value = hostAnswers[call].safeParse(envelope.data.value)
  if (!value.success) throw new LieError(`answer to ${call}`, { cause: value.error })
  return value.data as HostAnswer<Call>
}

const codeOf = (error: unknown): TokenErrorCode => {
  const code = error instanceof AppError ? tokenErrorCodes.find((each) => each === error.code) : undefined
  return code ?? 'TOKEN_FAILED'
}
