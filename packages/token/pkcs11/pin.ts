import type { PinFacts } from '@certhall/contract/client/messages'
import type { PinState, TokenErrorCode } from '@certhall/contract/client/vocabulary'
import { AppError } from '@certhall/kernel/app-error'
import { equalBytes, utf8 } from '@certhall/kernel/bytes'
import type { TokenQuirks } from '../quirks.ts'
import { ckf } from './constants.ts'
import type { PresentToken } from './slots.ts'
import { tokenError } from './token-code.ts'

export interface PinReader {
  readonly read: (token: PresentToken) => PinFacts
  /** The person has just chosen another PIN. */
  readonly markChanged: (tokenId: string) => void
}

/** A flag that is not set is news only from a token that has shown it knows the flag. */
export const openPinReader = (quirks: Pick<TokenQuirks, 'tries'>): PinReader => {
  const telling = new Set<string>()
  return {
    read: ({ tokenId, flags }) => {
      const isInitial = isSet(flags, ckf.userPinToBeChanged)
      if (isInitial) telling.add(tokenId)
      return { state: stateOf(flags, quirks), triesLeft: null, triesMost: null, isInitial: telling.has(tokenId) ? isInitial : null }
    },
    markChanged: (tokenId) => void telling.add(tokenId),
  }
}

const stateOf = (flags: bigint, { tries }: Pick<TokenQuirks, 'tries'>): PinState => {
  if (isSet(flags, ckf.userPinLocked)) return 'locked'
  // There are libraries that set these two once and for all, or never.
  if (tries === 'hidden') return 'unknown'
  if (isSet(flags, ckf.userPinFinalTry)) return 'final'
  return isSet(flags, ckf.userPinCountLow) ? 'low' : 'ok'
}

const isSet = (flags: bigint, flag: bigint): boolean => (flags & flag) !== 0n

export const refuseLockedPin = ({ flags }: PresentToken): void => {
  if (isSet(flags, ckf.userPinLocked)) throw tokenError('PIN_LOCKED')
}

/** Before a try is spent: length by the token and by the catalogue, neither the old one nor one that keys come with. */
export const checkNewPin = (
  { pinOctets }: PresentToken,
  quirks: Pick<TokenQuirks, 'pinOctets' | 'initialPins'>,
  pin: Uint8Array,
  newPin: Uint8Array,
): void => {
  const least = Math.max(pinOctets.least, quirks.pinOctets.least)
  const most = Math.min(pinOctets.most, quirks.pinOctets.most)
  const isKnown = equalBytes(pin, newPin) || quirks.initialPins.some((each) => equalBytes(utf8(each), newPin))
  if (newPin.length < least || newPin.length > most || isKnown) throw tokenError('PIN_POLICY')
}

/** One attempt with a PIN. A wrong one that was the last is told as locked, also by libraries that say "incorrect" then. */
export const spendTry = async (
  present: () => Promise<PresentToken>,
  attempt: () => Promise<void>,
  insteadOfPolicy: TokenErrorCode = 'PIN_POLICY',
): Promise<void> => {
  try {
    await attempt()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // A PIN that can be none, by its length, is a wrong one.
    const code = error.code === 'PIN_POLICY' ? insteadOfPolicy : error.code
    if (code === 'PIN_INCORRECT') refuseLockedPin(await present())
    throw code === error.code ? error : tokenError(code as TokenErrorCode, error)
  }
}
