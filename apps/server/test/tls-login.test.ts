/** The second way in, with real handshakes: the browser shows its certificate to a host name of its own. */
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fromBase64 } from '@certhall/kernel/bytes'
import { systemClock } from '@certhall/kernel/clock'
import { toPem } from '@certhall/pki/pem'
import { type Applicant, openApplicant } from '@certhall/testkit/applicant-visitor'
import { enrolStaffVisitor, type StaffVisitor } from '@certhall/testkit/desk-visitor'
import { type Hall, startHall } from '@certhall/testkit/hall'
import { issueSoftCertificate, type SoftCertificate } from '@certhall/testkit/holder-visitor'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'certhall-tls-'))
const [certFile, keyFile] = [join(folder, 'door.pem'), join(folder, 'door.key')]
let hall: Hall
let port: number
let reviewer: StaffVisitor
let held: SoftCertificate
let rsa: SoftCertificate
let offsetMs = 0
const clock = { nowMs: () => systemClock.nowMs() + offsetMs }

beforeAll(async () => {
  await openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
    '-keyout',
    keyFile,
    '-out',
    certFile,
  )
  port = await freePort()
  hall = await startHall({
    clock,
    environment: {
      CERTHALL_TLS_CERT: certFile,
      CERTHALL_TLS_KEY: keyFile,
      CERTHALL_CERTIFICATE_LOGIN_URL: `https://localhost:${port}`,
      CERTHALL_CERTIFICATE_LOGIN_PORT: String(port),
    },
  })
  reviewer = await enrolStaffVisitor(hall.server, hall.tokens['reviewer']?.[0] ?? '')
  const staff = { reviewer, issuer: await enrolStaffVisitor(hall.server, hall.tokens['issuer']?.[0] ?? '') }
  held = await issueSoftCertificate(hall, staff, { applicationNo: 'A2026-000801' })
  rsa = await issueSoftCertificate(hall, staff, { applicationNo: 'A2026-000802', projectId: 'tax', algorithm: 'rsa-2048' })
  await hall.server.certificateDoor?.listen('127.0.0.1', port)
})
afterAll(async () => {
  await hall.drop()
  rmSync(folder, { recursive: true, force: true })
})

const openssl = (...options: string[]) => promisify(execFile)('openssl', options)
/** Signed by a key of our own, under the name of the authority and without a key identifier that would give it away. */
const forgedUnder = async (authority: Uint8Array, keyAlgorithm: string): Promise<Shown> => {
  const subject = `/${new X509Certificate(authority).subject.split('\n').join('/')}`
  const [cert, key] = [join(folder, 'forged.pem'), join(folder, 'forged.key')]
  const kind = keyAlgorithm.startsWith('rsa') ? ['rsa:2048'] : ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
  await openssl(
    'req',
    '-x509',
    '-newkey',
    ...kind,
    '-nodes',
    '-days',
    '2',
    '-utf8',
    '-subj',
    subject,
    '-addext',
    'authorityKeyIdentifier=none',
    '-keyout',
    key,
    '-out',
    cert,
  )
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
}
const freePort = (): Promise<number> =>
  new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => found(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

interface Shown {
  readonly cert: string
  readonly key: string
}
const pemOf = ({ certificate, key }: Pick<SoftCertificate, 'certificate' | 'key'>): Shown => ({
  cert: toPem('CERTIFICATE', fromBase64(certificate)),
  key: String(key.privateKey.export({ type: 'pkcs8', format: 'pem' })),
})

/** What a browser does at the other host: shows what it has, and follows back. Gives the fragment. */
const visit = (url: string, shown?: Shown): Promise<string> =>
  new Promise((done, failed) => {
    const asked = request(url, { ca: readFileSync(certFile), agent: false, ...shown }, (response) => {
      response.resume()
      done(response.statusCode === 303 ? (response.headers.location ?? '') : String(response.statusCode))
    })
    asked.once('error', failed)
    asked.end()
  })
const begin = async (visitor: Applicant): Promise<string> => (await visitor.ask('POST', '/holder/tls-login', {})).body.url as string
const finish = (visitor: Applicant, address: string) =>
  visitor.ask('POST', '/holder/tls-login/finish', { proof: /#proof=(.+)$/.exec(address)?.[1] ?? '' })
const back = 'http://127.0.0.1:8460/hall/manage'
const change = (set: string) =>
  sql
    .raw(`update ra.certificate set ${set} where certificate_sha256 = '${held.certificateSha256}'`)
    .execute(hall.server.grounds.database.kysely)

describe('the listener', () => {
  it('leads back without a proof who shows nothing, a certificate of another CA, one of the staff, or no state', async () => {
    const url = await begin(openApplicant(hall.server))
    expect(await visit(url)).toBe(`${back}#refused=certificate-missing`)
    expect(await visit(url, { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') })).toBe(
      `${back}#refused=certificate-foreign`,
    )
    const staffPem = {
      cert: toPem('CERTIFICATE', fromBase64(reviewer.certificate)),
      key: String(reviewer.key.export({ type: 'pkcs8', format: 'pem' })),
    }
    expect(await visit(url, staffPem)).toBe(`${back}#refused=certificate-foreign`)
    expect(await visit(`https://localhost:${port}/login?state=short`, pemOf(held))).toBe(`${back}#refused=state`)
    for (const path of ['/', '//', '/login', '/login?state=', '/login?x=1&state=2', '/login/../login?state=a#b', '/%'])
      expect(await visit(`https://localhost:${port}${path}`, pemOf(held))).not.toContain('proof')
  })

  it('believes no certificate that only names one of our authorities, of whatever kind its key is', async () => {
    const url = await begin(openApplicant(hall.server))
    const issuing = (await hall.server.grounds.signer.authorities()).filter(({ role }) => role === 'issuing')
    expect(new Set(issuing.map(({ keyAlgorithm }) => keyAlgorithm)).size).toBeGreaterThan(1)
    // TLS knows no SM2 certificates: such a one is shown with a key of another kind.
    for (const { certificate, keyAlgorithm } of issuing) {
      const forged = await forgedUnder(fromBase64(certificate), keyAlgorithm)
      expect(new X509Certificate(forged.cert).checkIssued(new X509Certificate(fromBase64(certificate)))).toBe(keyAlgorithm !== 'sm2')
      expect(await visit(url, forged)).toBe(`${back}#refused=certificate-foreign`)
    }
  })

  it('lets nobody show a certificate whose key they have not', async () => {
    const stolen = { ...pemOf(held), key: readFileSync(keyFile, 'utf8') }
    await expect(visit(await begin(openApplicant(hall.server)), stolen)).rejects.toThrow()
  })

  it('names the issuing authorities, so that browsers offer no other certificates', async () => {
    const shown = promisify(execFile)(
      'openssl',
      ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', 'localhost', '-CAfile', certFile],
      { timeout: 20_000 },
    )
    shown.child.stdin?.end()
    const { stdout } = await shown.catch((error: { stdout: string }) => error)
    const named = /Acceptable client certificate CA names\n([\s\S]*?)\n(?:Requested|Client)/.exec(stdout)?.[1] ?? ''
    expect(named).toMatch(/CN ?=/)
    expect(named).not.toMatch(/Root|Staff/i)
  })
})

describe('a login by TLS', () => {
  it('ends in the session that began it, with keys of every kind that TLS knows, and is a step-up there', async () => {
    for (const each of [held, rsa]) {
      const visitor = openApplicant(hall.server)
      const { status, body } = await finish(visitor, await visit(await begin(visitor), pemOf(each)))
      expect([status, body.certificate?.serialNumber, body.steppedUpUntil !== null]).toEqual([200, each.serialNumber, true])
      expect((await visitor.ask('GET', '/holder/session')).body.holder.by).toBe('certificate')
    }
  })

  it('is worth nothing in any other session, whoever carries the proof there', async () => {
    const [attacker, victim] = [openApplicant(hall.server), openApplicant(hall.server)]
    // Lured: the victim shows the certificate for a state of the attacker. The proof is in the victim's browser alone.
    const proof = await visit(await begin(attacker), pemOf(held))
    expect((await finish(victim, proof)).body.code).toBe('auth.challenge-expired')
    await begin(victim)
    expect((await finish(victim, proof)).body.code).toBe('auth.login-refused')
    // Stolen: a proof of the victim's own visit, without the victim's session.
    const own = await visit(await begin(victim), pemOf(held))
    expect((await finish(openApplicant(hall.server), own)).body.code).toBe('auth.challenge-expired')
    await begin(attacker)
    expect((await finish(attacker, own)).body.code).toBe('auth.login-refused')
    expect((await finish(victim, own)).status).toBe(200)
  })

  it('happens once, in time, and with no other certificate than the one that was shown', async () => {
    const visitor = openApplicant(hall.server)
    const proof = await visit(await begin(visitor), pemOf(held))
    expect((await finish(visitor, proof)).status).toBe(200)
    expect((await finish(visitor, proof)).body.code).toBe('auth.challenge-expired')
    const forged = (await visit(await begin(visitor), pemOf(held))).replace(held.certificateSha256, rsa.certificateSha256)
    expect((await finish(visitor, forged)).body.code).toBe('auth.login-refused')
    const late = await visit(await begin(visitor), pemOf(held))
    offsetMs = 121_000
    expect((await finish(visitor, late)).body.code).toBe('auth.login-refused')
    offsetMs = 0
  })

  it('is refused by the state of the certificate, as everywhere', async () => {
    const visitor = openApplicant(hall.server)
    await change(`state = 'frozen'`)
    expect((await finish(visitor, await visit(await begin(visitor), pemOf(held)))).body.code).toBe('auth.certificate-frozen')
    await change(`state = 'revoked'`)
    expect((await finish(visitor, await visit(await begin(visitor), pemOf(held)))).body.code).toBe('auth.certificate-ended')
  })
})
