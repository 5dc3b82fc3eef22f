import { describe, expect, it } from 'vitest'
import { nameText } from './name-text.ts'

describe('a distinguished name on a page', () => {
  it('keeps an escaped comma where it is', () => {
    expect(nameText('CN=A\\, B\\,O=x,C=CN')).toBe('CN=A\\, B\\,O=x, C=CN')
  })

  it('has a space between its parts', () => {
    expect(nameText('CN=甲公司,O=甲公司,2.5.4.97=NTRCN-1,C=CN')).toBe('CN=甲公司, O=甲公司, 2.5.4.97=NTRCN-1, C=CN')
  })
})
