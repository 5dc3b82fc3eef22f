import type { PasscodeView } from '@certhall/contract/passcode/api'
import type { HolderKey } from '../keystore/holder-key.ts'

/** What can be done here with a PASSCODE, by what the server knows and what is kept here. */
export type Plan =
  /** Nothing has happened yet: choose a password, make a key. */
  | 'begin'
  /** The key waits in this browser: its password opens it, and the work goes on where it stopped. */
  | 'resume'
  /** A certificate exists for a key that is not here: the other browser, the saved file, or a new release. */
  | 'elsewhere'
  /** Confirmed: nothing left to do. */
  | 'finished'

/** Of a P12, whose key lives in one browser. */
export const planOf = (view: PasscodeView, kept: Pick<HolderKey, 'spkiSha256' | 'algorithm'> | undefined): Plan => {
  if (view.state === 'used') return 'finished'
  if (view.boundSpkiSha256 !== null) return kept?.spkiSha256 === view.boundSpkiSha256 ? 'resume' : 'elsewhere'
  // Bound, but nothing was issued yet: whoever holds the key may go on, and only the server can tell; so try what is here.
  return kept !== undefined && kept.algorithm === view.keyAlgorithm ? 'resume' : 'begin'
}
