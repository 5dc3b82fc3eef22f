import type { StaffActor } from '../actor.ts'
import { type MoveDeps, moveUkeys } from './move-ukeys.ts'
import type { ReasonedOrder } from './ports.ts'

/** 退回入库: what was not used comes back, and what was lost is found. */
export const returnUkeys =
  (deps: MoveDeps) =>
  (order: ReasonedOrder, actor: StaffActor): Promise<number> =>
    moveUkeys(deps, 'return', 'ukey.returned')({ ...order, place: null }, actor)
