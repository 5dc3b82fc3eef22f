import { equalBytes, utf8 } from '@certhall/kernel/bytes'
import type { ConsentAnswer, ConsentRemark } from './question.ts'

export interface PinRules {
  readonly least: number
  readonly most: number
  /** Factory values of the model, by the catalogue. */
  readonly initialPins: readonly string[]
}

/** Why the new PIN is not taken; looked at before the token is, so that a slip costs no try. */
export const newPinRemark = ({ pin, newPin, newPinAgain }: ConsentAnswer, rules: PinRules): ConsentRemark | null => {
  if (!equalBytes(newPin, newPinAgain)) return 'NEW_PIN_DIFFERS'
  if (newPin.length < rules.least || newPin.length > rules.most) return 'NEW_PIN_LENGTH'
  // Tokens disagree about encodings: what every keyboard and every driver writes the same way is visible ASCII.
  if (newPin.some((octet) => octet < 0x21 || octet > 0x7e)) return 'NEW_PIN_CHARACTERS'
  if (isInitialPin(newPin, rules)) return 'NEW_PIN_FACTORY'
  if (equalBytes(newPin, pin)) return 'NEW_PIN_SAME'
  return isSimple(newPin) ? 'NEW_PIN_SIMPLE' : null
}

export const isInitialPin = (pin: Uint8Array, { initialPins }: PinRules): boolean =>
  initialPins.some((initial) => equalBytes(utf8(initial), pin))

/** One character repeated, or a run like 123456 or 654321. */
const isSimple = (pin: Uint8Array): boolean => {
  const steps = pin.subarray(1).map((octet, index) => octet - (pin[index] ?? 0))
  const [first] = steps
  return first !== undefined && (first === 0 || first === 1 || first === 255) && steps.every((step) => step === first)
}
