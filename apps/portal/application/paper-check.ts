import type { ErrorCode } from '@certhall/contract/errors'

export const paperLimitBytes = 10 * 1024 * 1024

/** What the page can tell before anything is sent; the server reads the bytes themselves. */
export const checkPaper = ({
  type,
  name,
  size,
}: {
  readonly type: string
  readonly name: string
  readonly size: number
}): ErrorCode | null => {
  const known = accepted.includes(type) || (type === '' && /\.(?:pdf|jpe?g|png)$/i.test(name))
  if (!known) return 'input.file-type'
  return size > paperLimitBytes ? 'input.file-size' : null
}

export const accepted: readonly string[] = ['application/pdf', 'image/jpeg', 'image/png']

export const sizeText = (bytes: number): { readonly unit: 'kilo' | 'mega'; readonly size: string } =>
  bytes < 1_000_000
    ? { unit: 'kilo', size: String(Math.max(1, Math.round(bytes / 1000))) }
    : { unit: 'mega', size: (bytes / 1_000_000).toFixed(1) }
