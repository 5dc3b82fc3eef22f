/** Files that a command is given: what cannot be read is told by name, and is no accident of ours. */
import { readFileSync } from 'node:fs'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'

export const readTextFile = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new AppError<ErrorCode>('input.malformed', { detail: { reason: 'file-unreadable', file: path }, cause })
  }
}

export const readJsonFile = (path: string): unknown => {
  const text = readTextFile(path)
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw notJson(path, cause)
  }
}

export const notJson = (path: string, cause: unknown): AppError<ErrorCode> =>
  new AppError<ErrorCode>('input.malformed', { detail: { reason: 'not-json', file: path }, cause })
