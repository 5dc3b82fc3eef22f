import type { PinFacts } from '@certhall/contract/client/messages'
import { AppError } from '@certhall/kernel/app-error'
import type { Conversation } from '../consent/conversation.ts'
import { wipeAnswer } from '../consent/form.ts'
import { isInitialPin, newPinRemark, type PinRules } from '../consent/new-pin.ts'
import { type ConsentAnswer, type ConsentEnding, type ConsentFacts, type ConsentQuestion, type ConsentRemark, isLastTry, isLocked } from '../consent/question.ts'
import { type OperationContext, type OperationDeps, pinRefusal, stillWanted } from './operation.ts'
import type { TokenLogin } from './ports.ts'
import type { SelectedToken } from './select-token.ts'

export interface LoginWish {
  readonly token: SelectedToken
  readonly operation: ConsentFacts['operation']
  readonly object: ConsentFacts['object']
  readonly abandonedKeys: number
  readonly language: 'zh' | 'en'
}

/**
 * The person agrees and types the PIN on the client's page, the token is logged in for `work` alone, and logged out
 * whatever happens. A wrong PIN is told on the same page; only the person decides whether to try again.
 */
export const withLogin = async <Result>(
  deps: OperationDeps,
  context: OperationContext,
  wish: LoginWish,
  work: (login: TokenLogin, answer: { readonly removesAbandonedKeys: boolean }) => Promise<Result>,
): Promise<Result> => {
  const opened = await openConversation(deps, context, wish)
  let login: TokenLogin | undefined
  try {
    const agreed = await logInByConsent(deps, context, wish, opened)
    login = agreed.login
    stillWanted(context)
    opened.conversation.end('accepted')
    return await work(agreed.login, agreed)
  } catch (error) {
    opened.conversation.end(endingOf(error))
    throw error
  } finally {
    await login?.logOut().catch((error: unknown) => deps.log.warn('log-out failed', { error }))
  }
}

/** The PIN is changed by the token's own change, without a login. */
export const changePinByConsent = async (deps: OperationDeps, context: OperationContext, wish: LoginWish): Promise<PinFacts> => {
  const opened = await openConversation(deps, context, wish)
  const { conversation, pin } = opened
  try {
    const isFactoryPin = pin.isInitial === true
    const changed = await talk(deps, context, wish, conversation, { ...opened.question, ask: 'newPin', isFactoryPin }, (answer) => changePin(deps, context, wish, answer))
    conversation.end('pinChanged')
    return changed
  } catch (error) {
    conversation.end(endingOf(error))
    throw error
  }
}

interface OpenedConversation {
  readonly conversation: Conversation
  readonly pin: PinFacts
  readonly question: ConsentQuestion
}

/** A locked token is not asked about: nothing that the person types could help. */
const openConversation = async (deps: OperationDeps, context: OperationContext, { token, operation, object, abandonedKeys, language }: LoginWish): Promise<OpenedConversation> => {
  const pin = await deps.tokens.pinFacts(token.facts.tokenId)
  if (isLocked(pin)) throw pinRefusal('PIN_LOCKED', pin)
  const { nameZh, nameEn, isSoftware } = token.model
  const facts: ConsentFacts = {
    language, origin: context.origin, operation, object, abandonedKeys, token: { nameZh, nameEn, serialNumber: token.facts.serialNumber, isSoftware },
  }
  const conversation = deps.consents.open(facts, context.signal, (url, expiresAtMs) => context.tell({ event: 'consent', id: context.id, url, expiresAtMs }))
  context.tell({ event: 'phase', id: context.id, phase: 'waitingForConsent' })
  const isFactoryPin = pin.isInitial === true
  return { conversation, pin, question: { ask: isFactoryPin ? 'newPin' : 'pin', isFactoryPin, pin, pinLength: token.model.pinLength, remark: null } }
}

interface Agreed {
  readonly login: TokenLogin
  readonly removesAbandonedKeys: boolean
}

const logInByConsent = (deps: OperationDeps, context: OperationContext, wish: LoginWish, { conversation, question }: OpenedConversation): Promise<Agreed> =>
  talk(deps, context, wish, conversation, question, async (answer, asked) => {
    const { tokenId } = wish.token.facts
    if (asked.ask === 'newPin') await changePin(deps, context, wish, answer)
    stillWanted(context)
    context.tell({ event: 'phase', id: context.id, phase: 'loggingIn' })
    const login = await deps.tokens.logIn(tokenId, (asked.ask === 'newPin' ? answer.newPin : answer.pin).slice())
    return { login, removesAbandonedKeys: answer.removesAbandonedKeys }
  })

const changePin = (deps: OperationDeps, context: OperationContext, { token }: LoginWish, { pin, newPin }: ConsentAnswer): Promise<PinFacts> => {
  context.tell({ event: 'phase', id: context.id, phase: 'changingPin' })
  return deps.tokens.changePin(token.facts.tokenId, pin.slice(), newPin.slice())
}

/** Asks until `attempt` holds. Each attempt at the token stands behind one form that the person sent. */
const talk = async <Result>(
  deps: OperationDeps,
  context: OperationContext,
  wish: LoginWish,
  conversation: Conversation,
  first: ConsentQuestion,
  attempt: (answer: ConsentAnswer, question: ConsentQuestion) => Promise<Result>,
): Promise<Result> => {
  const { tokenId } = wish.token.facts
  for (let question = first; ; ) {
    const answer = await conversation.ask(question)
    try {
      const pin = await deps.tokens.pinFacts(tokenId)
      if (isLocked(pin)) throw pinRefusal('PIN_LOCKED', pin)
      const next = nextQuestion({ ...question, pin, remark: null }, answer, rulesOf(wish))
      if (next !== null) question = next
      else {
        stillWanted(context)
        return await attempt(answer, question)
      }
    } catch (error) {
      question = await questionAfter(deps, tokenId, question, error)
    } finally {
      wipeAnswer(answer)
    }
  }
}

const rulesOf = ({ token: { model } }: LoginWish): PinRules => ({ ...model.pinLength, initialPins: model.initialPins })

/** What is asked next instead of going to the token; null when the answer may go there. */
const nextQuestion = (question: ConsentQuestion, answer: ConsentAnswer, rules: PinRules): ConsentQuestion | null => {
  const again = (remark: ConsentRemark): ConsentQuestion => ({ ...question, remark })
  if (answer.pin.length === 0) return again('PIN_MISSING')
  if (question.ask === 'pin' && isInitialPin(answer.pin, rules)) return { ...question, ask: 'newPin', isFactoryPin: true, remark: 'FACTORY_PIN' }
  const remark = question.ask === 'newPin' ? newPinRemark(answer, rules) : null
  if (remark !== null) return again(remark)
  return isLastTry(question.pin) && !answer.isLastTryConfirmed ? again('LAST_TRY') : null
}

/** Errors that the person can mend on the page; all others end the operation. */
const questionAfter = async (deps: OperationDeps, tokenId: string, question: ConsentQuestion, error: unknown): Promise<ConsentQuestion> => {
  if (!(error instanceof AppError)) throw error
  const mended: Readonly<Record<string, Partial<ConsentQuestion>>> = {
    PIN_INCORRECT: { remark: 'PIN_INCORRECT' },
    PIN_POLICY: { remark: question.ask === 'newPin' ? 'PIN_POLICY' : 'PIN_INCORRECT' },
    INITIAL_PIN_MUST_CHANGE: { remark: 'FACTORY_PIN', ask: 'newPin', isFactoryPin: true },
  }
  const change = mended[error.code]
  if (change === undefined && error.code !== 'PIN_LOCKED') throw error
  const pin = await deps.tokens.pinFacts(tokenId)
  if (change === undefined || isLocked(pin)) throw pinRefusal('PIN_LOCKED', pin)
  return { ...question, pin, ...change }
}

const endingOf = (error: unknown): ConsentEnding => {
  if (!(error instanceof AppError)) return 'failed'
  const endings: Readonly<Record<string, ConsentEnding>> = { PIN_LOCKED: 'locked', USER_CANCELLED: 'cancelled', LAST_TRY_REFUSED: 'cancelled', CONSENT_TIMEOUT: 'expired' }
  return endings[error.code] ?? 'failed'
}
