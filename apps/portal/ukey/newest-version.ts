import { useDownloads } from '../api/downloads.ts'

/** Of the client that the hall offers; null while unknown, or when it offers none. */
export const useNewestVersion = (): string | null => {
  const { data } = useDownloads()
  return (
    data?.clients
      .map(({ version }) => version)
      .toSorted(byNumbers)
      .at(-1) ?? null
  )
}

const byNumbers = (left: string, right: string): number => left.localeCompare(right, 'en', { numeric: true })
