import { createContext, useContext } from 'react'
import type { HolderView } from './exchange.ts'

export const HolderContext = createContext<HolderView | null>(null)

/** Who is in; pages inside the room always have somebody. */
export const useHolderHere = (): HolderView => {
  const holder = useContext(HolderContext)
  if (holder === null) throw new Error('outside a holder room')
  return holder
}

/** Does what was asked; where the hall wants the certificate once more, asks for it and does it then. */
export type Guard = <Answer>(act: () => Promise<Answer>) => Promise<Answer>

export const GuardContext = createContext<Guard>((act) => act())

export const useGuard = (): Guard => useContext(GuardContext)
