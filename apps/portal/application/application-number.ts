/** An application number as typed or pasted, in its written form; null when it is none. */
export const applicationNumberOf = (typed: string): string | null => {
  const match = /A(\d{4})-?(\d{6})(?!\d)/.exec(
    typed
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[\s‐-―]/gu, (found) => (found.trim() === '' ? '' : '-')),
  )
  return match === null ? null : `A${match[1]}-${match[2]}`
}
