import type { PinState } from '@certhall/contract/client/vocabulary'

/** The state of a PIN whose tries the token counts for us. */
export const pinStateOf = (triesLeft: number, triesMost: number): PinState => {
  if (triesLeft <= 0) return 'locked'
  if (triesLeft === 1) return 'final'
  return triesLeft < triesMost ? 'low' : 'ok'
}
