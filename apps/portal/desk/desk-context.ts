import { useOutletContext } from 'react-router'
import type { DeskPerson } from './exchange.ts'

export interface Desk {
  readonly person: DeskPerson
}

/** Who works at this desk; pages inside the frame always have somebody. */
export const useDesk = (): Desk => useOutletContext<Desk>()
