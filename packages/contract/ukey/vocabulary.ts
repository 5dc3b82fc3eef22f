/** 介质库存: where one UKEY, known by its model and serial number, can be. */
export const ukeyStates = ['inStock', 'allocated', 'inUse', 'lost', 'scrapped'] as const
export type UkeyState = (typeof ukeyStates)[number]

/** Where UKEYs come from: bought in, or brought along by a holder. Their balance is the negative of what they gave. */
export const ukeySources = ['supplier', 'holder'] as const
export type UkeySource = (typeof ukeySources)[number]

/** How many UKEYs one message may name. */
export const mostUkeys = 500
