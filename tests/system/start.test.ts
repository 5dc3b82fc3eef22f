import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@certhall/store/postgres/embedded'
import type { EmbeddedPostgres } from '@certhall/store/postgres/embedded'
import { withClient } from '@certhall/store/postgres/roles'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import type { PrivateSystem, SystemOptions } from '../journeys/private-system.ts'
import { freePort, startPrivateSystem } from '../journeys/private-system.ts'
import { commandOf, descendantsOf, isAlive } from './processes.ts'

const root = join(import.meta.dirname, '..', '..')
let directory: string
let prepared: string
let ports: Record<string, string>
const systems: PrivateSystem[] = []

const start = async (options: SystemOptions = {}): Promise<PrivateSystem> => {
  const system = await startPrivateSystem({ dataDirectory: join(directory, 'data'), ...options })
  systems.push(system)
  return system
}

/** The first start is measured elsewhere: most tests begin with a copy of a hall that was started and stopped before. */
const startAgain = async (options: SystemOptions = {}): Promise<PrivateSystem> => {
  execFileSync('cp', ['-a', join(prepared, 'data'), directory])
  rmSync(join(directory, 'data', 'run'), { recursive: true, force: true })
  return start(options)
}

/** A start that must fail: what it said and how it ended. */
const failToStart = (environment: Record<string, string>): { readonly code: number | null; readonly said: string } => {
  const run = spawnSync(process.execPath, ['apps/cli/main.ts', 'start'], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', CERTHALL_DATA: join(directory, 'data'), ...ports, ...environment },
    encoding: 'utf8',
    timeout: 120_000,
  })
  return { code: run.status, said: run.stderr }
}

const readiness = async (system: PrivateSystem): Promise<number> => (await fetch(`${system.baseUrl}/readyz`)).status

beforeAll(async () => {
  ports = { CERTHALL_PORT: String(await freePort()), CERTHALL_RESPONDER_PORT: String(await freePort()) }
  prepared = mkdtempSync(join(tmpdir(), 'certhall-prepared-'))
  await (await startPrivateSystem({ dataDirectory: join(prepared, 'data') })).stop()
})

afterAll(() => rmSync(prepared, { recursive: true, force: true }))

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'certhall-start-'))
})

afterEach(async () => {
  for (const system of systems.splice(0)) await system.stop()
  rmSync(directory, { recursive: true, force: true })
})

describe('npm start', () => {
  it('refuses a second instance on the same data directory and leaves the first running', async () => {
    const system = await startAgain()
    const second = failToStart({})
    expect(second).toMatchObject({ code: 75 })
    expect(second.said).toContain('[busy.data-directory]')
    expect(await readiness(system)).toBe(200)
  })

  it('refuses a taken port and names the setting', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(Number(ports['CERTHALL_PORT']), '127.0.0.1', resolve))
    const { code, said } = failToStart({})
    await new Promise((resolve) => server.close(resolve))
    expect({ code, names: said.includes('[busy.port]') && said.includes('CERTHALL_PORT') }).toEqual({ code: 75, names: true })
  })

  it('refuses a database that does not sync', () => {
    const { code, said } = failToStart({ CERTHALL_DATABASE_URL: inject('postgresUrl') })
    expect({ code, said: said.includes('[internal.database-unsafe]') }).toEqual({ code: 70, said: true })
  })

  it('refuses when the database does not answer', () => {
    const { code, said } = failToStart({ CERTHALL_DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/none' })
    expect({ code, said: said.includes('[busy.database]') }).toEqual({ code: 75, said: true })
  })

  it('stops everything on SIGTERM and leaves nothing behind', async () => {
    const system = await startAgain()
    const below = descendantsOf(system.pid)
    expect(below.length).toBeGreaterThan(5)
    await system.stop()
    expect(below.filter(isAlive)).toEqual([])
  })

  it('survives kill -9: of the supervisor alone, then of every process, with the same data and without new links', async () => {
    const first = await start()
    expect(first.links.length).toBeGreaterThan(2)
    const below = descendantsOf(first.pid)
    const isPostgres = (pid: number): boolean => commandOf(pid).includes('postgres')
    const programs = below.filter((pid) => !isPostgres(pid))
    await first.kill()
    await vi.waitFor(() => expect(programs.filter(isAlive)).toEqual([]), { timeout: 20_000, interval: 50 })

    const second = await start()
    expect(below.filter(isAlive)).toEqual([])
    expect(second.links).toEqual([])
    expect(await readiness(second)).toBe(200)
    for (const pid of [second.pid, ...descendantsOf(second.pid)]) if (isAlive(pid)) process.kill(pid, 'SIGKILL')

    const third = await start()
    expect(await readiness(third)).toBe(200)
  })

  it.each(['SIGTERM', 'SIGKILL'] as const)('ends with npm when npm gets a %s', async (signal) => {
    execFileSync('cp', ['-a', join(prepared, 'data'), directory])
    const npm = spawn('npm', ['start'], {
      cwd: root,
      env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', CERTHALL_DATA: join(directory, 'data'), ...ports },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let output = ''
    npm.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
    await new Promise<void>((resolve, reject) => {
      npm.stdout.on('data', () => (/^ *Stop: /m.test(output) ? resolve() : undefined))
      npm.once('exit', (code) => reject(new Error(`npm start ended with code ${code}:\n${output}`)))
    })
    const below = descendantsOf(npm.pid ?? 0)
    npm.kill(signal)
    await vi.waitFor(() => expect(below.filter(isAlive).map(commandOf)).toEqual([]), { timeout: 40_000, interval: 100 })
  })

  it('brings back a killed program by itself', async () => {
    const system = await startAgain()
    for (const program of ['apps/signer/', 'apps/responder/', 'apps/server/']) {
      const running = (): number => descendantsOf(system.pid).find((pid) => commandOf(pid).includes(program)) ?? 0
      const victim = running()
      process.kill(victim, 'SIGKILL')
      // The hall may answer "ready" once more before it knows: what counts is the successor.
      await vi.waitFor(() => expect([0, victim]).not.toContain(running()), { timeout: 30_000, interval: 50 })
      await vi.waitFor(async () => expect(await readiness(system).catch(() => 0)).toBe(200), { timeout: 30_000, interval: 100 })
      expect(isAlive(victim)).toBe(false)
    }
  })

  it('goes on after its database was killed', async () => {
    const system = await startAgain()
    const postmaster = descendantsOf(system.pid).find((pid) => commandOf(pid).includes('postgres -D')) ?? 0
    process.kill(postmaster, 'SIGKILL')
    await vi.waitFor(() => expect(isAlive(postmaster)).toBe(false), { timeout: 10_000, interval: 20 })
    await vi.waitFor(async () => expect(await readiness(system).catch(() => 0)).toBe(200), { timeout: 60_000, interval: 100 })
  })
})

describe('npm start with a PostgreSQL of one’s own', () => {
  let own: string
  let postgres: EmbeddedPostgres

  beforeAll(async () => {
    own = mkdtempSync(join(tmpdir(), 'certhall-own-'))
    postgres = await startEmbeddedPostgres({ dataDirectory: own, runDirectory: join(own, 'run'), searchPath: '/usr/bin' })
  })

  afterAll(async () => {
    await postgres.stop()
    rmSync(own, { recursive: true, force: true })
  })

  const addresses = () => ({
    CERTHALL_DATABASE_URL: postgres.serverUrl,
    CERTHALL_SIGNER_DATABASE_URL: postgres.signerUrl,
    CERTHALL_RESPONDER_DATABASE_URL: postgres.responderUrl,
  })

  it('refuses a wrong password', () => {
    const { code, said } = failToStart({ ...addresses(), CERTHALL_DATABASE_URL: postgres.serverUrl.replace(/:[^:@]+@/, ':wrong@') })
    expect({ code, said: said.includes('[internal.database-password]') }).toEqual({ code: 70, said: true })
  })

  it('makes the schemas, runs without a cluster of its own, and refuses a schema from the future', async () => {
    const system = await start({ environment: addresses() })
    expect(await readiness(system)).toBe(200)
    expect(descendantsOf(system.pid).filter((pid) => commandOf(pid).includes('postgres -D'))).toEqual([])
    await system.stop()
    await withClient(postgres.serverUrl, (client) =>
      client.query(`insert into ra.schema_migration (name, timestamp) values ('9999-future', '2099-01-01')`),
    )
    const { code, said } = failToStart(addresses())
    await withClient(postgres.serverUrl, (client) => client.query(`delete from ra.schema_migration where name = '9999-future'`))
    expect({ code, said: said.includes('[internal.schema-newer]') && said.includes('9999-future') }).toEqual({ code: 70, said: true })
  })
})
