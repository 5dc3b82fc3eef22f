import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** Decision 0018: one form, written by a program, and its lint, so that no review speaks of either. */
it('every file has the form that `npm run format` gives it, and the lint finds nothing, not even to warn of', () => {
  const root = join(import.meta.dirname, '..', '..')
  const said = spawnSync(process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off'], { cwd: root, encoding: 'utf8' })
  expect(said.status, `${said.stdout}${said.stderr}`).toBe(0)
  // Warnings and hints leave the status alone.
  expect(`${said.stdout}${said.stderr}`).not.toMatch(/^Found \d+/m)
})
