import type { Medium as MediumName } from '@certhall/contract/application/vocabulary'
import type { MediumRoom } from './room.ts'

/** Each comes with its own code, when it is needed. */
export const loadMedium: Readonly<Record<MediumName, () => Promise<MediumRoom>>> = {
  p12: async () => (await import('./p12-room.tsx')).p12Room,
  ukey: async () => (await import('../ukey/ukey-room.tsx')).ukeyRoom,
}
