/**
 * `npm test`: every test of the repository, unit first, then the system ones by themselves. Details go to out/; the last
 * line is `N passed, N failed`, and skipped ones are named because nothing may be skipped in silence.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TestCase, Vitest } from 'vitest/node'
import { startVitest } from 'vitest/node'

interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

const main = async (): Promise<void> => {
  const root = join(import.meta.dirname, '..')
  mkdirSync(join(root, 'out'), { recursive: true })
  const vitest = await startVitest(process.argv.slice(2), {
    root,
    run: true,
    watch: false,
    reporters: ['default', 'json'],
    outputFile: { json: join(root, 'out', 'tests.json') },
  })
  const count = countOf(vitest)
  await vitest.close()
  const isGood = count.failed === 0 && count.passed > 0
  process.stdout.write(`${count.passed} passed, ${count.failed} failed${count.skipped === 0 ? '' : `, ${count.skipped} skipped`}\n`)
  process.exit(isGood ? 0 : 1)
}

/** A file that does not load, a failed set-up and an error outside any test each count as a failure. */
const countOf = (vitest: Vitest): Count => {
  const modules = vitest.state.getTestModules()
  const cases = modules.flatMap((module) => [...module.children.allTests()])
  const withState = (state: ReturnType<TestCase['result']>['state']): number => cases.filter((each) => each.result().state === state).length
  const brokenModules = modules.flatMap((module) => [
    ...module.errors(),
    ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
  ]).length
  return {
    passed: withState('passed'),
    failed: withState('failed') + withState('pending') + brokenModules + vitest.state.getUnhandledErrors().length,
    skipped: withState('skipped'),
  }
}

await main()
