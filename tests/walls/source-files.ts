/** Reads the source tree for the walls: which files there are, what each imports, and its text without comments. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string
  /** Comments are blanked out; line numbers stay. */
  readonly text: string
  /** As written, type imports, re-exports and dynamic imports included. */
  readonly imports: readonly string[]
}

export const root = join(import.meta.dirname, '..', '..')

export const readSources = (): readonly SourceFile[] =>
  ['packages', 'apps', 'tests']
    .flatMap((folder) => listFiles(join(root, folder)))
    .filter((path) => /\.(?:ts|tsx|mjs)$/.test(path) && !path.endsWith('.d.ts'))
    .map((path) => {
      const text = withoutComments(readFileSync(path, 'utf8'))
      return { path: relative(root, path), text, imports: importsOf(text) }
    })

/** Every folder and file below the source trees, generated and installed ones aside. */
export const listFiles = (folder: string): string[] =>
  !existsSync(folder)
    ? []
    : readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        if (ignored.has(entry.name)) return []
        const path = join(folder, entry.name)
        return entry.isDirectory() ? listFiles(path) : [path]
      })

export const isTest = (path: string): boolean =>
  /\.test\.tsx?$/.test(path) || path.startsWith('tests/') || path.startsWith('packages/testkit/')

/** The file an import leads to, or undefined for a package of the registry and for Node's own modules. */
export const targetOf = (file: SourceFile, specifier: string, paths: ReadonlySet<string>): string | undefined => {
  const workspace = /^@certhall\/([a-z]+)\/(.+)$/.exec(specifier)
  const base =
    workspace === null ? (specifier.startsWith('.') ? normalize(join(dirname(file.path), specifier)) : undefined) : workspacePath(workspace)
  if (base === undefined) return undefined
  return [base, `${base}.ts`, `${base}.tsx`].find((path) => paths.has(path))
}

/** `packages/ra/application/x.ts` → `ra`; `apps/server/x.ts` → `server`. */
export const packageOf = (path: string): string => path.split('/')[1] ?? ''

const workspacePath = ([, name = '', rest = '']: RegExpExecArray): string =>
  existsSync(join(root, 'packages', name)) ? `packages/${name}/${rest}` : `apps/${name}/${rest}`

const importsOf = (text: string): string[] =>
  [...text.matchAll(importPattern)].flatMap((match) => match.slice(1).filter((specifier) => specifier !== undefined))

const importPattern =
  /(?:^|[\n;])\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|[\n;])\s*import\s*['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]/g

/** Blanks comments, mindful of strings, templates and regular expressions. */
export const withoutComments = (text: string): string => {
  let result = ''
  let index = 0
  while (index < text.length) {
    const length = tokenLength(text, index, result)
    const token = text.slice(index, index + length)
    result += token.startsWith('//') || token.startsWith('/*') ? token.replace(/[^\n]/g, ' ') : token
    index += length
  }
  return result
}

const tokenLength = (text: string, index: number, before: string): number => {
  const rest = text.slice(index, index + 2)
  if (rest === '//') return lengthUntil(text, index, '\n')
  if (rest === '/*') return lengthUntil(text, index, '*/') + 2
  const pattern =
    literals.find(([start]) => rest.startsWith(start))?.[1] ??
    (rest.startsWith('/') && opensRegularExpression(before) ? regularExpression : undefined)
  if (pattern === undefined) return 1
  pattern.lastIndex = index
  return pattern.exec(text)?.[0].length ?? 1
}

const lengthUntil = (text: string, index: number, end: string): number => {
  const at = text.indexOf(end, index)
  return (at === -1 ? text.length : at) - index
}

/** A slash divides after a value and opens a regular expression elsewhere. */
const opensRegularExpression = (before: string): boolean =>
  /(?:^|[=(,:;![{}&|?>+\-*%<~^]|\b(?:return|typeof|case|in|of))\s*$/.test(before.slice(-12))

const regularExpression = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y
const literals: readonly (readonly [string, RegExp])[] = [
  ["'", /'(?:[^'\\\n]|\\[\s\S])*'/y],
  ['"', /"(?:[^"\\\n]|\\[\s\S])*"/y],
  ['`', /`(?:[^`\\]|\\[\s\S])*`/y],
]
const ignored: ReadonlySet<string> = new Set(['node_modules', 'dist', 'out', 'data'])
