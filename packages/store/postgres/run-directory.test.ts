import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chooseRunDirectory } from './run-directory.ts'

let directory: string
const made: string[] = []

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'certhall-run-'))
})

afterEach(() => {
  for (const path of [directory, ...made.splice(0)]) rmSync(path, { recursive: true, force: true })
})

const long = (): string => join(directory, 'x'.repeat(90))

describe('chooseRunDirectory', () => {
  it('refuses a configured directory whose sockets would not fit an address', () => {
    expect(() => chooseRunDirectory(directory, long())).toThrow(expect.objectContaining({ code: 'internal.configuration' }) as Error)
  })

  it('refuses the short directory when others may enter it', () => {
    mkdirSync(long())
    const short = chooseRunDirectory(long())
    made.push(short)
    chmodSync(short, 0o755)
    expect(() => chooseRunDirectory(long())).toThrow(expect.objectContaining({ code: 'internal.configuration' }) as Error)
  })

  it('is short, private and always the same one for a data directory with a long path', () => {
    const short = chooseRunDirectory(long())
    made.push(short)
    expect(short.length).toBeLessThan(60)
    expect(statSync(short).mode & 0o777).toBe(0o700)
    expect(chooseRunDirectory(long())).toBe(short)
  })

  it('lies in the data directory when that path is short enough', () => {
    expect(chooseRunDirectory(directory)).toBe(join(directory, 'run'))
  })
})
