import type { CheckedState, CheckStatement } from '@certhall/contract/certificate/check'
import { isRevocationReason, type RevocationReason } from '@certhall/contract/certificate/vocabulary'
import { toBase64 } from '@certhall/kernel/bytes'
import type { Tone } from '../theme/palette.ts'

/** Only what is good now looks good; unknown is no shade of it. */
export const toneOfState: Readonly<Record<CheckedState, Tone>> = {
  good: 'success',
  frozen: 'frozen',
  revoked: 'error',
  expired: 'neutral',
  notYetValid: 'neutral',
  unknown: 'warning',
}

export type CheckNote = Exclude<CheckedState, 'unknown'> | 'unknownForeign' | 'unknownOurs'

export const noteOf = ({ state, chain }: Pick<CheckStatement, 'state' | 'chain'>): CheckNote =>
  state !== 'unknown' ? state : chain === 'ours' ? 'unknownOurs' : 'unknownForeign'

/** The reason beside a state, where it tells more than the state itself. */
export const reasonOf = (reason: string | null): RevocationReason | null =>
  reason !== null && reason !== 'certificateHold' && isRevocationReason(reason) ? reason : null

/** What `<input type="datetime-local">` holds, read as Beijing time; null when it is empty or no time. */
export const momentOf = (typed: string): string | null => {
  const atMs = Date.parse(`${typed}+08:00`)
  return typed === '' || Number.isNaN(atMs) ? null : new Date(atMs).toISOString()
}

/** A certificate file as the check takes it: PEM as it stands, anything else as base64 of its octets. */
export const certificateText = (content: Uint8Array): string => {
  const start = String.fromCharCode(...content.subarray(0, 4_096))
  return start.includes('-----BEGIN') ? new TextDecoder().decode(content) : toBase64(content)
}

/** Octets: beyond this nothing is a certificate that the check takes. */
export const mostFileBytes = 29_000

/** A file to save, without a request: its octets in the address. */
export const savedAs = (content: Uint8Array | string, mediaType = 'application/octet-stream'): string =>
  `data:${mediaType};base64,${toBase64(typeof content === 'string' ? new TextEncoder().encode(content) : content)}`
