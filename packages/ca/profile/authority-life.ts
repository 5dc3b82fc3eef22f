import type { CrlHead } from '../ports.ts'
import type { ProfileBook } from './profile-book.ts'

export interface ShortLife {
  readonly authorityId: string
  readonly remainingDays: number
  /** The longest life that a profile below it promises. */
  readonly longestDays: number
}

/** Issuing authorities that end before the longest certificate they could issue today: time to roll over (decision 0016). */
export const shortLives = ({ holders }: Pick<ProfileBook, 'holders'>, nowMs: number): readonly ShortLife[] => {
  const byAuthority = Map.groupBy(holders.values(), ({ authority }) => authority)
  return [...byAuthority].flatMap(([{ authorityId, certificate }, profiles]) => {
    const remainingDays = Math.max(0, Math.floor((certificate.notAfterMs + 1000 - nowMs) / 86_400_000))
    const longestDays = Math.max(...profiles.map(({ rules }) => rules.maximumValidityDays))
    return remainingDays < longestDays ? [{ authorityId, remainingDays, longestDays }] : []
  })
}

/** Roots whose list ends soon: nobody signs it by itself, because the key sleeps (`certhall ca root-lists`). */
export const endingRootLists = (
  { authorities }: Pick<ProfileBook, 'authorities'>,
  published: readonly CrlHead[],
  nowMs: number,
): readonly string[] => {
  const lasting = published.filter(({ nextUpdateMs }) => nextUpdateMs - nowMs >= rootListNoticeMs).map(({ authorityId }) => authorityId)
  const roots = [...authorities.values()].filter(({ role }) => role === 'root').map(({ authorityId }) => authorityId)
  return roots.filter((authorityId) => !lasting.includes(authorityId))
}

const rootListNoticeMs = 60 * 86_400_000
