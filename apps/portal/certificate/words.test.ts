import { describe, expect, it } from 'vitest'
import { shortSubject } from './words.ts'

describe('the short name of a subject', () => {
  it('is its CN wherever it stands, with escaped commas read', () => {
    expect(shortSubject('C=CN,O=x,CN=甲公司')).toBe('甲公司')
    expect(shortSubject('CN=A\\, B and Co,O=x,C=CN')).toBe('A, B and Co')
  })

  it('is the whole subject where there is no CN', () => {
    expect(shortSubject('O=x,C=CN')).toBe('O=x,C=CN')
  })
})
