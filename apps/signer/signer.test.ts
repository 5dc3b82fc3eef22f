/** The signer as a process: its first start, its doors, and what it refuses at them. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { enrolResponse } from '@certhall/contract/signer/other'
import { fromBase64, toBase64 } from '@certhall/kernel/bytes'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { buildCsr } from '@certhall/pki/csr/build-csr'
import { nameValue } from '@certhall/pki/name/parse-name'
import { testDatabase, type TestDatabase } from '@certhall/testkit/test-database'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('the signer', () => {
  let database: TestDatabase
  let data: string
  let signer: ChildProcess
  let invitations: { readonly name: string; readonly roles: readonly string[]; readonly token: string }[]

  const environment = (more: Record<string, string> = {}): Record<string, string> => ({
    PATH: process.env['PATH'] ?? '',
    CERTHALL_DATA: data,
    CERTHALL_RUN_DIR: data,
    CERTHALL_SIGNER_DATABASE_URL: database.url,
    CERTHALL_PUBLIC_URL: 'http://127.0.0.1:8460',
    CERTHALL_LOG_LEVEL: 'warn',
    ...more,
  })
  const initialise = async (more?: Record<string, string>): Promise<string> =>
    (await promisify(execFile)(process.execPath, [file('initialise.ts')], { env: environment(more) })).stdout

  const rootAct = async (...words: string[]): Promise<string> =>
    (await promisify(execFile)(process.execPath, [file('root-act.ts'), ...words], { env: environment() })).stdout
  const profileAuthorities = async (directory: string): Promise<readonly string[]> => {
    const answer = await new Promise<string>((resolve, reject) => {
      const call = request({ socketPath: join(directory, 'signer-server.sock'), path: '/profiles' }, (response) => {
        let text = ''
        response
          .setEncoding('utf8')
          .on('data', (chunk: string) => (text += chunk))
          .on('end', () => resolve(text))
      })
      call.on('error', reject).end()
    })
    return (JSON.parse(answer) as { profiles: { authorityId: string }[] }).profiles.map(({ authorityId }) => authorityId)
  }

  const start = (
    more?: Record<string, string>,
  ): Promise<{ readonly child: ChildProcess; readonly said: { readonly type: string; readonly code?: string } }> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [file('main.ts')], { env: environment(more), stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
      child.once('message', (said) => resolve({ child, said: said as { type: string } }))
    })

  beforeAll(async () => {
    database = await testDatabase()
    data = mkdtempSync(join(tmpdir(), 'certhall-signer-'))
    invitations = (JSON.parse(await initialise()) as { invitations: typeof invitations }).invitations
    const started = await start()
    expect(started.said).toEqual({ type: 'ready' })
    signer = started.child
  })
  afterAll(async () => {
    await ended(signer, () => signer.kill('SIGTERM'))
    await database.drop()
    rmSync(data, { recursive: true, force: true })
  })

  const ask = (
    door: 'server' | 'responder' | 'admin',
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly answer: Record<string, unknown> }> =>
    askRaw(door, path, body === undefined ? undefined : JSON.stringify(body))
  const askRaw = (
    door: string,
    path: string,
    text: string | undefined,
  ): Promise<{ readonly status: number; readonly answer: Record<string, unknown> }> =>
    new Promise((resolve, reject) => {
      const call = request(
        { socketPath: join(data, `signer-${door}.sock`), path, method: text === undefined ? 'GET' : 'POST' },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              answer: JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>,
            }),
          )
        },
      )
      call.on('error', reject)
      call.end(text)
    })

  it('invites two reviewers, an issuer, an auditor and customer service at its first start', () => {
    expect(invitations.map(({ roles }) => roles.join())).toEqual(['reviewer', 'reviewer', 'issuer', 'auditor', 'customerService'])
    expect(new Set(invitations.map(({ token }) => token)).size).toBe(5)
  })

  it('keeps keys, passphrases and sockets from everybody else', () => {
    const names = [
      'ca/root.sealed.json',
      'ca/issuing-ec.sealed.json',
      'secrets/root-passphrase',
      'secrets/signer-passphrase',
      'signer-server.sock',
      'signer-admin.sock',
    ]
    for (const name of names) expect((statSync(join(data, name)).mode & 0o077).toString(8)).toBe('0')
  })

  it.each([
    ['server', '/invite'],
    ['server', '/disable'],
    ['server', '/staff'],
    ['server', '/delegate'],
    ['responder', '/disable'],
    ['responder', '/issue'],
    ['responder', '/enrol'],
    ['responder', '/revoke'],
    ['responder', '/invite'],
    ['admin', '/issue'],
    ['admin', '/enrol'],
    ['admin', '/delegate'],
    ['server', '/'],
    ['server', '/issue?x'],
  ] as const)('has behind the %s door no %s', async (door, path) => {
    expect(await ask(door, path, {})).toEqual({ status: 404, answer: { code: 'missing.page', detail: {} } })
  })

  it('refuses what is no JSON, what has unknown fields, and what is too large', async () => {
    expect(await askRaw('server', '/enrol', '{')).toMatchObject({ status: 422, answer: { code: 'input.malformed' } })
    expect(await ask('server', '/enrol', { token: 'x', csr: 'y', role: 'issuer' })).toMatchObject({
      status: 422,
      answer: { code: 'input.malformed' },
    })
    expect(await ask('server', '/invitation', { token: 'x'.repeat(5000) })).toMatchObject({
      status: 422,
      answer: { code: 'input.payload-size' },
    })
  })

  it('enrols an invited person', async () => {
    const [invited] = invitations
    expect(await ask('server', '/invitation', { token: invited?.token })).toMatchObject({
      status: 200,
      answer: { name: '李审核', roles: ['reviewer'] },
    })
    const { status, answer } = await ask('server', '/enrol', { token: invited?.token, csr: await someCsr() })
    expect(status).toBe(200)
    const enrolled = enrolResponse.parse(answer)
    const certificate = parseCertificate(fromBase64(enrolled.certificate))
    expect([nameValue(certificate.subject, 'CN'), nameValue(certificate.subject, 'serialNumber')]).toEqual(['李审核', enrolled.personId])
    expect(await ask('server', '/enrol', { token: invited?.token, csr: await someCsr() })).toMatchObject({
      answer: { code: 'auth.enrolment-refused' },
    })
  })

  it('certifies a delegate at the door of the responder', async () => {
    expect(await ask('responder', '/delegate', { authorityId: 'issuing-ec', csr: await someCsr() })).toMatchObject({ status: 200 })
    expect(await ask('responder', '/delegate', { authorityId: 'root', csr: await someCsr() })).toMatchObject({
      status: 404,
      answer: { code: 'missing.authority' },
    })
  })

  it('refuses to run twice over the same sockets', async () => {
    expect((await start()).said).toMatchObject({ type: 'failed', code: 'busy.data-directory' })
  })

  it('refuses a wrong passphrase', async () => {
    const path = join(data, 'wrong-passphrase')
    writeFileSync(path, 'not the passphrase\n', { mode: 0o600 })
    expect((await start({ CERTHALL_SIGNER_PASSPHRASE_FILE: path })).said).toMatchObject({ type: 'failed', code: 'internal.key-sealed' })
    chmodSync(path, 0o644)
    expect((await start({ CERTHALL_SIGNER_PASSPHRASE_FILE: path })).said).toMatchObject({ type: 'failed', code: 'internal.configuration' })
  })

  it('refuses an unknown setting', async () => {
    expect((await start({ CERTHALL_SIGNER_PASSPHRASE: 'x' })).said).toMatchObject({ type: 'failed', code: 'internal.configuration' })
  })

  it('initialised again, keeps its keys and invites only who has no certificate', async () => {
    const before = readFileSync(join(data, 'ca/root.sealed.json'))
    const again = (JSON.parse(await initialise()) as { invitations: typeof invitations }).invitations
    expect(again.map(({ name }) => name)).toEqual(['王复核', '张制证', '赵审计', '孙客服'])
    expect(readFileSync(join(data, 'ca/root.sealed.json')).equals(before)).toBe(true)
  })

  it('finishes a hierarchy that broke off', async () => {
    const second = await testDatabase()
    const directory = mkdtempSync(join(tmpdir(), 'certhall-signer-'))
    const more = { CERTHALL_DATA: directory, CERTHALL_SIGNER_DATABASE_URL: second.url }
    await initialise(more)
    rmSync(join(directory, 'ca/issuing-ec.sealed.json'))
    rmSync(join(directory, 'ca/staff.sealed.json'))
    const third = await testDatabase()
    await initialise({ ...more, CERTHALL_SIGNER_DATABASE_URL: third.url })
    expect(statSync(join(directory, 'ca/staff.sealed.json')).isFile()).toBe(true)
    // The first ledger knows other certificates of these authorities: its keys are gone, and it says so.
    await expect(initialise(more)).rejects.toThrow(/foreign-authority/)
    await second.drop()
    await third.drop()
    rmSync(directory, { recursive: true, force: true })
    // Three hierarchies, each key sealed under a slow derivation.
  }, 120_000)

  it('leaves the root’s key to a program of its own', async () => {
    await expect(rootAct('roll-over', 'issuing-gost')).rejects.toThrow(/missing.authority/)
    expect(JSON.parse(await rootAct('root-lists'))).toEqual({ authorityIds: ['root', 'root-sm2'] })
  }, 60_000)

  it('issues from a rolled-over authority at its next start, and ends when its supervisor is gone', async () => {
    expect(JSON.parse(await rootAct('roll-over', 'issuing-ec', '9'))).toMatchObject({ authorityId: 'issuing-ec-2', generation: 2 })
    expect(await profileAuthorities(data)).toContain('issuing-ec')
    const directory = mkdtempSync(join(tmpdir(), 'certhall-signer-'))
    const { child, said } = await start({ CERTHALL_RUN_DIR: directory })
    expect(said).toEqual({ type: 'ready' })
    const authorityIds = await profileAuthorities(directory)
    expect([authorityIds.includes('issuing-ec-2'), authorityIds.includes('issuing-ec'), authorityIds.includes('issuing-rsa')]).toEqual([
      true,
      false,
      true,
    ])
    expect(await ended(child, () => child.disconnect())).toBe(0)
    rmSync(directory, { recursive: true, force: true })
  })
})

const file = (name: string): string => join(import.meta.dirname, name)

const ended = (child: ChildProcess, end: () => void): Promise<number | null> =>
  new Promise((resolve) => {
    child.once('exit', (code) => resolve(code))
    end()
  })

const someCsr = async (): Promise<string> => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
  return toBase64(
    await buildCsr({ spki, subject: [], sign: async (bytes) => sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }) }),
  )
}
