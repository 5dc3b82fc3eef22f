import { createHash } from 'node:crypto'
import type { PublishedCrl, StatusSource } from '@certhall/ca/ocsp/ports'
import type { Clock } from '@certhall/kernel/clock'
import type { PublishedFile } from './door.ts'

export interface Publications {
  /**
   * The published list of an authority, or null when there is none. A list is replaced by one with a higher number, and by one
   * that was made after it: the numbers of a restored database begin again where its copy was taken.
   */
  readonly current: (authorityId: string) => Promise<PublishedFile | null>
}

/** By its name in the address: an authority's full list, or with `-delta` behind it the delta. */
export const currentList = async (
  name: string,
  isKnown: (authorityId: string) => boolean,
  lists: { readonly crls: Publications; readonly deltas: Publications },
): Promise<PublishedFile | null> => {
  if (isKnown(name)) return await lists.crls.current(name)
  const authorityId = name.endsWith(deltaEnding) ? name.slice(0, -deltaEnding.length) : ''
  return isKnown(authorityId) ? await lists.deltas.current(authorityId) : null
}

const deltaEnding = '-delta'

const isNewer = (found: PublishedCrl, held: HeldList): boolean =>
  found.number > held.number || (found.number < held.number && found.thisUpdateMs > held.thisUpdateMs)

interface HeldList extends PublishedFile {
  readonly number: number
  readonly thisUpdateMs: number
  readonly nextUpdateMs: number
}

/**
 * Lists in memory by their number: a list of a million entries is read from the database once, however many ask for it at
 * the moment it appears. While the database is silent the list at hand goes on being served until its nextUpdate.
 */
export const createPublications = (source: Pick<StatusSource, 'currentCrl' | 'currentCrlNumber'>, clock: Clock): Publications => {
  const held = new Map<string, HeldList>()
  /** Numbers that are not newer than what is held, so that they are not read again. */
  const refused = new Map<string, number>()
  const looking = new Map<string, Promise<PublishedFile | null>>()

  const look = async (authorityId: string): Promise<PublishedFile | null> => {
    const known = held.get(authorityId)
    try {
      const number = await source.currentCrlNumber(authorityId)
      if (known !== undefined && (number === null || number === known.number || number === refused.get(authorityId))) return known
      const crl = number === null ? null : await source.currentCrl(authorityId)
      if (crl === null || (known !== undefined && !isNewer(crl, known))) {
        if (crl !== null) refused.set(authorityId, crl.number)
        return known ?? null
      }
      const etag = `"${createHash('sha256').update(crl.der).digest('hex').slice(0, 32)}"`
      const { der: bytes, number: ownNumber, thisUpdateMs, nextUpdateMs } = crl
      const list = { bytes, mediaType: 'application/pkix-crl', etag, maxAgeSeconds: 30, number: ownNumber, thisUpdateMs, nextUpdateMs }
      held.set(authorityId, list)
      return list
    } catch (error) {
      if (known !== undefined && clock.nowMs() < known.nextUpdateMs) return known
      throw error
    }
  }
  return {
    current: (authorityId) => {
      const under = looking.get(authorityId)
      if (under !== undefined) return under
      const found = look(authorityId).finally(() => looking.delete(authorityId))
      looking.set(authorityId, found)
      return found
    },
  }
}
