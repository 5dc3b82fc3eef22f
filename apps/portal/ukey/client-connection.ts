import {
  type ClientEvent,
  clientAnswer,
  clientEvent,
  type ClientMethod,
  clientMethods,
  type ClientParams,
  type ClientResult,
} from '@certhall/contract/client/messages'
import { ukeyFault } from './faults.ts'
import type { Transport } from './transport.ts'

/** What an operation tells while it runs. */
export interface OperationWatch {
  readonly consent?: (ticket: ConsentTicket) => void
  readonly phase?: (phase: OperationPhase) => void
}
export interface ConsentTicket {
  readonly url: string
  readonly expiresAtMs: number
}
export type OperationPhase = Extract<ClientEvent, { event: 'phase' }>['phase']

export interface ClientConnection {
  readonly port: number
  readonly call: <Method extends ClientMethod>(
    method: Method,
    params: ClientParams<Method>,
    watch?: OperationWatch,
  ) => Promise<ClientResult<Method>>
  readonly close: () => void
}

export interface ConnectionListener {
  readonly tokensChanged: () => void
  readonly closed: () => void
}

interface Waiting {
  readonly method: ClientMethod
  readonly resolve: (result: unknown) => void
  readonly reject: (reason: unknown) => void
  readonly watch: OperationWatch
  readonly timer: ReturnType<typeof setTimeout>
}

/**
 * Calls over a transport. Nothing that comes back is believed before its shape was checked, and an answer to a question
 * that nobody asked is dropped. When the way closes, all that wait hear it.
 */
export const connectOver = (transport: Transport, port: number, listener: ConnectionListener): ClientConnection => {
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let isOpen = true
  const settle = (id: number): Waiting | undefined => {
    const found = waiting.get(id)
    waiting.delete(id)
    if (found !== undefined) clearTimeout(found.timer)
    return found
  }
  transport.listen({
    text: (text) => take(text, { port, waiting, settle, tokensChanged: listener.tokensChanged }),
    closed: () => {
      isOpen = false
      for (const id of [...waiting.keys()]) settle(id)?.reject(ukeyFault('CLIENT_LOST'))
      listener.closed()
    },
  })
  return {
    port,
    close: transport.close,
    call: (method, params, watch = {}) =>
      new Promise((resolve, reject) => {
        if (!isOpen) return reject(ukeyFault('CLIENT_LOST'))
        lastId += 1
        const id = lastId
        const timer = setTimeout(
          () => settle(id)?.reject(ukeyFault('CLIENT_LOST')),
          needsPerson.has(method) ? personWithinMs : answerWithinMs,
        )
        waiting.set(id, { method, resolve: resolve as (result: unknown) => void, reject, watch, timer })
        transport.send(JSON.stringify({ id, method, params }))
      }),
  }
}

interface Desk {
  readonly port: number
  readonly waiting: ReadonlyMap<number, Waiting>
  readonly settle: (id: number) => Waiting | undefined
  readonly tokensChanged: () => void
}

const take = (text: string, desk: Desk): void => {
  const message = parse(text)
  const event = clientEvent.safeParse(message)
  if (event.success) return hear(event.data, desk)
  const answer = clientAnswer.safeParse(message)
  if (!answer.success) return
  const asked = desk.settle(answer.data.id)
  if (asked === undefined) return
  if ('error' in answer.data) return asked.reject(ukeyFault(answer.data.error.code, answer.data.error.pin))
  const result = clientMethods[asked.method].result.safeParse(answer.data.result)
  if (result.success) asked.resolve(result.data)
  else asked.reject(ukeyFault('ANSWER_MALFORMED', undefined, result.error))
}

const hear = (event: ClientEvent, { port, waiting, tokensChanged }: Desk): void => {
  switch (event.event) {
    case 'consent':
      // The window goes to the client's own pages and nowhere else, whatever is written.
      if (event.url.startsWith(`http://127.0.0.1:${port}/`))
        waiting.get(event.id)?.watch.consent?.({ url: event.url, expiresAtMs: event.expiresAtMs })
      return
    case 'phase':
      return waiting.get(event.id)?.watch.phase?.(event.phase)
    default:
      return tokensChanged()
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** These wait for a person at the client's page, and for a token that may take its time. */
const needsPerson: ReadonlySet<ClientMethod> = new Set([
  'pin.change',
  'key.enrol',
  'certificate.install',
  'certificate.remove',
  'login.sign',
  'decision.sign',
])
const personWithinMs = 8 * 60_000
const answerWithinMs = 30_000
