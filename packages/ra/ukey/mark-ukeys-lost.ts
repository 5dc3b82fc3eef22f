import type { StaffActor } from '../actor.ts'
import { type MoveDeps, moveUkeys } from './move-ukeys.ts'

/** 挂失: says only that the UKEY is gone; the certificate on it is frozen or revoked by its own case. */
export const markUkeysLost =
  (deps: MoveDeps) =>
  (order: { readonly modelId: string; readonly serialNumbers: readonly string[]; readonly reason: string }, actor: StaffActor): Promise<number> =>
    moveUkeys(deps, 'lose', 'ukey.lost')({ ...order, place: null }, actor)
