import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { fromBase64Url, fromUtf8, toBase64Url, utf8 } from '@certhall/kernel/bytes'
import type { ZodType } from 'zod'

/** A place in a list that the browser gives back unread. */
export const toCursor = (position: object): string => toBase64Url(utf8(JSON.stringify(position)))

/** The last moment that a Date can hold. */
export const lastMs = 8_640_000_000_000_000

export const fromCursor = <Position>(shape: ZodType<Position>, cursor: string | undefined): Position | undefined => {
  if (cursor === undefined) return undefined
  try {
    return shape.parse(JSON.parse(fromUtf8(fromBase64Url(cursor))))
  } catch (cause) {
    throw new AppError<ErrorCode>('input.malformed', { issues: [{ field: 'cursor', code: 'input.malformed' }], cause })
  }
}
