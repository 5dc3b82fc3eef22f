import type { ProjectView } from '@certhall/contract/hall/hall'
import { createContext, useContext } from 'react'
import type { DraftState } from './draft-state.ts'
import type { DraftStore } from './draft-store.ts'

export interface DraftRoomContent {
  readonly store: DraftStore
  readonly state: DraftState
  /** Null when the project was closed meanwhile. */
  readonly project: ProjectView | null
  readonly validityYears: readonly number[]
}

export const RoomContext = createContext<DraftRoomContent | null>(null)

export const useDraftRoom = (): DraftRoomContent => {
  const room = useContext(RoomContext)
  if (room === null) throw new Error('outside a draft room')
  return room
}
