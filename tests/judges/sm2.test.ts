/**
 * SM2 before judges that are not ours. OpenSSL is told the identifier and verifies certificates and requests; lists and
 * OCSP answers, where its command line cannot be told, are Bouncy Castle's, in one run of Java for all of them.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publishCrl } from '@certhall/ca/crl/publish-crl'
import { revokeCertificate } from '@certhall/ca/crl/revoke-certificate'
import { issueDelegate } from '@certhall/ca/issuance/issue-delegate'
import { signatures } from '@certhall/ca/key/signatures'
import type { Authority } from '@certhall/ca/profile/authority'
import { orThrow } from '@certhall/kernel/app-error'
import { fromBase64, fromHex, toBase64 } from '@certhall/kernel/bytes'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { parseCsr } from '@certhall/pki/csr/parse-csr'
import { verifyCsr } from '@certhall/pki/csr/verify-csr'
import { keyIdentifierOf } from '@certhall/pki/key/public-key'
import { encodeCertId, issuerHashes } from '@certhall/pki/ocsp/cert-id'
import { type CertStatus, compileResponder } from '@certhall/pki/ocsp/response'
import { toPem } from '@certhall/pki/pem'
import { csrFor, type HolderKey, holderKey, type IssuingHouse, openIssuingHouse, orderOf } from '@certhall/testkit/issuing-house'
import { memoryLedger } from '@certhall/testkit/memory-ledger'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeVerify } from '../vectors/tiny-authority.ts'
import { askBouncyCastle } from './bouncy-castle.ts'

describe('SM2 certificates, lists and answers', () => {
  let house: IssuingHouse
  let directory: string
  let holder: { readonly der: Uint8Array; readonly serialNumber: string }
  let request: Uint8Array

  const at = (name: string): string => join(directory, name)
  const put = (name: string, octets: Uint8Array | string): string => {
    writeFileSync(at(name), octets)
    return at(name)
  }
  const authority = (authorityId: string): Authority => {
    const found = house.deps.profiles.authorities.get(authorityId)
    if (found === undefined) throw new Error(`no ${authorityId}`)
    return found
  }

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'certhall-sm2-'))
    house = await openIssuingHouse(memoryLedger())
    const [reviewer, issuer] = [await house.hire('李审核', ['reviewer']), await house.hire('张制证', ['issuer'])]
    const key = holderKey('sm2')
    request = await csrFor(key)
    const snapshot = { profileId: 'organization-sm2', keyAlgorithm: 'sm2', medium: 'ukey' } as const
    const [outcome] = await house.queue.issue([await orderOf(reviewer, issuer, house.clock.nowMs(), { snapshot, key })])
    if (outcome?.outcome !== 'issued') throw new Error(JSON.stringify(outcome))
    holder = { der: fromBase64(outcome.certificate), serialNumber: outcome.serialNumber }
    put('root.der', authority('root-sm2').certificate.der)
    put('issuing.der', authority('issuing-sm2').certificate.der)
    put('holder.der', holder.der)
    for (const name of ['root-sm2', 'issuing-sm2']) put(`${name}.pem`, toPem('CERTIFICATE', authority(name).certificate.der))
    put('holder.pem', toPem('CERTIFICATE', holder.der))
    put('request.csr', request)
  })
  afterAll(async () => {
    await house.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const distid = ['-vfyopt', 'distid:1234567812345678']
  /** What it said, whatever its exit code: some versions of OpenSSL end well after a failure. */
  const openssl = (...words: readonly string[]): string => {
    const { stdout, stderr } = spawnSync('openssl', words, { encoding: 'utf8', timeout: 60_000 })
    return stdout + stderr
  }
  /** One link of the chain: OpenSSL gives the identifier to the certificate in question and to none above it. */
  const verified = (file: string, issuer: string, ...options: readonly string[]): string => {
    const time = String(Math.floor(house.clock.nowMs() / 1000) + 1)
    return openssl('verify', '-x509_strict', '-partial_chain', ...options, '-attime', time, '-trusted', at(issuer), at(file))
  }

  it('are verified by OpenSSL with the identifier, and without it are not', () => {
    expect(verified('holder.pem', 'issuing-sm2.pem')).not.toContain('holder.pem: OK')
    expect(verified('holder.pem', 'issuing-sm2.pem', ...distid, '-purpose', 'sslclient')).toContain('holder.pem: OK')
    expect(verified('issuing-sm2.pem', 'root-sm2.pem', ...distid)).toContain('issuing-sm2.pem: OK')
    // The signature of a root over itself (openssl/openssl 32744) is Bouncy Castle's to judge.
    expect(verified('holder.pem', 'root-sm2.pem', ...distid)).not.toContain('holder.pem: OK')
    const text = openssl('x509', '-in', at('holder.pem'), '-noout', '-text')
    expect(text).toContain('Signature Algorithm: SM2-with-SM3')
    expect(text).toContain('1.2.156.10260.4.1.4')
    expect(text).not.toContain('Basic Constraints')
  })

  it('have requests that OpenSSL verifies, and ours reads those of OpenSSL', async () => {
    expect(openssl('req', '-inform', 'DER', '-in', at('request.csr'), '-verify', '-noout', ...distid)).toContain('verify OK')
    expect(openssl('req', '-inform', 'DER', '-in', at('request.csr'), '-verify', '-noout')).not.toContain('verify OK')
    openssl(
      'genpkey',
      '-algorithm',
      'EC',
      '-pkeyopt',
      'ec_paramgen_curve:SM2',
      '-pkeyopt',
      'ec_param_enc:named_curve',
      '-out',
      at('theirs.key'),
    )
    openssl(
      'req',
      '-new',
      '-key',
      at('theirs.key'),
      '-sm3',
      '-sigopt',
      'distid:1234567812345678',
      '-subj',
      '/CN=theirs',
      '-outform',
      'DER',
      '-out',
      at('theirs.csr'),
    )
    const theirs = orThrow(parseCsr(execFileSync('cat', [at('theirs.csr')])))
    expect((await verifyCsr(theirs, nodeVerify)).ok).toBe(true)
  })

  it('are all accepted by Bouncy Castle', async () => {
    put('root.crl', await listOf('root-sm2'))
    await publish('issuing-sm2')
    put('issuing-before.crl', await listOf('issuing-sm2'))
    const key = holderKey('sm2')
    const delegate = await issueDelegate(house.deps, 'issuing-sm2', toBase64(await csrFor(key)))
    put('good.ocsp', answer(key, delegate.der, { kind: 'good' }))
    put('revoked.ocsp', answer(key, delegate.der, { kind: 'revoked', revokedAtMs: house.clock.nowMs(), reason: 'certificateHold' }))
    put('signed-by-another.ocsp', answer({ ...holderKey('sm2'), spki: key.spki }, delegate.der, { kind: 'good' }))
    expect(await judge()).toEqual({
      root: 'verified SM3WITHSM2',
      issuing: 'verified',
      holder: 'verified',
      'request.csr': 'verified',
      'theirs.csr': 'verified',
      'root.crl': 'verified, does not name the holder',
      'issuing-before.crl': 'verified, does not name the holder',
      'good.ocsp': 'verified good',
      'revoked.ocsp': 'verified revoked',
      'signed-by-another.ocsp': 'signature wrong',
      path: 'valid',
    })
  })

  it('are refused by Bouncy Castle once the list names them', async () => {
    await revokeCertificate(
      { ...house.deps, tell: () => {} },
      { authorityId: 'issuing-sm2', serialNumber: holder.serialNumber, reason: 'keyCompromise', applicationNo: null },
    )
    await publish('issuing-sm2')
    rmSync(at('issuing-before.crl'))
    put('issuing.crl', await listOf('issuing-sm2'))
    const said = await judge()
    expect(said['issuing.crl']).toBe('verified, names the holder')
    expect(said['path']).toMatch(/refused .*revo/i)
  })

  it('have delegates of their own suite alone', async () => {
    await expect(issueDelegate(house.deps, 'issuing-sm2', toBase64(await csrFor(holderKey('ecdsa-p256'))))).rejects.toMatchObject({
      code: 'policy.algorithm',
    })
    await expect(issueDelegate(house.deps, 'issuing-ec', toBase64(await csrFor(holderKey('sm2'))))).rejects.toMatchObject({
      code: 'policy.algorithm',
    })
  })

  const publish = (authorityId: string): Promise<boolean> =>
    publishCrl({ ...house.deps, signStream: house.deps.signing.signStream }, authority(authorityId), 86_400_000)

  const listOf = (authorityId: string): Promise<Uint8Array> =>
    house.deps.ledger.read(async (transaction) => {
      const head = (await transaction.publishedCrls()).find((each) => each.authorityId === authorityId)
      return (await transaction.crlDer(authorityId, head?.crlNumber ?? 0)) ?? new Uint8Array()
    })

  const answer = (key: HolderKey, delegateDer: Uint8Array, status: CertStatus): Uint8Array => {
    const { algorithm, certificate } = authority('issuing-sm2')
    const template = compileResponder({
      algorithm,
      keyIdentifier: keyIdentifierOf(parseCertificate(delegateDer).spki),
      certificates: [delegateDer],
    })
    const certId = encodeCertId('sha1', issuerHashes('sha1', certificate.subject.der, certificate.spki), fromHex(holder.serialNumber))
    const nowMs = house.clock.nowMs()
    const tbs = template.buildTbs({
      producedAtMs: nowMs,
      responses: [{ certId, status, thisUpdateMs: nowMs, nextUpdateMs: nowMs + 3_600_000 }],
      nonce: undefined,
    })
    return template.assemble(tbs, signatures.sign({ algorithm, spki: key.spki, key: key.privateKey }, tbs))
  }

  const judge = async (): Promise<Readonly<Record<string, string>>> => askBouncyCastle(directory, house.clock.nowMs() + 1000)
})
