import { AppError } from '@certhall/kernel/app-error'
import type { Conversation } from '../consent/conversation.ts'
import { wipeAnswer } from '../consent/form.ts'
import { isInitialPin, newPinRemark, type PinRules } from '../consent/new-pin.ts'
import {
  type ConsentAnswer,
  type ConsentFacts,
  type ConsentQuestion,
  type ConsentRemark,
  isLastTry,
  isLocked,
} from '../consent/question.ts'
import { type OperationContext, type OperationDeps, pinRefusal, stillWanted } from './operation.ts'
import type { SelectedToken } from './select-token.ts'

export interface LoginWish {
  readonly token: SelectedToken
  readonly operation: ConsentFacts['operation']
  readonly object: ConsentFacts['object']
  readonly abandonedKeys: number
  readonly language: 'zh' | 'en'
}

/** Asks until `attempt` holds. Each attempt at the token stands behind one form that the person sent. */
export const talk = async <Result>(
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
  if (question.ask === 'pin' && isInitialPin(answer.pin, rules))
    return { ...question, ask: 'newPin', isFactoryPin: true, remark: 'FACTORY_PIN' }
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
