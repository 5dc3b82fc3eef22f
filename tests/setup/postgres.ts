/**
 * One private, unsynced PostgreSQL for a run of the tests; test files take databases of their own from it
 * (`testDatabase` of the testkit). What a killed run left is stopped and removed first.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@certhall/store/postgres/embedded'
import { stopOrphan } from '@certhall/store/postgres/orphan'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser address of the run's PostgreSQL. */
    readonly postgresUrl: string
  }
}

const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  await removeLeftovers()
  const directory = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  const postgres = await startEmbeddedPostgres({
    dataDirectory: directory,
    runDirectory: join(directory, 'run'),
    searchPath: '/usr/local/bin:/usr/bin',
    dangerouslyWithoutSync: true,
  })
  project.provide('postgresUrl', postgres.superuserUrl)
  return async () => {
    await postgres.stop(true)
    rmSync(directory, { recursive: true, force: true })
  }
}

export default setup

const removeLeftovers = async (): Promise<void> => {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(prefix))) {
    if (isAlive(Number(name.slice(prefix.length).split('-')[0]))) continue
    await stopOrphan(join(tmpdir(), name, 'postgres'))
    rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

const prefix = 'certhall-test-'
