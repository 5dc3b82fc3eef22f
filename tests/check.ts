/** `npm run check`: form and lint, types of programs and pages, then the walls. Nothing is built and nothing is changed. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const node = (title: string, args: readonly string[]): number => {
  process.stdout.write(`${title} …\n`)
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1
}

const codes = [
  node('form and lint', ['node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '--colors=off']),
  node('types of programs, packages and tests', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']),
  node('types of the pages', ['node_modules/typescript/bin/tsc', '-p', 'apps/portal/tsconfig.json']),
  node('walls', ['node_modules/vitest/vitest.mjs', 'run', 'tests/walls']),
]
process.exitCode = codes.every((code) => code === 0) ? 0 : 1
