import { createHash, timingSafeEqual } from 'node:crypto'
import type { ClientErrorCode } from '@certhall/contract/client/vocabulary'
import { AppError } from '@certhall/kernel/app-error'
import { toBase64Url } from '@certhall/kernel/bytes'
import type { Clock } from '@certhall/kernel/clock'
import type { Random } from '@certhall/kernel/random'
import type { Page } from '../door/http-door.ts'
import { readForm, wipeAnswer } from './form.ts'
import { endingPage, questionPage } from './page.ts'
import type { ConsentAnswer, ConsentEnding, ConsentFacts, ConsentQuestion } from './question.ts'

export interface ConsentDeps {
  readonly clock: Clock
  readonly random: Random
  readonly port: () => number
  /** Read at each page: the person may change it meanwhile. */
  readonly phrase: () => string
  readonly lifeMs: number
}

/** One operation's talk with the person: questions are asked on one page after another, until it ends. */
export interface Conversation {
  /** Refuses with USER_CANCELLED (also when the connection is gone), LAST_TRY_REFUSED or CONSENT_TIMEOUT. */
  readonly ask: (question: ConsentQuestion) => Promise<ConsentAnswer>
  readonly end: (ending: ConsentEnding) => void
}

export interface ConsentOffice {
  /** `signal` is the operation's: cancelled, or its connection gone, and the ticket is dead. */
  readonly open: (facts: ConsentFacts, signal: AbortSignal, tell: (url: string, expiresAtMs: number) => void) => Conversation
  readonly show: (ticket: string) => Page | undefined
  readonly answer: (ticket: string, body: Uint8Array) => Promise<Page | undefined>
}

export const createConsentOffice = (deps: ConsentDeps): ConsentOffice => {
  const tickets = new Map<string, Ticket>()
  return {
    open: (facts, signal, tell) => {
      const id = toBase64Url(deps.random.bytes(secretOctets))
      const ticket = createTicket(deps, facts, `/consent/${id}`, () => tickets.delete(keyOf(id)))
      tickets.set(keyOf(id), ticket)
      const onAbort = (): void => ticket.fail('USER_CANCELLED', 'cancelled')
      signal.addEventListener('abort', onAbort, { once: true })
      if (signal.aborted) onAbort()
      else tell(`http://127.0.0.1:${deps.port()}/consent/${id}`, deps.clock.nowMs() + deps.lifeMs)
      return {
        ask: ticket.ask,
        end: (ending) => {
          signal.removeEventListener('abort', onAbort)
          ticket.end(ending)
        },
      }
    },
    show: (id) => tickets.get(keyOf(id))?.show(),
    answer: async (id, body) => {
      try {
        return await tickets.get(keyOf(id))?.answer(body)
      } finally {
        body.fill(0)
      }
    },
  }
}

/** 256 bits; looked up by hash, so that the time of a look-up tells nothing about another ticket. */
const secretOctets = 32
const keyOf = (id: string): string => createHash('sha256').update(id).digest('base64')

interface Ticket extends Conversation {
  readonly show: () => Page | undefined
  readonly answer: (body: Uint8Array) => Promise<Page | undefined>
  readonly fail: (code: ClientErrorCode, ending: ConsentEnding) => void
}

interface Asked {
  readonly question: ConsentQuestion
  readonly formToken: string
  readonly resolve: (answer: ConsentAnswer) => void
  readonly reject: (error: AppError) => void
}

const createTicket = (deps: ConsentDeps, facts: ConsentFacts, action: string, forget: () => void): Ticket => {
  let asked: Asked | undefined
  let failure: AppError | undefined
  let isShown = false
  let isEnded = false
  let timer: NodeJS.Timeout | undefined
  /** The browser whose form was taken waits here for the next page. */
  let waiting: ((page: Page) => void) | undefined

  const render = ({ question, formToken }: Asked): Page => questionPage({ facts, question, formToken, action, phrase: deps.phrase() })
  const hand = (page: () => Page): void => {
    const browser = waiting
    waiting = undefined
    browser?.(page())
  }
  const end = (ending: ConsentEnding): void => {
    if (isEnded) return
    isEnded = true
    clearTimeout(timer)
    forget()
    hand(() => endingPage(facts, ending, deps.phrase()))
  }
  const fail = (code: ClientErrorCode, ending: ConsentEnding): void => {
    failure ??= new AppError<ClientErrorCode>(code)
    const pending = asked
    asked = undefined
    end(ending)
    pending?.reject(failure)
  }
  const ask = (question: ConsentQuestion): Promise<ConsentAnswer> =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) return reject(failure)
      asked = { question, formToken: toBase64Url(deps.random.bytes(secretOctets)), resolve, reject }
      clearTimeout(timer)
      timer = setTimeout(() => fail('CONSENT_TIMEOUT', 'expired'), deps.lifeMs)
      const current = asked
      hand(() => render(current))
    })
  const show = (): Page | undefined => {
    if (isShown || asked === undefined) return undefined
    isShown = true
    return render(asked)
  }
  const answer = async (body: Uint8Array): Promise<Page | undefined> => {
    const form = readForm(body)
    if (form === undefined) return undefined
    const current = asked
    // A form is good once, for the question it was made for, and only after its page was shown.
    if (!isShown || current === undefined || !isSame(form.formToken, current.formToken)) {
      wipeAnswer(form.answer)
      return undefined
    }
    if (form.decision === 'cancel') {
      wipeAnswer(form.answer)
      const next = nextPage()
      fail(isLastTryOf(current) ? 'LAST_TRY_REFUSED' : 'USER_CANCELLED', 'cancelled')
      return next
    }
    asked = undefined
    clearTimeout(timer)
    const next = nextPage()
    current.resolve(form.answer)
    return next
  }
  const nextPage = (): Promise<Page> => new Promise((resolve) => (waiting = resolve))
  return { ask, end, fail, show, answer }
}

const isLastTryOf = ({ question }: Asked): boolean => question.pin.state === 'final' || question.pin.triesLeft === 1

const isSame = (given: string, expected: string): boolean => {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}
