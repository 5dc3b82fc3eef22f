import { describe, expect, it } from 'vitest'
import { accountParts } from './stock-words.ts'

describe('an account of the stock', () => {
  it('keeps a place whole, whatever is in its name', () => {
    expect(accountParts('allocated/天河/二楼')).toEqual({ name: 'allocated', place: '天河/二楼' })
    expect(accountParts('inStock')).toEqual({ name: 'inStock', place: null })
  })
})
