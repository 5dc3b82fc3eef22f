import type { PinFacts } from '@certhall/contract/client/messages'
import { AppError } from '@certhall/kernel/app-error'
import type { Conversation } from '../consent/conversation.ts'
import { type ConsentAnswer, type ConsentEnding, type ConsentFacts, type ConsentQuestion, isLocked } from '../consent/question.ts'
import { type OperationContext, type OperationDeps, pinRefusal, stillWanted } from './operation.ts'
import type { TokenLogin } from './ports.ts'
import { type LoginWish, talk } from './talk.ts'

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
    const changed = await talk(deps, context, wish, conversation, { ...opened.question, ask: 'newPin', isFactoryPin }, (answer) =>
      changePin(deps, context, wish, answer),
    )
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
const openConversation = async (
  deps: OperationDeps,
  context: OperationContext,
  { token, operation, object, abandonedKeys, language }: LoginWish,
): Promise<OpenedConversation> => {
  const pin = await deps.tokens.pinFacts(token.facts.tokenId)
  if (isLocked(pin)) throw pinRefusal('PIN_LOCKED', pin)
  const { nameZh, nameEn, isSoftware } = token.model
  const facts: ConsentFacts = {
    language,
    origin: context.origin,
    operation,
    object,
    abandonedKeys,
    token: { nameZh, nameEn, serialNumber: token.facts.serialNumber, isSoftware },
  }
  const conversation = deps.consents.open(facts, context.signal, (url, expiresAtMs) =>
    context.tell({ event: 'consent', id: context.id, url, expiresAtMs }),
  )
  context.tell({ event: 'phase', id: context.id, phase: 'waitingForConsent' })
  const isFactoryPin = pin.isInitial === true
  return {
    conversation,
    pin,
    question: { ask: isFactoryPin ? 'newPin' : 'pin', isFactoryPin, pin, pinLength: token.model.pinLength, remark: null },
  }
}

interface Agreed {
  readonly login: TokenLogin
  readonly removesAbandonedKeys: boolean
}

const logInByConsent = (
  deps: OperationDeps,
  context: OperationContext,
  wish: LoginWish,
  { conversation, question }: OpenedConversation,
): Promise<Agreed> =>
  talk(deps, context, wish, conversation, question, async (answer, asked) => {
    const { tokenId } = wish.token.facts
    if (asked.ask === 'newPin') await changePin(deps, context, wish, answer)
    stillWanted(context)
    context.tell({ event: 'phase', id: context.id, phase: 'loggingIn' })
    const login = await deps.tokens.logIn(tokenId, (asked.ask === 'newPin' ? answer.newPin : answer.pin).slice())
    return { login, removesAbandonedKeys: answer.removesAbandonedKeys }
  })

const changePin = (
  deps: OperationDeps,
  context: OperationContext,
  { token }: LoginWish,
  { pin, newPin }: ConsentAnswer,
): Promise<PinFacts> => {
  context.tell({ event: 'phase', id: context.id, phase: 'changingPin' })
  return deps.tokens.changePin(token.facts.tokenId, pin.slice(), newPin.slice())
}

const endingOf = (error: unknown): ConsentEnding => {
  if (!(error instanceof AppError)) return 'failed'
  const endings: Readonly<Record<string, ConsentEnding>> = {
    PIN_LOCKED: 'locked',
    USER_CANCELLED: 'cancelled',
    LAST_TRY_REFUSED: 'cancelled',
    CONSENT_TIMEOUT: 'expired',
  }
  return endings[error.code] ?? 'failed'
}
