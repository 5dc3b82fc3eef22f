import { describe, expect, it } from 'vitest'
import { allFromPem, fromPem, toPem } from './pem.ts'

const block = (octet: number): string => toPem('CERTIFICATE', new Uint8Array(100).fill(octet))

describe('PEM', () => {
  it('refuses other labels, damaged base64, several blocks where one is asked, and a block without end', () => {
    expect(fromPem('PRIVATE KEY', block(1))).toBeUndefined()
    expect(fromPem('CERTIFICATE', block(1).replace('AQEB', 'AQ*B'))).toBeUndefined()
    expect(fromPem('CERTIFICATE', block(1) + block(2))).toBeUndefined()
    expect(allFromPem('CERTIFICATE', `${block(1)}-----BEGIN CERTIFICATE-----\nAQEB\n`)).toEqual([])
  })

  it('reads what it writes, with either line end and text around', () => {
    expect(fromPem('CERTIFICATE', `subject=x\n${block(7)}`.replaceAll('\n', '\r\n'))).toEqual(new Uint8Array(100).fill(7))
    expect(allFromPem('CERTIFICATE', block(1) + block(2))).toHaveLength(2)
    expect(
      Math.max(
        ...block(1)
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBe(64)
  })
})
