import { createHash } from 'node:crypto'
import type { StatusSource } from '@certhall/ca/ocsp/ports'
import type { PublishedFile } from './door.ts'

export interface Publications {
  /** The published list of an authority, or null when there is none. A list is never replaced by one with a lower number. */
  readonly current: (authorityId: string) => Promise<PublishedFile | null>
}

/** Lists in memory by their number: a list of a million entries is read from the database once, not at every request. */
export const createPublications = (source: Pick<StatusSource, 'currentCrl' | 'currentCrlNumber'>): Publications => {
  const held = new Map<string, PublishedFile & { readonly number: number }>()
  return {
    current: async (authorityId) => {
      const known = held.get(authorityId)
      const number = await source.currentCrlNumber(authorityId)
      if (known !== undefined && (number === null || number <= known.number)) return known
      const crl = await source.currentCrl(authorityId)
      if (crl === null || (known !== undefined && crl.number <= known.number)) return known ?? null
      const etag = `"${createHash('sha256').update(crl.der).digest('hex').slice(0, 32)}"`
      const file = { bytes: crl.der, mediaType: 'application/pkix-crl', etag, maxAgeSeconds: 30, number: crl.number }
      held.set(authorityId, file)
      return file
    },
  }
}
