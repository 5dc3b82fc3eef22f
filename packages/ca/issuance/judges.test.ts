/** Certificates and lists before judges that are not ours: OpenSSL and GnuTLS. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  csrFor,
  holderKey,
  type IssuingHouse,
  openIssuingHouse,
  orderOf,
  sampleSnapshot,
  type StaffPerson,
} from '@certhall/testkit/issuing-house'
import { memoryLedger } from '@certhall/testkit/memory-ledger'
import type { ApplicationSnapshot } from '@certhall/contract/application/snapshot'
import { fromBase64, toBase64 } from '@certhall/kernel/bytes'
import type { AlgorithmName } from '@certhall/pki/algorithm'
import { toPem } from '@certhall/pki/pem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishCrl } from '../crl/publish-crl.ts'
import { revokeCertificate } from '../crl/revoke-certificate.ts'
import { issueDelegate } from './issue-delegate.ts'

describe('other programs', () => {
  let house: IssuingHouse
  let reviewer: StaffPerson
  let issuer: StaffPerson
  let directory: string

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'certhall-judges-'))
    house = await openIssuingHouse(memoryLedger())
    reviewer = await house.hire('李审核', ['reviewer'])
    issuer = await house.hire('张制证', ['issuer'])
    for (const { authorityId, certificate } of house.deps.profiles.authorities.values()) save(`${authorityId}.pem`, certificate.der)
  })
  afterAll(async () => {
    await house.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const at = (name: string): string => join(directory, name)
  const save = (name: string, der: Uint8Array): string => {
    writeFileSync(at(name), toPem('CERTIFICATE', der))
    return at(name)
  }
  const run = (program: string, ...words: string[]): string =>
    execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const verifies = (authorityId: string, file: string, ...more: string[]): string =>
    run(
      'openssl',
      'verify',
      '-x509_strict',
      '-attime',
      String(Math.floor(house.clock.nowMs() / 1000) + 1),
      '-CAfile',
      at('root.pem'),
      '-untrusted',
      at(`${authorityId}.pem`),
      ...more,
      file,
    )

  const types = [
    ['organization', 'organization', null],
    ['legal-representative', 'legalRepresentative', null],
    ['employee', 'employee', 'li.lei@example.com'],
  ] as const
  const keys: readonly AlgorithmName[] = ['ecdsa-p256', 'ecdsa-p384', 'rsa-2048', 'rsa-3072']
  const cases = types.flatMap(([slug, certificateType, email]) =>
    keys.map((keyAlgorithm) => ({ slug, certificateType, email, keyAlgorithm })),
  )

  it.each(cases)('accept a certificate of $slug with $keyAlgorithm', async ({ slug, certificateType, email, keyAlgorithm }) => {
    const family = keyAlgorithm.startsWith('rsa') ? 'rsa' : 'ec'
    const { subject } = sampleSnapshot()
    const snapshot: Partial<ApplicationSnapshot> = {
      certificateType,
      profileId: `${slug}-${family}`,
      keyAlgorithm,
      email,
      subject: certificateType === 'organization' ? subject : { ...subject, organizationalUnit: '财务部', commonName: '李雷' },
    }
    const [outcome] = await house.queue.issue([await orderOf(reviewer, issuer, house.clock.nowMs(), { snapshot })])
    if (outcome?.outcome !== 'issued') throw new Error(JSON.stringify(outcome))
    const file = save(`${slug}-${keyAlgorithm}.pem`, fromBase64(outcome.certificate))
    expect(verifies(outcome.authorityId, file, '-purpose', 'sslclient')).toContain(': OK')
    const text = run('openssl', 'x509', '-in', file, '-noout', '-text', '-nameopt', 'utf8,sep_comma_plus,-esc_msb')
    expect(text).toContain('C=CN,ST=广东省,L=深圳市,O=腾讯科技（深圳）有限公司')
    expect(text.includes('email:li.lei@example.com')).toBe(email !== null)
    expect(text).toContain('Digital Signature, Non Repudiation')
    expect(run('certtool', '--certificate-info', '--infile', file)).toContain('1.2.156.10260.4.1.4')
  })

  it('accept staff certificates and OCSP delegates', async () => {
    expect(verifies('staff', save('reviewer.pem', reviewer.certificate), '-purpose', 'sslclient')).toContain(': OK')
    const delegate = await issueDelegate(house.deps, 'issuing-rsa', toBase64(await csrFor(holderKey('ecdsa-p256'))))
    expect(verifies('issuing-rsa', save('delegate.pem', delegate.der), '-purpose', 'ocsphelper')).toContain(': OK')
    await expect(issueDelegate(house.deps, 'root', toBase64(await csrFor(holderKey('ecdsa-p256'))))).rejects.toMatchObject({
      code: 'missing.authority',
    })
  })

  it('find a revoked certificate on the list, and only that one', async () => {
    const outcomes = await house.queue.issue([
      await orderOf(reviewer, issuer, house.clock.nowMs()),
      await orderOf(reviewer, issuer, house.clock.nowMs()),
    ])
    const [bad, good] = outcomes.map((outcome) => (outcome.outcome === 'issued' ? outcome : undefined))
    if (bad === undefined || good === undefined) throw new Error('not issued')
    const { authorityId, serialNumber } = bad
    await revokeCertificate(
      { ...house.deps, tell: () => {} },
      { authorityId, serialNumber, reason: 'certificateHold', applicationNo: null },
    )
    const crl = await publish(authorityId)
    expect(run('openssl', 'crl', '-in', crl, '-noout', '-verify', '-CAfile', at(`${authorityId}.pem`), '-text')).toContain(
      'Certificate Hold',
    )
    expect(run('certtool', '--crl-info', '--infile', crl)).toContain(serialNumber)
    const checks = ['-crl_check', '-CRLfile', crl] as const
    expect(verifies(authorityId, save('good.pem', fromBase64(good.certificate)), ...checks)).toContain(': OK')
    expect(() => verifies(authorityId, save('bad.pem', fromBase64(bad.certificate)), ...checks)).toThrow(/revoked/)
  })

  it('accept the list of the sealed root, good for a year', async () => {
    const crl = await latest('root')
    expect(run('openssl', 'crl', '-in', crl, '-noout', '-verify', '-CAfile', at('root.pem'), '-nextupdate')).toMatch(
      /nextUpdate=Nov 22 .* 2027/,
    )
  })

  const publish = async (authorityId: string): Promise<string> => {
    const authority = house.deps.profiles.authorities.get(authorityId)
    if (authority === undefined) throw new Error('no authority')
    await publishCrl({ ...house.deps, signStream: house.deps.signing.signStream }, authority, 86_400_000)
    return await latest(authorityId)
  }

  const latest = async (authorityId: string): Promise<string> => {
    const der = await house.deps.ledger.read(async (transaction) => {
      const head = (await transaction.publishedCrls()).find((each) => each.authorityId === authorityId)
      return await transaction.crlDer(authorityId, head?.crlNumber ?? 0)
    })
    writeFileSync(at(`${authorityId}.crl.pem`), toPem('X509 CRL', der ?? new Uint8Array()))
    return at(`${authorityId}.crl.pem`)
  }
})
