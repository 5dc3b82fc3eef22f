/** A status service that lies: only an answer of now, to this question, by a delegate of this authority proves anything. */
import { execFileSync } from 'node:child_process'
import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromHex } from '@certhall/kernel/bytes'
import { algorithmOf } from '@certhall/pki/algorithm'
import { type Certificate, parseCertificate } from '@certhall/pki/certificate/certificate'
import { keyIdentifierOf } from '@certhall/pki/key/public-key'
import { encodeCertId, issuerHashes } from '@certhall/pki/ocsp/cert-id'
import { type CertStatus, compileResponder, ocspErrorResponse, type ResponseOrder } from '@certhall/pki/ocsp/response'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statusProven, type StatusQuestion } from './status-proof.ts'

interface Party {
  readonly certificate: Certificate
  readonly key: KeyObject
}

let directory: string
let authority: Party
let delegate: Party
let question: StatusQuestion
const parties = new Map<string, Party>()
const algorithm = algorithmOf('ecdsa-p256')
const minute = 60_000

const openssl = (...words: string[]): void => void execFileSync('openssl', words, { cwd: directory, stdio: 'ignore' })
const newKey = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-outform', 'DER']
const make = (name: string, subject: string, issuedBy: string | undefined, usage: string, days = '7'): Party => {
  const by = issuedBy === undefined ? [] : ['-CA', `${issuedBy}.pem`, '-CAkey', `${issuedBy}.key`]
  const extensions = usage === '' ? [] : ['-addext', `extendedKeyUsage=${usage}`]
  openssl(...newKey, '-subj', subject, '-days', days, ...extensions, ...by, '-keyout', `${name}.key`, '-out', `${name}.der`)
  openssl('x509', '-inform', 'DER', '-in', `${name}.der`, '-out', `${name}.pem`)
  const party = {
    certificate: parseCertificate(new Uint8Array(readFileSync(join(directory, `${name}.der`)))),
    key: createPrivateKey(readFileSync(join(directory, `${name}.key`))),
  }
  parties.set(name, party)
  return party
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'certhall-status-'))
  authority = make('authority', '/CN=Authority', undefined, '', '30')
  make('impostor', '/CN=Authority', undefined, '', '30')
  delegate = make('delegate', '/CN=OCSP', 'authority', 'OCSPSigning')
  make('no-delegate', '/CN=Holder', 'authority', 'clientAuth')
  make('foreign-delegate', '/CN=OCSP', 'impostor', 'OCSPSigning')
  const askedAtMs = delegate.certificate.notBeforeMs + minute
  question = { issuer: authority.certificate, serial: fromHex(`01${'ab'.repeat(18)}`), nonce: new Uint8Array(16).fill(7), askedAtMs }
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const certIdOf = (issuer: Certificate, serial: Uint8Array): Uint8Array =>
  encodeCertId('sha1', issuerHashes('sha1', issuer.subject.der, issuer.spki), serial)

interface Lie {
  readonly order?: Partial<ResponseOrder>
  readonly certId?: Uint8Array
  readonly status?: CertStatus
  readonly as?: Party
  readonly signedBy?: KeyObject
  readonly attached?: readonly Uint8Array[]
  readonly keyIdentifier?: Uint8Array
}

const answer = ({ order, certId, status, as = delegate, signedBy, attached, keyIdentifier }: Lie = {}): Uint8Array => {
  const template = compileResponder({
    algorithm,
    keyIdentifier: keyIdentifier ?? keyIdentifierOf(as.certificate.spki),
    certificates: attached ?? [as.certificate.der],
  })
  const atMs = order?.producedAtMs ?? question.askedAtMs
  const single = {
    certId: certId ?? certIdOf(question.issuer, question.serial),
    status: status ?? ({ kind: 'good' } as const),
    thisUpdateMs: atMs,
    nextUpdateMs: atMs + 60 * minute,
  }
  const tbs = template.buildTbs({ producedAtMs: atMs, responses: [single], nonce: question.nonce, ...order }).slice()
  return template.assemble(tbs, new Uint8Array(sign('sha256', tbs, signedBy ?? as.key)))
}
const proven = (lie?: Lie, changed: Partial<StatusQuestion> = {}) => statusProven({ ...question, ...changed }, answer(lie))
const party = (name: string): Party => parties.get(name) ?? delegate

describe('an answer of the status service proves nothing', () => {
  it('that answers another question: nonce, certificate or issuer', async () => {
    expect(await proven({ order: { nonce: new Uint8Array(16) } })).toBeUndefined()
    expect(await proven({ order: { nonce: undefined } })).toBeUndefined()
    expect(await proven({ certId: certIdOf(authority.certificate, fromHex(`02${'ab'.repeat(18)}`)) })).toBeUndefined()
    expect(await proven({ certId: certIdOf(party('impostor').certificate, question.serial) })).toBeUndefined()
  })

  it('that was not made now: dated back, dated forward, or by a delegate that has run out', async () => {
    for (const differenceMs of [-5 * minute - 1_000, 5 * minute + 1_000])
      expect(await proven({ order: { producedAtMs: question.askedAtMs + differenceMs } })).toBeUndefined()
    const afterwards = delegate.certificate.notAfterMs + 10 * minute
    expect(await proven({ order: { producedAtMs: delegate.certificate.notAfterMs } }, { askedAtMs: afterwards })).toBeUndefined()
    expect(await proven({ order: { producedAtMs: afterwards } }, { askedAtMs: afterwards })).toBeUndefined()
    const before = delegate.certificate.notBeforeMs - minute
    expect(await proven({ order: { producedAtMs: before } }, { askedAtMs: before })).toBeUndefined()
  })

  it('that somebody else signed: a holder, a delegate of an authority of that name, nobody, or the delegate over other octets', async () => {
    expect(await proven({ as: party('no-delegate') })).toBeUndefined()
    expect(await proven({ as: party('foreign-delegate') })).toBeUndefined()
    expect(await proven({ signedBy: party('no-delegate').key })).toBeUndefined()
    expect(await proven({ attached: [] })).toBeUndefined()
    expect(await proven({ keyIdentifier: keyIdentifierOf(party('no-delegate').certificate.spki) })).toBeUndefined()
    expect(await proven({ as: party('no-delegate'), attached: [delegate.certificate.der] })).toBeUndefined()
  })

  it('that is an error, cut short, or two answers', async () => {
    expect(await statusProven(question, ocspErrorResponse('tryLater'))).toBeUndefined()
    const whole = answer()
    for (const length of [0, 1, 40, whole.length - 1]) expect(await statusProven(question, whole.slice(0, length))).toBeUndefined()
    const single = { certId: certIdOf(question.issuer, question.serial), status: { kind: 'good' } as const }
    const times = { thisUpdateMs: question.askedAtMs, nextUpdateMs: question.askedAtMs + minute }
    expect(
      await proven({
        order: {
          responses: [
            { ...single, ...times },
            { ...single, ...times },
          ],
        },
      }),
    ).toBeUndefined()
  })
})

describe('an answer of now, to this question, by a delegate of this authority', () => {
  it('proves what it says', async () => {
    expect(await proven()).toEqual({ kind: 'good' })
    expect(await proven({ status: { kind: 'unknown' } })).toEqual({ kind: 'unknown' })
    const revoked = { kind: 'revoked', revokedAtMs: question.askedAtMs - minute, reason: 'certificateHold' } as const
    expect(await proven({ status: revoked })).toEqual(revoked)
  })
})
