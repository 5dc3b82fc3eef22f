import { describe, expect, it } from 'vitest'
import { DerError } from '../der/der-error.ts'
import { oidOf, primitiveOf, sequenceOf } from '../der/encode.ts'
import { utf8 } from '@certhall/kernel/bytes'
import {
  authorityInfoAccess,
  certificatePolicies,
  crlDistributionPoints,
  extension,
  extKeyUsage,
  keyUsage,
  personalIdentity,
  subjectAltName,
} from './extension.ts'
import { extensionOid } from './extension-oids.ts'
import { DerReader } from '../der/reader.ts'
import { extensionFacts, parseExtensions } from './parse-extensions.ts'

const facts = (value: Uint8Array) => extensionFacts(parseExtensions(new DerReader(sequenceOf(value)).sequence()))
const uri = (text: string): Uint8Array => primitiveOf(0x86, utf8(text))

describe('extensions', () => {
  it('are not written with an empty list', () => {
    const empty = [
      () => certificatePolicies([]),
      () => crlDistributionPoints([]),
      () => authorityInfoAccess([], []),
      () => keyUsage([]),
      () => extKeyUsage([]),
      () => subjectAltName([]),
    ]
    for (const write of empty) expect(write).toThrow(RangeError)
  })

  it('take no invisible character into an identity', () => {
    expect(() => personalIdentity({ kind: 'militaryCard', value: '军\u0000字' })).toThrow(RangeError)
    expect(() => personalIdentity({ kind: 'militaryCard', value: '军\u202e字' })).toThrow(RangeError)
  })

  it('are refused with two places in one access description', () => {
    const access = (...places: readonly Uint8Array[]): Uint8Array =>
      extension(extensionOid.authorityInfoAccess, false, sequenceOf(sequenceOf(oidOf('1.3.6.1.5.5.7.48.1'), ...places)))
    expect(facts(access(uri('http://a.cn/'))).ocspUris).toEqual(['http://a.cn/'])
    expect(() => facts(access(uri('http://a.cn/'), uri('http://b.cn/')))).toThrow(DerError)
    expect(() => facts(access())).toThrow(DerError)
  })
})
