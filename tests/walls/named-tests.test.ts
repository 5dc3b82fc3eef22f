import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** A threat model that names tests which are gone promises what nobody holds: each row's tests are looked for. */
const root = join(import.meta.dirname, '..', '..')
const rows = readFileSync(join(root, 'docs', 'security', 'client.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:Attacker|Rule) /.test(line))

/** `file.test.ts` "part of a name", "of another"; `next.test.ts` … — files as from the client's folder or from the root. */
const namedIn = (row: string): readonly (readonly [file: string, name: string])[] =>
  row
    .split('`')
    .flatMap((piece, index, pieces) =>
      piece.endsWith('.test.ts')
        ? [...(pieces[index + 1] ?? '').matchAll(/"([^"]+)"/g)].map(([, name = '']) => [piece, name] as const)
        : [],
    )

const pathOf = (file: string): string => [join(root, file), join(root, 'apps', 'client', file)].find(existsSync) ?? ''

describe('the threat model of the client', () => {
  it('has its attackers and its rules', () => expect(rows.length).toBeGreaterThan(20))

  it.each(rows.map((row) => [row.split('|')[1]?.trim() ?? '', row]))('names tests that are there: %s', (_what, row) => {
    const named = namedIn(row)
    expect(named.length).toBeGreaterThan(0)
    for (const [file, name] of named) {
      expect(pathOf(file), `${file} is not there`).not.toBe('')
      expect(readFileSync(pathOf(file), 'utf8').includes(name), `${file} should have "${name}"`).toBe(true)
    }
  })
})
