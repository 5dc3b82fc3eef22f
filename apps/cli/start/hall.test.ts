import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@certhall/kernel/clock'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readConfig } from '../config.ts'
import { isClientWanted } from './evaluation-client.ts'
import type { Hall } from './hall.ts'
import { openHall } from './hall.ts'
import { openProgress } from './progress.ts'

vi.setConfig({ testTimeout: 60_000 })

let directory: string
let port: number
const halls: Hall[] = []

const diary = (): string[] =>
  existsSync(join(directory, 'diary')) ? readFileSync(join(directory, 'diary'), 'utf8').trim().split('\n') : []

/** Stand-ins that write what happens to them into the diary: what is tested here is the order, not the trade. */
const writeProgram = (name: string, file: string, body: string): void => {
  mkdirSync(join(directory, 'apps', name), { recursive: true })
  writeFileSync(
    join(directory, 'apps', name, `${file.replace('.ts', '')}.ts`),
    `import { appendFileSync } from 'node:fs'\nconst write = (text) => appendFileSync(${JSON.stringify(join(directory, 'diary'))}, ${JSON.stringify(name)} + ' ' + text + '\\n')\n${body}`,
  )
}

const open = (environment: Record<string, string> = {}): Hall => {
  const config = readConfig({
    PATH: '/usr/bin:/bin',
    CERTHALL_DATA: join(directory, 'data'),
    CERTHALL_PORT: String(port),
    CERTHALL_CLIENT: 'off',
    ...environment,
  })
  const hall = openHall({
    config,
    clock: systemClock,
    progress: openProgress(systemClock, () => {}),
    programsDirectory: join(directory, 'apps'),
  })
  halls.push(hall)
  return hall
}

const listen = (): Promise<{ readonly server: Server; readonly port: number }> =>
  new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => resolve({ server, port: (server.address() as { port: number }).port }))
  })

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'certhall-hall-'))
  const free = await listen()
  port = free.port
  await new Promise((resolve) => free.server.close(resolve))
  // Handlers first: who says ready may be stopped at once.
  const stay = `process.on('SIGTERM', () => { write('stopped'); process.exit(0) }); process.on('disconnect', () => process.exit(0)); setInterval(() => {}, 1000); write('ready'); process.send({ type: 'ready' })`
  for (const name of ['signer', 'responder', 'server']) writeProgram(name, 'main.ts', stay)
  writeProgram(
    'signer',
    'initialise.ts',
    `write('initialised'); console.log(JSON.stringify({ invitations: [{ name: '李审核', roles: ['reviewer'], token: 'abc' }] }))`,
  )
})

afterEach(async () => {
  for (const hall of halls.splice(0)) await hall.stop(true)
  rmSync(directory, { recursive: true, force: true })
})

describe('openHall', () => {
  it('refuses a taken port by the name of its setting, before anything starts', async () => {
    const taken = await listen()
    for (const setting of ['CERTHALL_PORT', 'CERTHALL_RESPONDER_PORT']) {
      const hall = open({ [setting]: String(taken.port) })
      await expect(hall.open()).rejects.toMatchObject({ code: 'busy.port', detail: { setting, port: taken.port } })
      await hall.stop(false)
    }
    await new Promise((resolve) => taken.server.close(resolve))
    expect(existsSync(join(directory, 'data', 'postgres'))).toBe(false)
  })

  it('refuses a second instance and leaves the first alone', async () => {
    await open().open()
    await expect(open({ CERTHALL_PORT: String(port + 7) }).open()).rejects.toMatchObject({ code: 'busy.data-directory' })
    expect(diary().filter((line) => line.endsWith('stopped'))).toEqual([])
  })

  it('fails with what a program said and stops what had started', async () => {
    writeProgram(
      'responder',
      'main.ts',
      `process.send({ type: 'failed', code: 'internal.self-test', message: 'sha256' }); process.disconnect()`,
    )
    const hall = open()
    await expect(hall.open()).rejects.toMatchObject({ code: 'internal.self-test' })
    await hall.stop(false)
    expect(diary()).toEqual(['signer initialised', 'signer ready', 'signer stopped'])
    expect(existsSync(join(directory, 'data', 'postgres', 'postmaster.pid'))).toBe(false)
  })

  it('starts signer, responder, server and stops them the other way round', async () => {
    const hall = open()
    await hall.open()
    await hall.stop(false)
    expect(diary()).toEqual([
      'signer initialised',
      'signer ready',
      'responder ready',
      'server ready',
      'server stopped',
      'responder stopped',
      'signer stopped',
    ])
  })

  describe('in evaluation', () => {
    const serveAuthorities = `process.on('SIGTERM', () => process.exit(0)); process.on('disconnect', () => process.exit(0));
      const { createServer } = await import('node:http')
      createServer((request, response) => { response.statusCode = request.url === '/ca/root.cer' ? 200 : 404; response.end('der') })
        .listen(Number(process.env.CERTHALL_RESPONDER_PORT), '127.0.0.1', () => process.send({ type: 'ready' }))`

    it('starts the client last, for its own pages and authorities alone', async () => {
      writeProgram('responder', 'main.ts', serveAuthorities)
      writeProgram(
        'client',
        'main.ts',
        `for (const key of ['ORIGIN', 'STATE', 'AUTHORITIES']) write(process.env['CERTHALL_CLIENT_' + key]); process.send({ type: 'ready' }); process.on('disconnect', () => process.exit(0)); process.on('SIGTERM', () => process.exit(0))`,
      )
      expect(await open({ CERTHALL_CLIENT: 'software' }).open()).toMatchObject({ hasClient: true })
      const folder = join(directory, 'data', 'client')
      expect(diary().slice(-4)).toEqual([
        'server ready',
        `client http://127.0.0.1:${port}`,
        `client ${join(folder, 'state')}`,
        `client ${join(folder, 'authorities')}`,
      ])
      expect(readdirSync(join(folder, 'authorities'))).toEqual(['root.cer'])
    })

    it('is whole without a client that cannot start', async () => {
      writeProgram('responder', 'main.ts', serveAuthorities)
      writeProgram('client', 'main.ts', `process.send({ type: 'failed', code: 'busy.port', message: '18460' }); process.disconnect()`)
      expect(await open({ CERTHALL_CLIENT: 'software' }).open()).toMatchObject({ hasClient: false })
      expect(diary().filter((line) => line.endsWith('stopped'))).toEqual([])
    })

    it.each([
      [{}, true],
      [{ CERTHALL_CLIENT: 'off' }, false],
      [{ CERTHALL_PUBLIC_URL: 'https://hall.example.cn' }, false],
      [{ CERTHALL_HOST: '::1' }, false],
      [{ CERTHALL_MODE: 'production', CERTHALL_PUBLIC_URL: 'http://127.0.0.1:8460' }, false],
    ])('with %o wants a client: %s', (environment, isWanted) => {
      expect(isClientWanted(readConfig(environment))).toBe(isWanted)
    })
  })

  it('initialises once, and offers the staff links until they were shown', async () => {
    writeProgram('server', 'main.ts', `process.send({ type: 'failed', code: 'busy.storage', message: 'x' }); process.disconnect()`)
    const failing = open()
    await expect(failing.open()).rejects.toMatchObject({ code: 'busy.storage' })
    await failing.stop(false)
    writeProgram(
      'server',
      'main.ts',
      `process.send({ type: 'ready' }); process.on('disconnect', () => process.exit(0)); process.on('SIGTERM', () => process.exit(0))`,
    )

    const second = open()
    expect((await second.open()).invitations).toEqual([{ name: '李审核', roles: ['reviewer'], token: 'abc' }])
    second.forgetInvitations()
    await second.stop(false)
    const third = open()
    expect((await third.open()).invitations).toEqual([])
    expect(diary().filter((line) => line === 'signer initialised')).toHaveLength(1)
  })

  it('keeps the signer’s database and the server’s apart', async () => {
    for (const name of ['signer', 'responder', 'server']) {
      writeProgram(
        name,
        'main.ts',
        `for (const key of Object.keys(process.env).filter((each) => each.endsWith('DATABASE_URL')).sort()) write(key); process.send({ type: 'ready' }); process.on('disconnect', () => process.exit(0)); process.on('SIGTERM', () => process.exit(0))`,
      )
    }
    await open().open()
    expect(diary()).toEqual([
      'signer initialised',
      'signer CERTHALL_SIGNER_DATABASE_URL',
      'responder CERTHALL_RESPONDER_DATABASE_URL',
      'server CERTHALL_DATABASE_URL',
    ])
  })

  it('stops while it is still starting', async () => {
    const hall = open()
    const opening = hall.open().catch(() => undefined)
    await vi.waitFor(() => expect(diary()).toContain('signer initialised'), { timeout: 55_000, interval: 20 })
    await hall.stop(false)
    await opening
    expect(existsSync(join(directory, 'data', 'postgres', 'postmaster.pid'))).toBe(false)
    expect(diary().filter((line) => line.endsWith('ready')).length).toBe(diary().filter((line) => line.endsWith('stopped')).length)
  })
})
