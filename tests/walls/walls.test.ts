import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findCircle } from './circle.ts'
import { isTest, packageOf, readSources, root, targetOf, withoutComments } from './source-files.ts'

const sources = readSources()
const paths = new Set(sources.map((file) => file.path))
const programs = sources.filter((file) => !isTest(file.path))

const floors: Readonly<Record<string, number>> = { kernel: 1, pki: 2, contract: 2, ra: 3, ca: 3, store: 4, token: 4 }
const floorOf = (path: string): number => (path.startsWith('apps/') ? 5 : (floors[packageOf(path)] ?? Number.NaN))

/** Every arrow between files of the house, as `from → to`. */
const arrows = (files = programs) =>
  files.flatMap((file) =>
    file.imports.flatMap((specifier) => {
      const target = targetOf(file, specifier, paths)
      return target === undefined ? [] : [{ from: file.path, to: target }]
    }),
  )

const show = (list: readonly { readonly from: string; readonly to: string }[]): string[] => list.map(({ from, to }) => `${from} → ${to}`)

const matches = (pattern: RegExp, files = programs): string[] =>
  files.flatMap((file) =>
    [...file.text.matchAll(pattern)].map((match) => `${file.path}:${file.text.slice(0, match.index).split('\n').length} ${match[0]}`),
  )

const npmImports = (file: (typeof sources)[number]): string[] =>
  file.imports.filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('@certhall/') && !specifier.startsWith('node:'))

describe('the floors', () => {
  it('know every package', () => {
    expect(programs.filter((file) => Number.isNaN(floorOf(file.path))).map((file) => file.path)).toEqual([])
  })

  it('are seen: the scan finds the arrows it judges', () => {
    expect(arrows().length).toBeGreaterThan(programs.length)
  })

  it('never look upward', () => {
    expect(show(arrows().filter(({ from, to }) => floorOf(to) > floorOf(from)))).toEqual([])
  })

  it('keep their rooms apart: ra and ca, pki and contract, one program and another', () => {
    expect(show(arrows().filter(({ from, to }) => floorOf(to) === floorOf(from) && packageOf(to) !== packageOf(from)))).toEqual([])
  })

  it('have no circles, type imports included', () => {
    expect(findCircle(arrows())).toEqual([])
  })

  it('name other packages by their package, not by a path', () => {
    const crossing = programs.flatMap((file) =>
      file.imports
        .filter((each) => each.startsWith('.'))
        .flatMap((each) => {
          const to = targetOf(file, each, paths)
          return to !== undefined && packageOf(to) !== packageOf(file.path) ? [`${file.path} → ${each}`] : []
        }),
    )
    expect(crossing).toEqual([])
  })
})

describe('doors', () => {
  it('to store and token are wire.ts alone', () => {
    const wrong = arrows().filter(
      ({ from, to }) => from.startsWith('apps/') && ['store', 'token'].includes(packageOf(to)) && !from.endsWith('/wire.ts'),
    )
    expect(show(wrong)).toEqual([])
  })

  it('of the portal lead to contract, pki and kernel alone', () => {
    const wrong = arrows().filter(
      ({ from, to }) => from.startsWith('apps/portal/') && !['portal', 'contract', 'pki', 'kernel'].includes(packageOf(to)),
    )
    expect(show(wrong)).toEqual([])
  })

  it('to the testkit open for tests alone', () => {
    expect(show(arrows().filter(({ to }) => packageOf(to) === 'testkit'))).toEqual([])
  })

  it('to SQL lie in store alone', () => {
    const wrong = programs.filter(
      (file) =>
        !file.path.startsWith('packages/store/') &&
        npmImports(file).some((name) => /^(?:pg|kysely|pg-boss|pg-copy-streams)(?:\/|$)/.test(name)),
    )
    expect(wrong.map((file) => file.path)).toEqual([])
  })

  it('to Node are shut in pki, contract and kernel, which also live in the browser', () => {
    const wrong = programs.filter(
      (file) => ['pki', 'contract', 'kernel'].includes(packageOf(file.path)) && file.imports.some((name) => name.startsWith('node:')),
    )
    expect(wrong.map((file) => file.path)).toEqual([])
  })
})

describe('the world outside', () => {
  it('is read from the environment in config.ts alone', () => {
    expect(matches(/\bprocess\s*\.\s*env\b/g).filter((place) => !/\/config\.ts:/.test(place))).toEqual([])
  })

  it('gives time and randomness through kernel alone', () => {
    const pattern =
      /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|\bMath\.random\b|\bgetRandomValues\b|\brandomUUID\b|\brandomBytes\b|\brandomInt\b|\brandomFill(?:Sync)?\b/g
    expect(matches(pattern).filter((place) => !place.startsWith('packages/kernel/'))).toEqual([])
  })

  it('gives SQL no time: now() and its like stand in no statement', () => {
    expect(
      matches(/\b(?:now|clock_timestamp|statement_timestamp)\(\)|\bcurrent_timestamp\b/gi).filter((place) =>
        place.startsWith('packages/store/'),
      ),
    ).toEqual([])
  })
})

describe('names', () => {
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 50_000_000 })
    .split('\0')
    .filter((path) => path !== '')

  it('of folders are words of the trade, not drawers', () => {
    const drawers = new Set(['lib', 'libs', 'utils', 'util', 'helpers', 'helper', 'common', 'core', 'shared', 'misc'])
    expect(
      tracked.filter((path) =>
        path
          .split('/')
          .slice(0, -1)
          .some((folder) => drawers.has(folder)),
      ),
    ).toEqual([])
  })

  it('of source files are kebab-case', () => {
    expect(
      sources
        .filter((file) => !/(?:^|\/)(?:[a-z0-9]+(?:-[a-z0-9]+)*)(?:\.[a-z-]+)*\.(?:ts|tsx|mjs)$/.test(file.path))
        .map((file) => file.path),
    ).toEqual([])
  })

  it('of the machine that wrote a file do not stand in it', () => {
    const machine = new RegExp(['/wor' + 'k/(?:main|shared)', '/tm' + 'p/brief', '/roo' + 't/\\w'].join('|'))
    const texts = tracked.filter((path) => /\.(?:[cm]?[jt]sx?|json|md|ya?ml|html|css|service|conf|sh|txt)$|(?:^|\/)run$/.test(path))
    expect(texts.filter((path) => machine.test(readTracked(path)))).toEqual([])
  })
})

describe('tests', () => {
  it('are all run: none is skipped, postponed or singled out', () => {
    const files = sources.filter((file) => /\.test\.tsx?$/.test(file.path) && file.path !== 'tests/walls/walls.test.ts')
    expect(matches(/\b(?:describe|it|test)\.(?:only|skip|todo|skipIf|runIf|fails)\b/g, files)).toEqual([])
  })

  it('of the walls see through comments, strings and patterns', () => {
    const text = "a = '// no' // yes\nb = /[/'\"]/ /* import x from 'y' */\nc = `/* no */`"
    expect(withoutComments(text).replace(/ +/g, ' ')).toBe("a = '// no' \nb = /[/'\"]/ \nc = `/* no */`")
  })

  it('of the walls find a circle', () => {
    expect(
      findCircle([
        { from: 'a', to: 'b' },
        { from: 'b', to: 'c' },
        { from: 'c', to: 'a' },
        { from: 'd', to: 'a' },
      ]),
    ).toEqual(['a', 'b', 'c', 'a'])
  })
})

/** A tracked file may be deleted in the working tree and not yet in the index. */
const readTracked = (path: string): string => {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return ''
  }
}
