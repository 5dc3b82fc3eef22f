/** 证书核验 by HTTP: real signer, real responder, and OpenSSL as the judge of what is handed out. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type CheckStatement, checkStatement } from '@certhall/contract/certificate/check'
import { verifyCommands } from '@certhall/contract/certificate/verify-commands'
import { canonicalJson, isCanonicalJson } from '@certhall/contract/statement/canonical-json'
import { fromBase64, fromBase64Url } from '@certhall/kernel/bytes'
import { systemClock } from '@certhall/kernel/clock'
import { toPem } from '@certhall/pki/pem'
import {
  approve,
  csrOf,
  enrolStaffVisitor,
  openVisitor,
  readPasscode,
  release,
  sha256,
  signStatement,
  type StaffVisitor,
  until,
  type Visitor,
} from '@certhall/testkit/desk-visitor'
import { type Hall, startHall, submitSample } from '@certhall/testkit/hall'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let hall: Hall
let visitor: Visitor
let reviewer: StaffVisitor
let responder: ChildProcess
let directory: string
let held: { certificate: string; serialNumber: string; authorityId: string; chain: string[] }

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'certhall-check-'))
  const port = String(await freePort())
  hall = await startHall({ environment: { CERTHALL_RESPONDER_PORT: port } })
  responder = await startResponder(port)
  reviewer = await enrolStaffVisitor(hall.server, hall.tokens['reviewer']?.[0] ?? '')
  const issuer = await enrolStaffVisitor(hall.server, hall.tokens['issuer']?.[0] ?? '')
  visitor = openVisitor(hall.server)
  held = await download(issuer, 'A2026-000301')
}, 120_000)
afterAll(async () => {
  responder.kill('SIGTERM')
  await hall.drop()
  rmSync(directory, { recursive: true, force: true })
})

const download = async (issuer: StaffVisitor, applicationNo: string): Promise<typeof held> => {
  await submitSample(hall, { applicationNo })
  await approve(reviewer, applicationNo)
  await release(issuer, applicationNo)
  const passcode = await readPasscode(visitor, applicationNo)
  await until(async () => ((await visitor.post('/passcodes/check', { passcode })).status === 200 ? true : undefined))
  const key: KeyObject = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const { body } = await visitor.post('/passcodes/redeem', { passcode, csr: await csrOf(key) })
  const text = canonicalJson({
    format: 'certhall.install-confirmation.v1',
    serialNumber: body.serialNumber,
    certificateSha256: sha256(fromBase64(body.certificate)),
  })
  await visitor.post('/passcodes/confirm', { passcode, text, signature: signStatement(key, text) })
  return body
}

const startResponder = (port: string): Promise<ChildProcess> =>
  new Promise((started, failed) => {
    const environment = {
      PATH: process.env['PATH'] ?? '',
      CERTHALL_RESPONDER_DATABASE_URL: hall.ledgerUrl,
      CERTHALL_RUN_DIR: join(hall.dataDirectory, 'run'),
      CERTHALL_RESPONDER_PORT: port,
      CERTHALL_RESPONDER_PROCESSES: '1',
      CERTHALL_LOG_LEVEL: 'error',
    }
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../responder/main.ts')], {
      env: environment,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    child.once('exit', (code) => failed(new Error(`the responder ended with ${code}`)))
    child.on('message', (message: { type?: string }) => {
      if (message.type === 'ready') started(child)
    })
  })

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

const ask = (certificate: string, at: string | null = null) => visitor.post('/checks', { certificate, at })
const told = async (certificate: string, at: string | null = null): Promise<CheckStatement> => {
  const { status, body } = await ask(certificate, at)
  if (status !== 200) throw new Error(JSON.stringify(body))
  expect(isCanonicalJson(body.text)).toBe(true)
  return checkStatement.parse(JSON.parse(body.text))
}
const openssl = async (...words: string[]): Promise<string> => {
  const { stdout, stderr } = await promisify(execFile)('openssl', words, { cwd: directory })
  return `${stdout}${stderr}`
}
/** What stands on the page, without the program's own name. */
const wordsOf = (command: string): readonly string[] => command.split(' ').slice(1)
const file = (name: string, content: string | Uint8Array): void => writeFileSync(join(directory, name), content)
const foreign = async (): Promise<string> => {
  await openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    'foreign.key',
    '-subj',
    '/CN=Certhall Enterprise CA/C=CN',
    '-days',
    '30',
    '-outform',
    'DER',
    '-out',
    'foreign.der',
  )
  return openssl('x509', '-inform', 'DER', '-in', 'foreign.der')
}
const moved = (certificate: string): string => {
  const der = fromBase64(certificate)
  der[der.length - 1] = (der[der.length - 1] ?? 0) ^ 1
  return toPem('CERTIFICATE', der)
}

describe('a check', () => {
  it.each([
    ['nothing', ''],
    ['words', 'certificate'],
    ['two certificates', 'two'],
    ['a damaged frame', '-----BEGIN CERTIFICATE-----\nAAAA'],
    ['DER cut short', 'short'],
    ['DER with octets behind it', 'long'],
  ])('is refused for %s', async (_what, given) => {
    const pem = toPem('CERTIFICATE', fromBase64(held.certificate))
    const sent =
      { two: pem + pem, short: held.certificate.slice(0, 400), long: `${held.certificate.replaceAll('=', '')}AAAA`.slice(0, 1200) }[
        given
      ] ?? given
    expect(await ask(sent)).toMatchObject({ status: 422, body: { code: 'input.certificate-malformed' } })
  })

  it('is refused for a date that has not come, and for more than a certificate can be', async () => {
    expect((await ask(held.certificate, new Date(systemClock.nowMs() + 60_000).toISOString())).body.code).toBe('input.date-future')
    expect((await ask('A'.repeat(40_001))).status).toBe(422)
    expect((await ask('A'.repeat(60_000))).body.code).toBe('input.payload-size')
  })

  it('never calls a certificate good that others made, whatever its names say, nor one that was altered', async () => {
    expect(await told(await foreign())).toMatchObject({ chain: 'foreign', state: 'unknown', reason: null, since: null })
    expect(await told(moved(held.certificate), new Date(systemClock.nowMs()).toISOString())).toMatchObject({
      chain: 'foreign',
      state: 'unknown',
      asked: { state: 'unknown' },
    })
    expect((await ask(moved(held.certificate))).body.ocsp).toBeNull()
  })

  it('says good of a valid one, as PEM and as DER, and what it was before it began', async () => {
    const statement = await told(toPem('CERTIFICATE', fromBase64(held.certificate)))
    expect(statement).toMatchObject({
      chain: 'ours',
      state: 'good',
      serialNumber: held.serialNumber,
      certificateSha256: sha256(fromBase64(held.certificate)),
      asked: null,
    })
    expect(await told(held.certificate, '2020-01-01T00:00:00Z')).toMatchObject({
      state: 'good',
      asked: { at: '2020-01-01T00:00:00.000Z', state: 'notYetValid', reason: null },
    })
  })

  it('knows the certificates of the staff by the status service alone', async () => {
    expect(await told(reviewer.certificate)).toMatchObject({ chain: 'ours', state: 'good' })
  })

  it('can be verified with OpenSSL: text by the key of the hall, status by the authority', async () => {
    const { body } = await ask(held.certificate)
    const { body: key } = await visitor.get('/checks/key')
    expect(key.keyId).toBe(body.keyId)
    file('check.txt', body.text)
    file('check.sig', fromBase64Url(body.signature))
    file('check-key.pem', key.publicKeyPem)
    expect(await openssl(...wordsOf(verifyCommands.text))).toContain('Verified Successfully')
    file('check.ocsp', fromBase64(body.ocsp))
    file('cert.pem', toPem('CERTIFICATE', fromBase64(held.certificate)))
    file('issuer.pem', toPem('CERTIFICATE', fromBase64(held.chain[0] ?? '')))
    file(
      'root.pem',
      toPem(
        'CERTIFICATE',
        fromBase64((await hall.server.grounds.signer.authorities()).find(({ authorityId }) => authorityId === 'root')?.certificate ?? ''),
      ),
    )
    const judged = await openssl(...wordsOf(verifyCommands.ocsp))
    expect(judged).toMatch(/cert\.pem: good[\s\S]*verify OK/)
    file('check.txt', body.text.replace('"good"', '"frozen"'))
    await expect(openssl(...wordsOf(verifyCommands.text))).rejects.toThrow()
  })

  it('tells a freeze at once, by the copy and by the ledger, and good for the time before', async () => {
    const frozenAt = systemClock.nowMs()
    await hall.server.grounds.signer.revoke({
      authorityId: held.authorityId,
      serialNumber: held.serialNumber,
      reason: 'certificateHold',
      applicationNo: null,
    })
    await until(async () => ((await told(held.certificate)).state === 'frozen' ? true : undefined))
    await sql`update ra.certificate set state = 'frozen', frozen_at = ${new Date(frozenAt)}`.execute(hall.server.grounds.database.kysely)
    const notBefore = (await told(held.certificate)).notBefore
    expect(await told(held.certificate, notBefore)).toMatchObject({
      state: 'frozen',
      reason: 'certificateHold',
      since: new Date(frozenAt).toISOString(),
      asked: { state: 'good', reason: null },
    })
    expect((await ask(held.certificate)).body.ocsp).not.toBeNull()
    await sql`update ra.certificate set state = 'revoked', ended_at = ${new Date(systemClock.nowMs())}, end_reason = 'superseded'`.execute(
      hall.server.grounds.database.kysely,
    )
    const { body } = await ask(held.certificate, new Date(frozenAt).toISOString())
    expect(JSON.parse(body.text)).toMatchObject({
      state: 'revoked',
      reason: 'superseded',
      asked: { state: 'frozen', reason: 'certificateHold' },
    })
    expect(body.ocsp).toBeNull()
  })

  it('says nothing good while the status service is silent, but still what has ended', async () => {
    responder.kill('SIGKILL')
    await new Promise((resolve) => responder.once('exit', resolve))
    expect((await ask(reviewer.certificate)).body.code).toBe('busy.responder')
    expect(await told(held.certificate)).toMatchObject({ state: 'revoked' })
  })

  it('is limited for a flood', async () => {
    const answers = []
    for (let round = 0; round < 130; round += 1) answers.push((await ask('x')).body.code)
    expect(answers.at(-1)).toBe('limit.requests')
  })
})
