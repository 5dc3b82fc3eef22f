import type { ErrorCode } from '../errors.ts'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { mostUkeys } from './vocabulary.ts'

/**
 * A serial number as stock knows it: what is printed on a UKEY, typed by a person or told by its driver is the same one in
 * upper and lower case, full and half width. null: not the form of a serial number.
 */
export const ukeySerial = (typed: string): string | null => {
  const serial = typed.normalize('NFKC').trim().toUpperCase()
  return /^[0-9A-Z][0-9A-Z._:/+-]{0,63}$/.test(serial) ? serial : null
}

/**
 * Reads what was typed, scanned or pasted from a sheet: one serial number a line, several on a single line, or ranges as
 * `A0001..A0200`. In a sheet the first column counts, and a heading without digits is passed over. Refuses
 * `input.malformed` (detail.serialNumber), `input.too-long` (detail.most) and `input.required`.
 */
export const parseSerialList = (typed: string): Decision<readonly string[], ErrorCode> => {
  const found = new Set<string>()
  for (const cell of cellsOf(typed)) {
    const serials = rangeOf(cell)
    if (serials === null) return refused('input.malformed', { detail: { serialNumber: cell.slice(0, 64) } })
    for (const serial of serials) found.add(serial)
    if (found.size > mostUkeys) return refused('input.too-long', { detail: { most: mostUkeys } })
  }
  return found.size === 0 ? refused('input.required') : allowed([...found])
}

const cellsOf = (typed: string): readonly string[] => {
  const lines = typed
    .split(/\r\n|[\r\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const [first, ...rest] = lines
  if (first === undefined) return []
  if (rest.length === 0)
    return first
      .split(separator)
      .map(unquoted)
      .filter((cell) => cell !== '')
  const cells = lines.map((line) => unquoted(line.split(separator)[0] ?? ''))
  return (/\d/.test(cells[0] ?? '') ? cells : cells.slice(1)).filter((cell) => cell !== '')
}

const separator = /\s*[,;，；、\t]\s*/
const unquoted = (cell: string): string =>
  cell
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim()

/** The numbers from first to last, with the zeros they are written with. A hyphen is part of a number, never a range. */
const rangeOf = (cell: string): readonly string[] | null => {
  const [from, to, ...more] = cell.split(/\s*(?:\.{2,}|…|~|～|至)\s*/)
  const first = ukeySerial(from ?? '')
  if (first === null || more.length > 0) return null
  if (to === undefined) return [first]
  const [start, end] = [numbered(first), numbered(ukeySerial(to) ?? '')]
  if (start === null || end === null || start.stem !== end.stem || start.digits.length !== end.digits.length) return null
  const [low, high] = [Number(start.digits), Number(end.digits)]
  if (high < low) return null
  // One more than allowed is enough to be refused.
  const count = Math.min(high - low, mostUkeys) + 1
  return Array.from({ length: count }, (_each, index) => start.stem + String(low + index).padStart(start.digits.length, '0'))
}

const numbered = (serial: string): { readonly stem: string; readonly digits: string } | null => {
  const [, stem, digits] = /^(.*?)(\d{1,12})$/.exec(serial) ?? []
  return stem === undefined || digits === undefined ? null : { stem, digits }
}
