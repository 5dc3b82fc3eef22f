/** A freeze as relying parties see it: real signer, real responder, OpenSSL for OCSP, full list and delta. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fromBase64, toBase64, toHex } from '@certhall/kernel/bytes'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { parseCrl, parseDeltaCrl } from '@certhall/pki/crl/parse-crl'
import { buildCsr } from '@certhall/pki/csr/build-csr'
import { toPem } from '@certhall/pki/pem'
import { testDatabase, type TestDatabase } from '@certhall/testkit/test-database'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const program = (name: string): string => join(import.meta.dirname, '../../apps', name)
const run = async (name: string, ...words: string[]): Promise<string> => {
  const { stdout, stderr } = await promisify(execFile)(name, words)
  return `${stdout}${stderr}`
}

describe('a freeze', () => {
  let database: TestDatabase
  let data: string
  let base: string
  let programs: readonly ChildProcess[] = []
  let serialNumber: string

  beforeAll(async () => {
    database = await testDatabase()
    data = mkdtempSync(join(tmpdir(), 'certhall-freeze-'))
    const port = await freePort()
    base = `http://127.0.0.1:${port}`
    const environment = {
      PATH: process.env['PATH'] ?? '',
      CERTHALL_DATA: data,
      CERTHALL_RUN_DIR: data,
      CERTHALL_SIGNER_DATABASE_URL: database.url,
      CERTHALL_RESPONDER_DATABASE_URL: database.url,
      CERTHALL_RESPONDER_PORT: String(port),
      CERTHALL_RESPONDER_PROCESSES: '1',
      CERTHALL_PUBLIC_URL: base,
      CERTHALL_LOG_LEVEL: 'error',
    }
    const { stdout } = await promisify(execFile)(process.execPath, [program('signer/initialise.ts')], { env: environment })
    const [invited] = (JSON.parse(stdout) as { invitations: { token: string }[] }).invitations
    programs = [await start('signer/main.ts', environment), await start('responder/main.ts', environment)]
    const { certificate } = await ask('/enrol', { token: invited?.token, csr: await someCsr() })
    const der = fromBase64(String(certificate))
    serialNumber = toHex(parseCertificate(der).serial)
    writeFileSync(join(data, 'holder.pem'), toPem('CERTIFICATE', der))
    for (const id of ['root', 'staff']) writeFileSync(join(data, `${id}.pem`), toPem('CERTIFICATE', await fetched(`/ca/${id}.cer`)))
  }, 60_000)
  afterAll(async () => {
    await Promise.all(programs.map((child) => ended(child)))
    await database.drop()
    rmSync(data, { recursive: true, force: true })
  })

  const at = (name: string): string => join(data, name)
  const ask = (path: string, body: unknown): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const call = request({ socketPath: at('signer-server.sock'), path, method: 'POST' }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>))
      })
      call.on('error', reject)
      call.end(JSON.stringify(body))
    })
  const revoke = (reason: 'certificateHold' | 'superseded') =>
    ask('/revoke', { authorityId: 'staff', serialNumber, reason, applicationNo: null })
  const fetched = async (path: string): Promise<Uint8Array> => new Uint8Array(await (await fetch(`${base}${path}`)).arrayBuffer())
  const ocsp = (): Promise<string> =>
    run(
      'openssl',
      'ocsp',
      '-issuer',
      at('staff.pem'),
      '-cert',
      at('holder.pem'),
      '-url',
      `${base}/ocsp`,
      '-CAfile',
      at('root.pem'),
      '-verify_other',
      at('staff.pem'),
    )
  const lists = async (reason: string | undefined) => {
    const [full, delta] = await until(async () => {
      const pair = [parseCrl(await fetched('/crl/staff.crl')), parseDeltaCrl(await fetched('/crl/staff-delta.crl'))] as const
      return pair.every(({ entries }) => entries.find(({ serial }) => toHex(serial) === serialNumber)?.reason === reason) ? pair : undefined
    })
    writeFileSync(at(`full-${reason}.pem`), toPem('X509 CRL', full.der))
    writeFileSync(at(`delta-${reason}.pem`), toPem('X509 CRL', delta.der))
    return { full, delta }
  }
  const verify = (...more: string[]): Promise<string> =>
    run(
      'openssl',
      'verify',
      '-x509_strict',
      '-CAfile',
      at('root.pem'),
      '-untrusted',
      at('staff.pem'),
      '-crl_check',
      ...more,
      at('holder.pem'),
    )

  it('shows on OCSP, full list and delta, turns final with its date, and is never lifted', async () => {
    expect(await ocsp()).toMatch(/holder\.pem: good/)
    await lists(undefined)
    expect(await verify('-CRLfile', at('full-undefined.pem'))).toContain(': OK')

    const { revokedAt } = await revoke('certificateHold')
    await until(async () => (/revoked[\s\S]*Reason: certificateHold/.test(await ocsp()) ? true : undefined))
    const held = await lists('certificateHold')
    expect(held.delta.crlNumber).toBe(held.full.crlNumber)
    // Whoever holds the list of before learns of it from the delta.
    await expect(
      verify('-CRLfile', at('full-undefined.pem'), '-CRLfile', at('delta-certificateHold.pem'), '-extended_crl', '-use_deltas'),
    ).rejects.toThrow(/revoked/)
    await expect(verify('-CRLfile', at('full-certificateHold.pem'))).rejects.toThrow(/revoked/)

    expect(await revoke('superseded')).toEqual({ revokedAt, reason: 'superseded' })
    expect(await revoke('certificateHold')).toEqual({ revokedAt, reason: 'superseded' })
    await until(async () => (/revoked[\s\S]*Reason: superseded/.test(await ocsp()) ? true : undefined))
    const final = await lists('superseded')
    const seconds = Math.floor(Date.parse(String(revokedAt)) / 1000) * 1000
    expect(final.full.entries.find(({ serial }) => toHex(serial) === serialNumber)?.revokedAtMs).toBe(seconds)
    expect(final.full.crlNumber).toBeGreaterThan(held.full.crlNumber)
  }, 60_000)
})

const until = async <Value>(look: () => Promise<Value | undefined>): Promise<Value> => {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const start = (name: string, env: Record<string, string>): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program(name)], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    child.once('message', (said) =>
      (said as { type: string }).type === 'ready' ? resolve(child) : reject(new Error(JSON.stringify(said))),
    )
  })

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

const someCsr = async (): Promise<string> => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
  return toBase64(
    await buildCsr({ spki, subject: [], sign: async (bytes) => sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }) }),
  )
}
