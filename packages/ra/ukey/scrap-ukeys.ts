import type { StaffActor } from '../actor.ts'
import { type MoveDeps, moveUkeys } from './move-ukeys.ts'
import type { ReasonedOrder } from './ports.ts'

/** 报废: the end of a UKEY; no way leads back. */
export const scrapUkeys =
  (deps: MoveDeps) =>
  (order: ReasonedOrder, actor: StaffActor): Promise<number> =>
    moveUkeys(deps, 'scrap', 'ukey.scrapped')({ ...order, place: null }, actor)
