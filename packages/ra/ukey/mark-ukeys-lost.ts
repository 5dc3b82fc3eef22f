import type { StaffActor } from '../actor.ts'
import { type MoveDeps, moveUkeys } from './move-ukeys.ts'
import type { ReasonedOrder } from './ports.ts'

/** 挂失: says only that the UKEY is gone; the certificate on it is frozen or revoked by its own case. */
export const markUkeysLost =
  (deps: MoveDeps) =>
  (order: ReasonedOrder, actor: StaffActor): Promise<number> =>
    moveUkeys(deps, 'lose', 'ukey.lost')({ ...order, place: null }, actor)
