import type { TokenErrorCode } from '@certhall/contract/client/vocabulary'
import type { PinFacts } from '@certhall/contract/client/messages'
import { AppError } from '@certhall/kernel/app-error'
import { equalBytes, utf8 } from '@certhall/kernel/bytes'
import { pinStateOf } from '../pin-state.ts'
import type { TokenQuirks } from '../quirks.ts'
import { terminated } from './skf-blobs.ts'
import type { Handle, PinAnswer, SkfCalls } from './skf-calls.ts'
import { sar, sarError, skfError } from './sar.ts'

/** No token counts further; one that says so says nonsense. */
const triesMostOfAll = 255

export const pinFactsOf = async (calls: SkfCalls, application: Handle): Promise<PinFacts> => {
  const numbers = await calls.pinNumbers(application)
  if (numbers === undefined) return { state: 'unknown', triesLeft: null, triesMost: null, isInitial: null }
  const { most, left, isInitial } = numbers
  if (most < 1 || most > triesMostOfAll || left > most) throw skfError('TOKEN_FAILED', 'pinNumbers')
  return { state: pinStateOf(left, most), triesLeft: left, triesMost: most, isInitial }
}

/** Spends one try at most. One that is locked, or still the factory's, is refused before. */
export const verifyPin = async (calls: SkfCalls, application: Handle, pin: Uint8Array): Promise<void> => {
  const { state, isInitial } = await pinFactsOf(calls, application)
  if (state === 'locked') throw skfError('PIN_LOCKED')
  if (isInitial === true) throw skfError('INITIAL_PIN_MUST_CHANGE')
  refuseUnspeakable(pin)
  await withTexts([pin], async ([text]) => {
    throwUnlessRight(await calls.verifyPin(application, text ?? pin), 'SKF_VerifyPIN')
  })
}

export const changePin = async (
  calls: SkfCalls,
  application: Handle,
  { pin, newPin, quirks }: { readonly pin: Uint8Array; readonly newPin: Uint8Array; readonly quirks: TokenQuirks },
): Promise<PinFacts> => {
  const { state } = await pinFactsOf(calls, application)
  if (state === 'locked') throw skfError('PIN_LOCKED')
  refuseUnspeakable(pin)
  if (!isGoodPin(newPin, pin, quirks)) throw skfError('PIN_POLICY')
  await withTexts([pin, newPin], async ([text, newText]) => {
    throwUnlessRight(await calls.changePin(application, text ?? pin, newText ?? newPin), 'SKF_ChangePIN')
  })
  return pinFactsOf(calls, application)
}

const isGoodPin = (newPin: Uint8Array, pin: Uint8Array, { pinOctets, initialPins }: TokenQuirks): boolean =>
  newPin.length >= pinOctets.least &&
  newPin.length <= pinOctets.most &&
  !newPin.includes(0) &&
  !equalBytes(newPin, pin) &&
  !initialPins.some((each) => equalBytes(utf8(each), newPin))

/** A text of C ends at its first zero octet: what comes after would not be compared. */
const refuseUnspeakable = (pin: Uint8Array): void => {
  if (pin.length === 0 || pin.length > pinOctetsMost || pin.includes(0)) throw skfError('PIN_POLICY')
}
const pinOctetsMost = 64

/** The texts handed to the library are wiped with it. */
const withTexts = async (pins: readonly Uint8Array[], work: (texts: readonly Uint8Array[]) => Promise<void>): Promise<void> => {
  const texts = pins.map(terminated)
  try {
    await work(texts)
  } finally {
    for (const text of texts) text.fill(0)
  }
}

const throwUnlessRight = ({ answer, left }: PinAnswer, call: string): void => {
  if (answer === sar.ok) return
  if (answer !== sar.pinIncorrect) throw sarError(answer, call)
  if (left === 0) throw skfError('PIN_LOCKED')
  throw new AppError<TokenErrorCode>('PIN_INCORRECT', left > triesMostOfAll ? {} : { detail: { triesLeft: left } })
}
