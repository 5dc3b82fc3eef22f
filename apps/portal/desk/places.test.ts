import { describe, expect, it } from 'vitest'
import { landingPath, placesOf } from './places.ts'

describe('the menu of the desk', () => {
  it('offers nobody the work of another role', () => {
    expect(placesOf(['auditor'])).toEqual(['audit', 'ukeys'])
    expect(placesOf(['issuer'])).toEqual(['delivery', 'ukeys'])
    expect(placesOf(['customerService'])).toEqual(['certificates'])
    expect(placesOf([])).toEqual([])
  })

  it('opens at its first item', () => {
    expect(landingPath(['reviewer'])).toBe('/desk/queue')
    expect(landingPath(['reviewer', 'issuer'])).toBe('/desk/queue')
    expect(landingPath(['auditor'])).toBe('/desk/audit')
  })
})
