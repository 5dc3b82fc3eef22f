import { describe, expect, it } from 'vitest'
import { code39 } from './barcode.ts'

describe('the bar code of an application number', () => {
  it('refuses what Code 39 cannot write', () => {
    expect(code39('申请')).toBeNull()
    expect(code39('A*')).toBeNull()
  })

  it('gives every character nine elements of which three are wide', () => {
    // 14 characters with start and stop: 13 gaps between them, each character 6 narrow + 3 wide × 3 = 15 units.
    const barcode = code39('A2026-000123')
    expect(barcode?.width).toBe(14 * 15 + 13)
    expect(barcode?.bars).toHaveLength(14 * 5)
  })

  it('starts and ends with the bars of an asterisk', () => {
    const barcode = code39('1')
    expect(barcode?.bars.slice(0, 5).map((bar) => bar.width)).toEqual([1, 1, 3, 3, 1])
    expect(barcode?.bars.slice(-5).map((bar) => bar.width)).toEqual([1, 1, 3, 3, 1])
  })
})
