import { holderKey, housePublicUrl, houseStartMs, openIssuingHouse, type IssuingHouse } from '@certhall/testkit/issuing-house'
import { memoryLedger } from '@certhall/testkit/memory-ledger'
import { equalBytes } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import { orThrow } from '@certhall/kernel/app-error'
import { algorithmOf } from '@certhall/pki/algorithm'
import {
  authorityInfoAccess,
  authorityKeyIdentifier,
  caConstraints,
  certificatePolicies,
  crlDistributionPoints,
  extension,
  extKeyUsage,
  identityCode,
  keyUsage,
  ocspNoCheck,
  subjectAltName,
  subjectKeyIdentifier,
} from '@certhall/pki/certificate/extension'
import { extensionOid } from '@certhall/pki/certificate/extension-oids'
import { buildSerial } from '@certhall/pki/certificate/serial'
import { compileTemplate, type TemplateExtension, type TbsOrder } from '@certhall/pki/certificate/template'
import { oidOf, sequenceOf, setOf, utf8StringOf } from '@certhall/pki/der/encode'
import { parsePublicKey, type PublicKey } from '@certhall/pki/key/public-key'
import { encodeName, type Name } from '@certhall/pki/name/name'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressesOf } from '../profile/authority.ts'
import type { Profile } from '../profile/profile.ts'
import type { Approved, CertificateDraft } from './draft-certificate.ts'
import { draftCertificate, validityFrom } from './draft-certificate.ts'
import { lintCertificate } from './lint-certificate.ts'
import { lints } from './lints/all.ts'

const subject: Name = [
  { type: 'C', value: 'CN' },
  { type: 'ST', value: '广东省' },
  { type: 'L', value: '深圳市' },
  { type: 'O', value: '甲公司' },
  { type: 'OU', value: '财务部' },
  { type: 'CN', value: '李雷' },
]

describe('a certificate before its signature', () => {
  let house: IssuingHouse
  let profile: Profile
  let approved: Approved
  let good: CertificateDraft
  let otherKey: PublicKey

  beforeAll(async () => {
    house = await openIssuingHouse(memoryLedger())
    const found = house.deps.profiles.holders.get('employee-ec')
    if (found === undefined) throw new Error('no profile')
    profile = found
    const publicKey = orThrow(parsePublicKey(holderKey('ecdsa-p256').spki))
    otherKey = orThrow(parsePublicKey(holderKey('rsa-2048').spki))
    approved = {
      subject,
      email: 'li.lei@example.com',
      identity: { uscc: '9144030071526726XG', orgCode: '71526726X' },
      publicKey,
      ...validityFrom(houseStartMs, 365),
    }
    good = orThrow(draftCertificate(profile, approved, systemRandom))
  })
  afterAll(() => house.close())

  /** The right extensions of the profile, each replaceable by its name. */
  const parts = () => {
    const { authority, rules, addresses } = profile
    return {
      aki: authorityKeyIdentifier(authority.keyIdentifier),
      ski: 'subjectKeyIdentifier',
      ku: keyUsage(rules.keyUsage),
      eku: extKeyUsage(rules.extendedKeyUsage),
      policies: certificatePolicies(rules.policies.map((oid) => ({ oid, cpsUri: addresses.cps }))),
      san: subjectAltName([{ kind: 'email', value: 'li.lei@example.com' }]),
      crl: crlDistributionPoints([addresses.crl]),
      access: authorityInfoAccess([addresses.ocsp], [addresses.certificate]),
      identity: identityCode('1.2.156.10260.4.1.4', '9144030071526726XG'),
    } satisfies Record<string, TemplateExtension>
  }
  type Parts = Partial<Record<keyof ReturnType<typeof parts> | 'more', TemplateExtension | null>>

  const bent = (change: {
    parts?: Parts
    tbs?: Partial<TbsOrder>
    issuer?: Uint8Array
    algorithm?: 'ecdsa-p384'
    draft?: Partial<CertificateDraft>
  }): CertificateDraft => {
    const extensions = Object.values({ ...parts(), ...change.parts }).filter((part) => part !== null)
    const { authority } = profile
    const template = compileTemplate({
      issuer: change.issuer ?? authority.certificate.subject.der,
      algorithm: change.algorithm === undefined ? authority.algorithm : algorithmOf(change.algorithm),
      extensions,
    })
    const order = {
      serial: good.serial,
      notBeforeMs: approved.notBeforeMs,
      notAfterMs: approved.notAfterMs,
      subject: orThrow(encodeName(subject)),
      spki: approved.publicKey.spki,
      ...change.tbs,
    }
    return { ...good, ...change.draft, tbs: template.buildTbs(order) }
  }

  it('passes when it is right, in both ways of building it', () => {
    expect(lintCertificate(good, houseStartMs)).toMatchObject({ ok: true })
    expect(equalBytes(bent({}).tbs, bent({}).tbs)).toBe(true)
    expect(lintCertificate(bent({}), houseStartMs)).toMatchObject({ ok: true })
  })

  it('meets at least twenty rules, each with source and clause, none twice', () => {
    expect(lints.length).toBeGreaterThanOrEqual(20)
    expect(new Set(lints.map(({ name }) => name)).size).toBe(lints.length)
    for (const { source, clause } of lints) expect(source.length * clause.length).toBeGreaterThan(0)
  })

  const day = 86_400_000
  const foreign = addressesOf('http://elsewhere.example', 'issuing-ec')
  const subjectOf = (name: Name): Partial<TbsOrder> => ({ subject: orThrow(encodeName(name)) })

  it.each<[string, () => CertificateDraft]>([
    ['serial-form', () => bent({ tbs: { serial: Uint8Array.of(1, 2, 3) } })],
    ['serial-form', () => bent({ tbs: { serial: buildSerial(1, approved.notAfterMs + 400 * day, systemRandom.bytes(16)) } })],
    ['serial-form', () => bent({ tbs: { serial: buildSerial(1, approved.notAfterMs, new Uint8Array(16)) } })],
    ['serial-drawn', () => bent({ tbs: { serial: buildSerial(1, approved.notAfterMs, systemRandom.bytes(16)) } })],
    ['signature-algorithm', () => bent({ algorithm: 'ecdsa-p384' })],
    [
      'issuer-name',
      () =>
        bent({
          issuer: orThrow(
            encodeName([
              { type: 'C', value: 'CN' },
              { type: 'CN', value: 'Certhall' },
            ]),
          ),
        }),
    ],
    ['validity-start', () => bent({ tbs: { notBeforeMs: approved.notBeforeMs - 301_000 } })],
    ['validity-length', () => longLived(1096 * day)],
    ['validity-approved', () => bent({ tbs: { notAfterMs: approved.notAfterMs - 1000 } })],
    ['validity-within-authority', () => bent({ draft: { profile: shortAuthority() } })],
    ['subject-present', () => bent({ tbs: subjectOf(subject.filter(({ type }) => type !== 'CN')) })],
    ['subject-single-valued', () => bent({ tbs: { subject: severalInOne() } })],
    ['subject-order', () => bent({ tbs: subjectOf([...subject].reverse()) })],
    [
      'subject-string-types',
      () => bent({ tbs: subjectOf(subject.map((attribute) => (attribute.type === 'CN' ? { ...attribute, value: '韩梅梅' } : attribute))) }),
    ],
    ['key-algorithm', () => bent({ tbs: { spki: otherKey.spki } })],
    [
      'one-suite',
      () =>
        bent({
          tbs: { spki: holderKey('sm2').spki },
          draft: { profile: { ...profile, rules: { ...profile.rules, keyAlgorithms: ['sm2'] } } },
        }),
    ],
    ['key-proven', () => bent({ tbs: { spki: holderKey('ecdsa-p256').spki } })],
    ['no-authority', () => bent({ parts: { more: caConstraints(0) } })],
    ['key-usage-critical', () => bent({ parts: { ku: null } })],
    ['key-usage-profile', () => bent({ parts: { ku: keyUsage(['digitalSignature']) } })],
    ['key-usage-profile', () => bent({ parts: { ku: keyUsage(['digitalSignature', 'nonRepudiation', 'keyCertSign']) } })],
    ['ext-key-usage-profile', () => bent({ parts: { eku: extKeyUsage(['clientAuth', 'serverAuth']) } })],
    ['ocsp-signing-delegate', () => bent({ parts: { more: ocspNoCheck() } })],
    ['authority-key-identifier', () => bent({ parts: { aki: authorityKeyIdentifier(new Uint8Array(20)) } })],
    ['subject-key-identifier', () => bent({ parts: { ski: subjectKeyIdentifier(new Uint8Array(20)) } })],
    ['alternative-name', () => bent({ parts: { san: subjectAltName([{ kind: 'email', value: 'han@example.com' }]) } })],
    ['alternative-name', () => bent({ parts: { san: subjectAltName([{ kind: 'dns', value: 'example.com' }]) } })],
    ['policies-profile', () => bent({ parts: { policies: certificatePolicies([{ oid: '1.3.6.1.4.1.32473.9' }]) } })],
    ['crl-address', () => bent({ parts: { crl: crlDistributionPoints([foreign.crl]) } })],
    ['access-addresses', () => bent({ parts: { access: authorityInfoAccess([foreign.ocsp], [profile.addresses.certificate]) } })],
    ['identity-codes', () => bent({ parts: { identity: identityCode('1.2.156.10260.4.1.4', '9144030071526726XX') } })],
    ['identity-codes', () => bent({ parts: { identity: null } })],
    ['critical-extensions', () => bent({ parts: { san: subjectAltName([{ kind: 'email', value: 'li.lei@example.com' }], true) } })],
    ['known-extensions', () => bent({ parts: { more: extension('1.2.3.4', false, Uint8Array.of(5, 0)) } })],
    ['strict-der', () => bent({ parts: { policies: extension(extensionOid.certificatePolicies, false, Uint8Array.of(0x30, 0)) } })],
    ['strict-der', () => bent({ parts: { more: certificatePolicies([{ oid: '1.3.6.1.4.1.32473.9' }]) } })],
    ['strict-der', () => ({ ...good, tbs: good.tbs.slice(0, -1) })],
  ])('is stopped by %s', (name, draft) => {
    expect(lintCertificate(draft(), houseStartMs)).toMatchObject({ ok: false, code: 'internal.lint', detail: { lint: name } })
  })

  const longLived = (lifeMs: number): CertificateDraft => {
    const notAfterMs = approved.notBeforeMs + lifeMs
    const serial = buildSerial(1, notAfterMs, systemRandom.bytes(16))
    return bent({ tbs: { notAfterMs, serial }, draft: { approved: { ...approved, notAfterMs }, serial } })
  }

  const shortAuthority = (): Profile => {
    const { certificate } = profile.authority
    return { ...profile, authority: { ...profile.authority, certificate: { ...certificate, notAfterMs: approved.notAfterMs - 1 } } }
  }

  const severalInOne = (): Uint8Array => {
    const attribute = (oid: string, text: string): Uint8Array => sequenceOf(oidOf(oid), utf8StringOf(text))
    const country = orThrow(encodeName([{ type: 'C', value: 'CN' }])).slice(2)
    return sequenceOf(country, setOf(attribute('2.5.4.10', '甲公司'), attribute('2.5.4.3', '李雷')))
  }

  it('names its addresses below the public address of the house', () => {
    expect(profile.addresses).toEqual(addressesOf(housePublicUrl, 'issuing-ec'))
  })
})
