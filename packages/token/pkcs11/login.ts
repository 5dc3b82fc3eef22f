import type { TokenQuirks } from '../quirks.ts'
import type { Objects } from './objects.ts'
import type { Abilities } from './slots.ts'

/** What one login may use. */
export interface Login extends Abilities {
  readonly objects: Objects
  readonly hashing: TokenQuirks['hashing']
  /** Throws TOKEN_REMOVED. */
  readonly stillIn: () => Promise<unknown>
  readonly isOver: () => boolean
  /** Logs out and closes, also when the token is gone; a second time does nothing. */
  readonly end: () => Promise<void>
}

export const openLogin = (parts: Omit<Login, 'end' | 'isOver'>, end: () => Promise<void>): Login => {
  let isOver = false
  return {
    ...parts,
    isOver: () => isOver,
    end: async () => {
      if (isOver) return
      isOver = true
      await end()
    },
  }
}
