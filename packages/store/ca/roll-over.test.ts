/** Issuer roll-over on the real ledger, with OpenSSL to say whether old and new certificates verify. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publishCrl } from '@certhall/ca/crl/publish-crl'
import { revokeCertificate } from '@certhall/ca/crl/revoke-certificate'
import { issueDelegate } from '@certhall/ca/issuance/issue-delegate'
import { renewRootLists, rollOver } from '@certhall/ca/key/roll-over'
import type { HierarchyOrder } from '@certhall/ca/key/make-authority'
import type { AuthorityRecord, Ledger } from '@certhall/ca/ports'
import { endingRootLists, shortLives } from '@certhall/ca/profile/authority-life'
import { fromBase64, toBase64, toHex } from '@certhall/kernel/bytes'
import { Secret } from '@certhall/kernel/log'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { parseCrl } from '@certhall/pki/crl/parse-crl'
import { toPem } from '@certhall/pki/pem'
import { csrFor, holderKey, type IssuingHouse, openIssuingHouse, orderOf, type StaffPerson } from '@certhall/testkit/issuing-house'
import { testDatabase, type TestDatabase } from '@certhall/testkit/test-database'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caMigrations } from '../migrations/ca/migrations.ts'
import { type Database, openDatabase } from '../transaction.ts'
import { postgresLedger } from './ledger.ts'

const dayMs = 86_400_000
const wish = { lineId: 'issuing-ec', longestDays: 1096 }

describe('the roll-over of an issuing authority', () => {
  let test: TestDatabase
  let database: Database<unknown>
  let ledger: Ledger
  let before: IssuingHouse
  let after: IssuingHouse
  let reviewer: StaffPerson
  let issuer: StaffPerson
  let directory: string
  let elder: Issued

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'certhall-roll-over-'))
    test = await testDatabase(caMigrations, { schema: 'ca' })
    database = openDatabase<unknown>(test.url, { max: 4 })
    ledger = postgresLedger(database.kysely)
    before = await openIssuingHouse(ledger)
    reviewer = await before.hire('李审核', ['reviewer'])
    issuer = await before.hire('张制证', ['issuer'])
    elder = await issue(before)
  })
  afterAll(async () => {
    await before.close()
    await after.close()
    await database.close()
    await test.drop()
    rmSync(directory, { recursive: true, force: true })
  })

  interface Issued {
    readonly authorityId: string
    readonly serialNumber: string
    readonly der: Uint8Array
  }
  const issue = async (house: IssuingHouse): Promise<Issued> => {
    const [outcome] = await house.queue.issue([await orderOf(reviewer, issuer, house.clock.nowMs())])
    if (outcome?.outcome !== 'issued') throw new Error(JSON.stringify(outcome))
    return { authorityId: outcome.authorityId, serialNumber: outcome.serialNumber, der: fromBase64(outcome.certificate) }
  }
  const records = (): Promise<readonly AuthorityRecord[]> => ledger.read((transaction) => transaction.authorities())
  const save = (name: string, label: 'CERTIFICATE' | 'X509 CRL', der: Uint8Array): string => {
    writeFileSync(join(directory, name), toPem(label, der))
    return join(directory, name)
  }
  const listOf = async (house: IssuingHouse, authorityId: string) => {
    const authority = house.deps.profiles.authorities.get(authorityId)
    if (authority === undefined) throw new Error('no authority')
    await publishCrl(
      { ...house.deps, signStream: house.deps.signing.signStream },
      authority,
      dayMs,
      house.deps.profiles.delegates.get(authorityId)?.addresses.delta,
    )
    return await latest(authorityId)
  }
  const latest = async (authorityId: string) =>
    parseCrl(
      (await ledger.read(async (tx) =>
        tx.crlDer(authorityId, (await tx.publishedCrls()).find((head) => head.authorityId === authorityId)?.crlNumber ?? 0),
      )) ?? new Uint8Array(),
    )

  it.each([
    ['of what is no issuing line', { lineId: 'staff' }, {}, 'missing.authority'],
    ['of a generation by its own name', { lineId: 'issuing-ec-2' }, {}, 'missing.authority'],
    ['of an authority that would outlive its root', { years: 21 }, {}, 'policy.profile'],
    ['of one too short for its profiles', { years: 2 }, {}, 'policy.profile'],
    [
      'under another passphrase than the signer starts with',
      {},
      { signerPassphrase: new Secret('a mistyped passphrase') },
      'internal.key-sealed',
    ],
    [
      'without the passphrase of the root',
      {},
      { rootPassphrase: () => Promise.resolve(new Secret('a mistyped passphrase')) },
      'internal.key-sealed',
    ],
    ['from a data directory without the root', {}, { files: { read: () => undefined, write: () => {} } }, 'internal.key-sealed'],
  ] as const)('is refused %s, and makes nothing', async (_what, change, bend: Partial<HierarchyOrder>, code) => {
    await expect(rollOver({ ...before.hierarchy, ...bend }, { ...wish, ...change })).rejects.toMatchObject({ code })
    expect((await records()).map(({ authorityId }) => authorityId)).not.toContain('issuing-ec-2')
    expect(before.hierarchy.files.read('issuing-ec-2')).toBeUndefined()
  })

  it('is finished with the same key when it broke off before the ledger knew', async () => {
    const broken: Ledger = { read: ledger.read, transaction: () => Promise.reject(new Error('power cut')) }
    await expect(rollOver({ ...before.hierarchy, ledger: broken }, wish)).rejects.toThrow('power cut')
    const sealed = before.hierarchy.files.read('issuing-ec-2')
    const record = await rollOver(before.hierarchy, wish)
    expect(toBase64(record.der)).toBe(sealed?.certificate)
    expect(record).toMatchObject({ authorityId: 'issuing-ec-2', issuerId: 'root', role: 'issuing' })
    expect(record.name).toContain('Issuing CA EC G2')
  })

  it('leaves a running signer with the old one, and gives the new one to the next', async () => {
    expect((await issue(before)).authorityId).toBe('issuing-ec')
    after = await openIssuingHouse(ledger)
    const younger = await issue(after)
    expect(younger.authorityId).toBe('issuing-ec-2')
    expect(parseCertificate(younger.der)).toMatchObject({
      crlUris: ['http://127.0.0.1:8460/crl/issuing-ec-2.crl'],
      caIssuersUris: ['http://127.0.0.1:8460/ca/issuing-ec-2.cer'],
    })
    for (const { authorityId, der } of await records()) save(`${authorityId}.pem`, 'CERTIFICATE', der)
    for (const [name, { authorityId, der }] of Object.entries({ elder, younger })) {
      const list = save(`${name}.crl`, 'X509 CRL', (await listOf(after, authorityId)).der)
      const file = save(`${name}.pem`, 'CERTIFICATE', der)
      const words = [
        '-attime',
        String(Math.floor(after.clock.nowMs() / 1000) + 1),
        '-CAfile',
        join(directory, 'root.pem'),
        '-untrusted',
        join(directory, `${authorityId}.pem`),
        '-crl_check',
        '-CRLfile',
        list,
      ]
      expect(execFileSync('openssl', ['verify', '-x509_strict', ...words, file], { encoding: 'utf8' })).toContain(': OK')
    }
  })

  it('leaves the old one its lists and its delegates', async () => {
    await revokeCertificate({ ...after.deps, tell: () => {} }, { ...elder, reason: 'superseded', applicationNo: null })
    expect((await listOf(after, 'issuing-ec')).entries.map(({ serial }) => toHex(serial))).toEqual([elder.serialNumber])
    expect((await listOf(after, 'issuing-ec-2')).entries).toEqual([])
    for (const authorityId of ['issuing-ec', 'issuing-ec-2']) {
      const { der } = await issueDelegate(after.deps, authorityId, toBase64(await csrFor(holderKey('ecdsa-p256'))))
      expect(parseCertificate(der).extKeyUsage).toEqual(['1.3.6.1.5.5.7.3.9'])
    }
  })

  it('signs the list of the root again each time the root is open, before it ends', async () => {
    const first = await latest('root')
    const ending = async () =>
      endingRootLists(after.deps.profiles, await ledger.read((transaction) => transaction.publishedCrls()), after.clock.nowMs())
    after.clock.set(after.clock.nowMs() + 300 * dayMs)
    expect(await ending()).toEqual([])
    after.clock.set(after.clock.nowMs() + 10 * dayMs)
    expect(await ending()).toEqual(['root', 'root-sm2'])
    expect(await renewRootLists(after.hierarchy)).toEqual(['root', 'root-sm2'])
    expect(await ending()).toEqual([])
    const second = await latest('root')
    expect(second.crlNumber).toBe(first.crlNumber + 1n)
    expect(second.nextUpdateMs).toBe(after.clock.nowMs() + 365 * dayMs)
  })

  it('is asked for as soon as a profile promises more than its authority can keep', () => {
    const endsMs = after.deps.profiles.authorities.get('issuing-rsa')?.certificate.notAfterMs ?? 0
    expect(shortLives(after.deps.profiles, endsMs + 1000 - 1096 * dayMs)).toEqual([])
    expect(shortLives(after.deps.profiles, endsMs - 1000 * dayMs)).toContainEqual({
      authorityId: 'issuing-rsa',
      remainingDays: 1000,
      longestDays: 1096,
    })
  })

  it('comes too late for an authority in its last year: nothing that outlives it is issued, and OCSP answers to its end', async () => {
    const endsMs = before.deps.profiles.authorities.get('issuing-ec')?.certificate.notAfterMs ?? 0
    before.clock.set(endsMs - dayMs)
    const delegate = await issueDelegate(before.deps, 'issuing-ec', toBase64(await csrFor(holderKey('ecdsa-p256'))))
    expect(delegate.notAfterMs).toBe(endsMs)
    before.clock.set(endsMs + 1000)
    await expect(issueDelegate(before.deps, 'issuing-ec', toBase64(await csrFor(holderKey('ecdsa-p256'))))).rejects.toMatchObject({
      code: 'policy.profile',
      detail: { reason: 'authority-ends' },
    })
  })
})
