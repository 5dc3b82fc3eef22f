/** 介质库存: where one UKEY, known by its model and serial number, can be. */
export const ukeyStates = ['inStock', 'allocated', 'inUse', 'lost', 'scrapped'] as const
export type UkeyState = (typeof ukeyStates)[number]

/** Where UKEYs come from: bought in, or brought along by a holder. Their balance is the negative of what they gave. */
export const ukeySources = ['supplier', 'holder'] as const
export type UkeySource = (typeof ukeySources)[number]

/** What the staff do with those that are on the books. */
export const ukeyActs = ['allocate', 'return', 'lose', 'scrap'] as const
export type UkeyAct = (typeof ukeyActs)[number]

/** How many UKEYs one message may name. */
export const mostUkeys = 500
