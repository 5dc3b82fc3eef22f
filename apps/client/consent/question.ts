import type { PinFacts } from '@certhall/contract/client/messages'
import type { PinState } from '@certhall/contract/client/vocabulary'
import type { PasscodeRelease, ReviewDecision } from '@certhall/contract/statement/statements'

/** What the person is asked to agree to, as the page shows it. Nothing here comes from the page of the hall unmarked. */
export interface ConsentFacts {
  readonly language: 'zh' | 'en'
  readonly origin: string
  readonly operation: ConsentOperation
  readonly token: { readonly nameZh: string; readonly nameEn: string; readonly serialNumber: string; readonly isSoftware: boolean }
  /** Subject wished for, the certificate that is meant, or what is decided. */
  readonly object: ConsentObject | null
  /** Keys that no certificate came for, made long ago: may go at the same time. */
  readonly abandonedKeys: number
}

export const consentOperations = [
  'pin.change',
  'key.enrol',
  'certificate.install',
  'certificate.remove',
  'login.sign',
  'decision.sign',
] as const
export type ConsentOperation = (typeof consentOperations)[number]

export type ConsentObject =
  | { readonly kind: 'subject'; readonly subject: string }
  | { readonly kind: 'certificate'; readonly subject: string; readonly serialNumber: string; readonly notAfterMs: number }
  | {
      readonly kind: 'decision'
      readonly statement: ReviewDecision | PasscodeRelease
      readonly textSha256: string
      /** Subject of the certificate that signs. */
      readonly signer: string
    }

/** `pin` asks for the PIN; `newPin` for the PIN and a new one twice, because it is to be changed or must be. */
export interface ConsentQuestion {
  readonly ask: 'pin' | 'newPin'
  readonly isFactoryPin: boolean
  readonly pin: PinFacts
  readonly pinLength: { readonly least: number; readonly most: number }
  readonly remark: ConsentRemark | null
}

export const consentRemarks = [
  'PIN_INCORRECT',
  'PIN_MISSING',
  'LAST_TRY',
  'FACTORY_PIN',
  'NEW_PIN_DIFFERS',
  'NEW_PIN_LENGTH',
  'NEW_PIN_FACTORY',
  'NEW_PIN_SAME',
  'NEW_PIN_SIMPLE',
  'NEW_PIN_CHARACTERS',
  'PIN_POLICY',
] as const
export type ConsentRemark = (typeof consentRemarks)[number]

/** PINs as octets, overwritten by whoever holds the answer. */
export interface ConsentAnswer {
  readonly pin: Uint8Array
  readonly newPin: Uint8Array
  readonly newPinAgain: Uint8Array
  readonly isLastTryConfirmed: boolean
  readonly removesAbandonedKeys: boolean
}

/** How the page ends. */
export const consentEndings = ['accepted', 'pinChanged', 'cancelled', 'expired', 'locked', 'failed'] as const
export type ConsentEnding = (typeof consentEndings)[number]

/** One try is left, as far as the token tells. */
export const isLastTry = ({ state, triesLeft }: { readonly state: PinState; readonly triesLeft: number | null }): boolean =>
  state === 'final' || triesLeft === 1
export const isLocked = ({ state, triesLeft }: { readonly state: PinState; readonly triesLeft: number | null }): boolean =>
  state === 'locked' || triesLeft === 0
