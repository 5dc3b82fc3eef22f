import type { StaffActor } from '../actor.ts'
import { type MoveDeps, moveUkeys } from './move-ukeys.ts'

export interface Allocation {
  readonly modelId: string
  readonly serialNumbers: readonly string[]
  readonly place: string
}

/** 分配: to a service point or a person, who answers for them from now on; also from one to another. */
export const allocateUkeys =
  (deps: MoveDeps) =>
  (order: Allocation, actor: StaffActor): Promise<number> =>
    moveUkeys(deps, 'allocate', 'ukey.allocated')({ ...order, reason: null }, actor)
