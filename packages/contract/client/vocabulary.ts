/**
 * Words of the client (统一客户端) and its tokens. Upper case as on the wire; each code has a text in the portal and on the
 * client's own pages.
 */
export const tokenErrorCodes = [
  'NO_TOKEN',
  'TOKEN_REMOVED',
  'TOKEN_FULL',
  'TOKEN_FAILED',
  'DRIVER_MISSING',
  'DRIVER_CRASHED',
  'DRIVER_TIMEOUT',
  'ALGORITHM_UNSUPPORTED',
  'PIN_INCORRECT',
  'PIN_LOCKED',
  'PIN_POLICY',
  'INITIAL_PIN_MUST_CHANGE',
  'KEY_NOT_FOUND',
  'KEY_EXPORTABLE',
] as const
export type TokenErrorCode = (typeof tokenErrorCodes)[number]

export const clientErrorCodes = [
  ...tokenErrorCodes,
  'BAD_REQUEST',
  'UNKNOWN_METHOD',
  'BUSY',
  'ORIGIN_DENIED',
  'VERSION',
  'USER_CANCELLED',
  'CONSENT_TIMEOUT',
  'LAST_TRY_REFUSED',
  'CERTIFICATE_KEY_MISMATCH',
  'CHAIN_INVALID',
  'BAD_NONCE',
  'INTERNAL',
] as const
export type ClientErrorCode = (typeof clientErrorCodes)[number]

export const pinStates = ['ok', 'low', 'final', 'locked', 'unknown'] as const
export type PinState = (typeof pinStates)[number]

/** Octets; null where the token does not tell. */
export interface TokenSpace {
  readonly freeOctets: number | null
  readonly totalOctets: number | null
}

/** Where a page looks for the client, in this order; the hall's Content-Security-Policy names the same. */
export const clientPorts = [18460, 18461, 18462] as const
export const clientPath = '/v1'
/** The window for browsers that refuse loopback: `http://127.0.0.1:PORT/bridge`. */
export const clientBridgePath = '/bridge'
export const clientSubprotocol = 'certhall-ukey.v1'
export const clientProtocolVersion = 1
/** Longest text frame in octets, either way. */
export const clientFrameOctets = 65_536
