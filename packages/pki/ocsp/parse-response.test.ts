import { describe, expect, it } from 'vitest'
import { concat } from '@certhall/kernel/bytes'
import { algorithmOf } from '../algorithm.ts'
import { DerError } from '../der/der-error.ts'
import { bitStringOf, constructedOf, generalizedTimeOf, nullValue, octetStringOf, oidOf, primitiveOf, sequenceOf } from '../der/encode.ts'
import { parseOcspResponse } from './parse-response.ts'
import { basicResponseOid, compileResponder } from './response.ts'

const time = generalizedTimeOf(0)
const certId = sequenceOf()
const good = primitiveOf(0x80, new Uint8Array())
const byKey = constructedOf(0xa2, octetStringOf(new Uint8Array(20)))
const responseOf = (single: readonly Uint8Array[], responder: Uint8Array = byKey): Uint8Array => {
  const data = sequenceOf(responder, time, sequenceOf(sequenceOf(certId, ...single)))
  const basic = sequenceOf(data, algorithmOf('ecdsa-p256').signatureIdentifier, bitStringOf(new Uint8Array(8)))
  return sequenceOf(primitiveOf(0x0a, Uint8Array.of(0)), constructedOf(0xa0, sequenceOf(oidOf(basicResponseOid), octetStringOf(basic))))
}

const wrong: readonly (readonly [string, Uint8Array])[] = [
  ['good with content, then unknown', responseOf([primitiveOf(0x80, Uint8Array.of(1)), primitiveOf(0x82, new Uint8Array()), time])],
  ['good with content, then revoked', responseOf([primitiveOf(0x80, Uint8Array.of(1)), constructedOf(0xa1, time), time])],
  ['two reasons', responseOf([constructedOf(0xa1, time, constructedOf(0xa0, Uint8Array.of(10, 1, 1), Uint8Array.of(10, 1, 4))), time])],
  ['two ends', responseOf([good, time, constructedOf(0xa0, time, time)])],
  ['two key identifiers', responseOf([good, time], constructedOf(0xa2, octetStringOf(new Uint8Array(20)), nullValue))],
  ['a name that is none', responseOf([good, time], constructedOf(0xa1, nullValue))],
]

describe('OCSP responses', () => {
  it.each(wrong)('are refused with %s', (_what, der) => {
    expect(() => parseOcspResponse(der)).toThrow(DerError)
  })

  it('of our own are read', () => {
    expect(parseOcspResponse(responseOf([good, time]))).toMatchObject({ responses: [{ status: { kind: 'good' }, thisUpdateMs: 0 }] })
    const template = compileResponder({ algorithm: algorithmOf('ecdsa-p256'), keyIdentifier: new Uint8Array(20), certificates: [certId] })
    const status = { kind: 'revoked', revokedAtMs: 1000, reason: 'superseded' } as const
    const nonce = Uint8Array.of(1, 2)
    const tbs = template.buildTbs({ producedAtMs: 3000, nonce, responses: [{ certId, status, thisUpdateMs: 2000, nextUpdateMs: 4000 }] })
    const read = parseOcspResponse(template.assemble(concat(tbs), new Uint8Array(70)))
    expect(read).toMatchObject({
      producedAtMs: 3000,
      nonce,
      certificates: [certId],
      responses: [{ status, thisUpdateMs: 2000, nextUpdateMs: 4000 }],
    })
  })
})
