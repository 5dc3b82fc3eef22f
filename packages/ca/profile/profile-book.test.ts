import { housePublicUrl, type IssuingHouse, openIssuingHouse, profilesText } from '@certhall/testkit/issuing-house'
import { memoryLedger } from '@certhall/testkit/memory-ledger'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuthorityRecord } from '../ports.ts'
import { compileProfileBook } from './profile-book.ts'
import { parseProfiles, type ProfileDefinition } from './profile-file.ts'

describe('profiles', () => {
  let house: IssuingHouse
  let authorities: readonly AuthorityRecord[]
  const { profiles } = parseProfiles(profilesText())

  beforeAll(async () => {
    house = await openIssuingHouse(memoryLedger())
    authorities = await house.deps.ledger.read((transaction) => transaction.authorities())
  })
  afterAll(() => house.close())

  const withFirst = (change: Record<string, unknown>): string => {
    const file = JSON.parse(profilesText()) as { profiles: Record<string, unknown>[] }
    Object.assign(file.profiles[0] ?? {}, change)
    return JSON.stringify(file)
  }
  const configuration = expect.objectContaining({ code: 'internal.configuration' })

  it.each<[string, string]>([
    ['text that is no JSON', '{'],
    ['another format', JSON.stringify({ ...(JSON.parse(profilesText()) as object), format: 'certhall.profiles.v2' })],
    ['an unknown key', withFirst({ maximumValidityDay: 3650 })],
    ['a purpose for TLS servers', withFirst({ extendedKeyUsage: ['serverAuth'] })],
    ['the usage of an authority', withFirst({ keyUsage: ['keyCertSign'] })],
    ['an algorithm nobody has', withFirst({ keyAlgorithms: ['rsa-1024'] })],
    ['a validity beyond the house limit', withFirst({ maximumValidityDays: 3650 })],
    ['no usage at all', withFirst({ keyUsage: [] })],
  ])('refuse %s', (_what, text) => {
    expect(() => parseProfiles(text)).toThrow(configuration)
  })

  it.each<[string, string, (definitions: readonly ProfileDefinition[]) => readonly ProfileDefinition[]]>([
    [
      'a profile without its authority',
      'profile-without-authority',
      (all) => all.map((each, index) => (index === 0 ? { ...each, authorityId: 'issuing-gost' } : each)),
    ],
    [
      'SM2 below another suite',
      'suites-mixed',
      (all) => all.map((each, index) => (index === 0 ? { ...each, keyAlgorithms: ['sm2'] } : each)),
    ],
    [
      'another key below SM2',
      'suites-mixed',
      (all) => all.map((each, index) => (index === 0 ? { ...each, authorityId: 'issuing-sm2' } : each)),
    ],
    [
      'SM2 in a P12 file',
      'algorithm-not-for-p12',
      (all) => all.map((each) => (each.keyAlgorithms.includes('sm2') ? { ...each, media: ['p12', 'ukey'] } : each)),
    ],
    [
      'a profile under the root',
      'profile-without-authority',
      (all) => all.map((each, index) => (index === 0 ? { ...each, authorityId: 'root' } : each)),
    ],
    ['an authority without profile', 'authority-without-profile', (all) => all.filter(({ authorityId }) => authorityId !== 'issuing-rsa')],
    ['the same profile twice', 'profile-twice', (all) => [...all, ...all.slice(0, 1)]],
    [
      'encipherment with a curve',
      'key-usage-of-curve',
      (all) => all.map((each, index) => (index === 0 ? { ...each, keyUsage: ['keyEncipherment'] } : each)),
    ],
    [
      'e-mail protection without an address',
      'email-protection-without-email',
      (all) => all.map((each, index) => (index === 0 ? { ...each, extendedKeyUsage: ['emailProtection'] } : each)),
    ],
  ])('refuse %s', (_what, reason, change) => {
    expect(() => compileProfileBook(change(profiles), authorities, housePublicUrl)).toThrow(
      expect.objectContaining({ code: 'internal.configuration', detail: expect.objectContaining({ reason }) }),
    )
  })

  it('are nine: three kinds of holders, each on RSA, on curves and on SM2', () => {
    const book = compileProfileBook(profiles, authorities, housePublicUrl)
    expect([...book.holders.keys()].toSorted()).toEqual([
      'employee-ec',
      'employee-rsa',
      'employee-sm2',
      'legal-representative-ec',
      'legal-representative-rsa',
      'legal-representative-sm2',
      'organization-ec',
      'organization-rsa',
      'organization-sm2',
    ])
  })

  it('let the answers of each authority be signed in its own suite', () => {
    const { delegates } = compileProfileBook(profiles, authorities, housePublicUrl)
    const algorithms = [...delegates].map(([authorityId, { rules }]) => [authorityId, rules.keyAlgorithms[0]])
    expect(Object.fromEntries(algorithms)).toEqual({
      'issuing-ec': 'ecdsa-p256',
      'issuing-rsa': 'ecdsa-p256',
      'issuing-sm2': 'sm2',
      staff: 'ecdsa-p256',
    })
  })
})
