import type { ErrorCode } from '@certhall/contract/errors'
import type { UkeyAct, UkeySource, UkeyState } from '@certhall/contract/ukey/vocabulary'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'

/** What can happen to a UKEY that is on the books: `bind` is a certificate put on it by its holder, `return` its way back into stock. */
export type UkeyEvent = UkeyAct | 'bind'

/** State × event → next state; whatever is absent is refused. */
const table: Readonly<Record<UkeyState, Partial<Record<UkeyEvent, UkeyState>>>> = {
  inStock: { allocate: 'allocated', bind: 'inUse', lose: 'lost', scrap: 'scrapped' },
  allocated: { allocate: 'allocated', bind: 'inUse', return: 'inStock', lose: 'lost', scrap: 'scrapped' },
  /* A renewal puts another certificate on the same one. It holds keys of its holder, so it is never stock again. */
  inUse: { bind: 'inUse', lose: 'lost', scrap: 'scrapped' },
  /* Found again; the person who returns it looks whether it is empty. */
  lost: { return: 'inStock', scrap: 'scrapped' },
  scrapped: {},
}

export const nextUkeyState = (state: UkeyState, event: UkeyEvent): Decision<UkeyState, ErrorCode> => {
  const next = table[state][event]
  return next === undefined ? refused('state.ukey', { detail: { state, event } }) : allowed(next)
}

/** The account that a UKEY stands on: its state, and for an allocated one the place that answers for it. */
export const accountOf = ({ state, place }: { readonly state: UkeyState; readonly place: string | null }): string =>
  place === null ? state : `${state}/${place}`

/** Where one comes from that was not on the books: bought in stock, or in the hands of a holder who uses it. */
export const firstState: Readonly<Record<UkeySource, UkeyState>> = { supplier: 'inStock', holder: 'inUse' }
