import { describe, expect, it } from 'vitest'
import { DerError } from '../der/der-error.ts'
import { sequenceOf } from '../der/encode.ts'
import { algorithmOf } from '../algorithm.ts'
import { extKeyUsage } from './extension.ts'
import { compileTemplate } from './template.ts'

const issuer = sequenceOf()
const spki = sequenceOf(algorithmOf('ecdsa-p256').keyIdentifier, Uint8Array.of(3, 2, 0, 4))
const order = { serial: Uint8Array.of(1), notBeforeMs: 0, notAfterMs: 1000, subject: issuer, spki }
const compile = () =>
  compileTemplate({ issuer, algorithm: algorithmOf('ecdsa-p256'), extensions: ['subjectKeyIdentifier', extKeyUsage(['clientAuth'])] })

describe('templates', () => {
  it('leave nothing of an order that failed in the certificate after it', () => {
    const template = compile()
    expect(() => template.buildTbs({ ...order, spki: Uint8Array.of(5, 0) })).toThrow(DerError)
    expect(template.buildTbs(order)).toEqual(compile().buildTbs(order))
  })
})
