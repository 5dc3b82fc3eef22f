import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRelease } from '@certhall/server/download-centre/release'
import { orThrow } from '@certhall/kernel/app-error'
import { silentLog } from '@certhall/kernel/log'
import { openCatalogue, shippedCatalogue } from '@certhall/token/catalogue/catalogue'
import type { DriverOrder } from '@certhall/token/host/driver-order'
import { hostProgramOf } from '@certhall/token/host/host-process'
import { hostedDriver } from '@certhall/token/host/hosted-driver'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { freePort } from '../journeys/private-system.ts'
import { commandOf, descendantsOf, isAlive } from '../system/processes.ts'
import { askForTokens, dpkg, emptyRoot, knock, launch, type RunningClient, runAsRoot, untilListening } from './installed-client.ts'

const checkout = join(import.meta.dirname, '..', '..')
const hall = 'https://hall.example.cn'
const folder = mkdtempSync(join(tmpdir(), 'certhall-deb-'))
const authorities = join(folder, 'authorities')
const out = join(folder, 'out')
const root = join(folder, 'root')
const program = join(root, 'usr/lib/certhall-client')
const originsFile = join(root, 'etc/certhall-client/origins.json')
const state = join(folder, 'state')
const running: RunningClient[] = []

const release = (to: string): void => {
  execFileSync(
    process.execPath,
    [
      'apps/client/release/main.ts',
      '--system',
      `linux-${process.arch}`,
      '--compression',
      'none',
      '--origin',
      hall,
      '--authorities',
      authorities,
      '--out',
      to,
    ],
    { cwd: checkout, stdio: ['ignore', 'ignore', 'pipe'] },
  )
}

const debIn = (where: string): string => join(where, readdirSync(where).find((name) => name.endsWith('.deb')) ?? '')

const start = async (
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly client: RunningClient; readonly port: number }> => {
  const port = await freePort()
  const client = launch(root, { XDG_STATE_HOME: state, CERTHALL_CLIENT_PORTS: String(port), ...environment })
  running.push(client)
  await untilListening(client)
  return { client, port }
}

/** What a start that must fail says. */
const refusal = async (): Promise<string> => {
  const client = launch(root, { XDG_STATE_HOME: state, CERTHALL_CLIENT_PORTS: String(await freePort()) })
  running.push(client)
  expect(await client.ended).toBe(1)
  return client.said()
}

beforeAll(() => {
  mkdirSync(authorities)
  const ca = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    join(folder, 'key.pem'),
    '-out',
    join(authorities, 'root.pem'),
    '-subj',
    '/CN=Root',
    '-days',
    '30',
  ]
  execFileSync('openssl', ['req', '-x509', ...ca], { stdio: 'ignore' })
  release(out)
  emptyRoot(root)
  dpkg(root, '--install', debIn(out))
})

afterEach(async () => {
  for (const client of running.splice(0)) {
    client.process.kill('SIGKILL')
    await client.ended
  }
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('npm run release', () => {
  it('gives the same octets for the same source', () => {
    const again = join(folder, 'again')
    release(again)
    const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')
    expect(digest(debIn(again))).toBe(digest(debIn(out)))
    rmSync(again, { recursive: true })
  })

  it('writes a manifest that the download centre believes', async () => {
    const files = await openRelease(out, silentLog).files()
    expect(files.map(({ file, system }) => ({ file, system }))).toEqual([
      { file: debIn(out).slice(out.length + 1), system: `linux-${process.arch}` },
    ])
  })
})

describe('the installed client', () => {
  it('does not start while its file of origins names no hall or can be changed by others', async () => {
    const text = readFileSync(originsFile, 'utf8')
    runAsRoot('sh', '-c', `echo '{"origins":[]}' > ${originsFile}`)
    expect(await refusal()).toContain('names no hall')
    writeFileSync(originsFile, text)
    chmodSync(originsFile, 0o666)
    expect(await refusal()).toContain('writable by root alone')
    chmodSync(originsFile, 0o644)
  })

  it('answers pages of the configured hall and of nobody else, whatever the environment says', async () => {
    const { port } = await start({
      CERTHALL_CLIENT_ORIGIN: 'http://127.0.0.1:8460',
      CERTHALL_CLIENT_AUTHORITIES: '/nowhere',
      NODE_OPTIONS: '--require=/nowhere',
    })
    expect(await knock(port, hall)).toBe(101)
    for (const origin of [
      undefined,
      'null',
      'http://127.0.0.1:8460',
      'http://hall.example.cn',
      `${hall}.evil.example`,
      'https://evil.example.cn',
    ])
      expect(await knock(port, origin)).toBe(403)
  })

  it('runs on its own Node, keeps its state to itself, and loads no native code', async () => {
    const { client } = await start()
    const command = commandOf(client.process.pid ?? 0)
    expect(command.startsWith(`${program}/node `)).toBe(true)
    expect(command).toContain('--permission')
    expect(command).not.toContain('--allow-addons')
    expect(statSync(join(state, 'certhall-client')).mode & 0o777).toBe(0o700)
  })

  it('reaches drivers through its own host', async () => {
    const catalogue = orThrow(openCatalogue(shippedCatalogue(join(program, 'catalogue.json'))))
    const softHsm = catalogue.models.find(({ modelId }) => modelId === 'softhsm-2')
    const libraryPath = softHsm?.libraries.map(({ path }) => path).find((path) => existsSync(path)) ?? ''
    const tokens = join(folder, 'tokens')
    mkdirSync(tokens)
    writeFileSync(join(folder, 'softhsm2.conf'), `directories.tokendir = ${tokens}\n`)
    const environment = { SOFTHSM2_CONF: join(folder, 'softhsm2.conf') }
    execFileSync('softhsm2-util', ['--init-token', '--free', '--label', 'packed', '--so-pin', '12345678', '--pin', '123456'], {
      env: { ...process.env, ...environment },
      stdio: 'ignore',
    })
    if (softHsm === undefined) throw new Error('the catalogue has no SoftHSM')
    const order: DriverOrder = { kind: 'pkcs11', libraryPath, quirks: softHsm.quirks }
    const driver = hostedDriver({
      order,
      environment,
      program: { ...hostProgramOf(order, join(program, 'driver-host.mjs')), path: join(program, 'node') },
    })
    expect((await driver.list()).map(({ label }) => label)).toEqual(['packed'])
    await driver.close()
  })

  it('ends when a newer package takes its place', async () => {
    const { client } = await start()
    dpkg(root, '--install', debIn(out))
    expect(await client.ended).toBe(0)
  })
})

describe('the package', () => {
  it('is turned on for every user where there is systemd', () => {
    const link = lstatSync(join(root, 'etc/systemd/user/default.target.wants/certhall-client.service'), { throwIfNoEntry: false })
    expect(link?.isSymbolicLink() ?? false).toBe(existsSync('/usr/bin/systemctl'))
  })

  it('ends the client when it is removed, and leaves nothing but what is the user’s', async () => {
    const { client, port } = await start()
    expect(await askForTokens(port, hall)).toMatchObject({ result: { tokens: expect.any(Array) } })
    const hosts = descendantsOf(client.process.pid ?? 0)
    expect(hosts.filter((pid) => commandOf(pid).includes('driver-host.mjs')).length).toBeGreaterThan(0)
    writeFileSync(join(root, 'etc/certhall-client/authorities/own.pem'), '')
    dpkg(root, '--purge', 'certhall-client')
    expect(await client.ended).toBe(0)
    await vi.waitFor(() => expect(hosts.filter(isAlive)).toEqual([]), { timeout: 10_000, interval: 50 })
    const left = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name).slice(root.length))
    expect(left.filter((path) => !path.startsWith('/var/lib/dpkg/'))).toEqual([])
    expect(readdirSync(join(state, 'certhall-client'))).toContain('installation-key.pem')
  })
})
