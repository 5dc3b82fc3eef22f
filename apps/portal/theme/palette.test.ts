import { describe, expect, it } from 'vitest'
import { contrastRatio } from './contrast.ts'
import { pairs, palettes } from './palette.ts'
import { paletteCss } from './palette-css.ts'

describe.each(['light', 'dark'] as const)('the %s palette', (scheme) => {
  it.each(pairs)('keeps %s readable on %s (at least %d : 1)', (front, ground, least) => {
    const palette = palettes[scheme]
    expect(contrastRatio(palette[front], palette[ground])).toBeGreaterThanOrEqual(least)
  })
})

describe('contrast ratio', () => {
  it('knows the ends of the scale', () => {
    expect(contrastRatio('#000000', '#ffffff')).toBeCloseTo(21, 5)
    expect(contrastRatio('#777777', '#777777')).toBe(1)
  })
})

describe('palette styles', () => {
  it('print in the light colours whatever the reader chose', () => {
    const css = paletteCss()
    const print = css.slice(css.indexOf('@media print'))
    expect(print).toContain(`--text:${palettes.light.text}`)
    expect(print).not.toContain(palettes.dark.text)
  })
})
