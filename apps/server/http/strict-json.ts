import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'

/**
 * JSON as RFC 8259 allows but does not demand: a name that occurs twice in one object is refused, because readers differ
 * in which of the two they believe. So is `__proto__`, which no shape of ours knows; nesting that none of them has; and half
 * a character, which a database or a digest would take for another one.
 */
export const parseStrictJson = (text: string): unknown => {
  const value = parse(text)
  refuseRepeatedNames(text)
  // Half a character comes as an escape or not at all: what was decoded from UTF-8 has none.
  if (/\\u[dD][89a-fA-F]/.test(text)) refuseHalfCharacters(value)
  return value
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // The cause would quote the text; the person knows what was sent.
    throw new AppError<ErrorCode>('input.malformed')
  }
}

/** Runs over text that JSON.parse accepted, so only strings and brackets need to be told apart. */
const refuseRepeatedNames = (text: string): void => {
  const open: (Set<string> | null)[] = []
  const path: string[] = []
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"\s*(:?)|[{}[\]]/gs)) {
    const [token, colon] = match
    if (token === '{' || token === '[') {
      if (open.length === deepest) throw new AppError<ErrorCode>('input.malformed')
      open.push(token === '{' ? new Set() : null)
    } else if (token === '}' || token === ']') {
      open.pop()
      path.length = Math.min(path.length, open.length)
    } else if (colon === ':') addName(open, path, JSON.parse(token.slice(0, token.lastIndexOf('"') + 1)) as string)
  }
}

const addName = (open: readonly (Set<string> | null)[], path: string[], name: string): void => {
  const names = open.at(-1)
  path.length = open.length - 1
  path.push(name)
  const field = path
    .filter((part) => part !== undefined)
    .join('.')
    .slice(0, 200)
  if (name === '__proto__') throw new AppError<ErrorCode>('input.malformed', { issues: [{ field, code: 'input.unknown-field' }] })
  if (names?.has(name) === true)
    throw new AppError<ErrorCode>('input.malformed', { issues: [{ field, code: 'input.malformed' }], detail: { repeated: field } })
  names?.add(name)
}

const refuseHalfCharacters = (value: unknown): void => {
  if (typeof value === 'string' && !value.isWellFormed()) throw new AppError<ErrorCode>('input.malformed')
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    refuseHalfCharacters(name)
    refuseHalfCharacters(inner)
  }
}

/** Four times what the deepest of our shapes needs: a path of names that never ends would be work for minutes. */
const deepest = 16
