/** The one error of the DER reader. Callers map it to a refusal of their own; the offset is for the log and for tests. */
export const derErrorCodes = Object.freeze([
  'truncated',
  'badLength',
  'badTag',
  'unexpectedTag',
  'trailingBytes',
  'badBoolean',
  'badInteger',
  'badBitString',
  'badNull',
  'badOid',
  'badString',
  'badTime',
  'setOrder',
  'tooDeep',
  'tooLarge',
  'badValue',
] as const)

export type DerErrorCode = (typeof derErrorCodes)[number]

export class DerError extends Error {
  readonly code: DerErrorCode
  /** Octets from the start of the buffer that was read. */
  readonly offset: number

  constructor(code: DerErrorCode, offset: number) {
    super(`${code} at ${offset}`)
    this.name = 'DerError'
    this.code = code
    this.offset = offset
  }
}
