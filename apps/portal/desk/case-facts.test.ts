import { describe, expect, it } from 'vitest'
import { attention, compareText, formValueOf, registryValueOf } from './case-facts.ts'

describe('a case', () => {
  it('marks what differs, and says when only the width of characters does', () => {
    expect(compareText('广州（示例）公司', '广州(示例)公司')).toBe('width')
    expect(compareText('王伟', '王玮')).toBe('different')
    expect(compareText(null, '王玮')).toBe('different')
    expect(compareText('王伟', '王伟')).toBe('same')
  })

  it('shows failures before warnings and hides what passed', () => {
    const check = (outcome: 'pass' | 'warn' | 'fail' | 'unknown') => ({ check: 'registryName' as const, outcome, detail: {} })
    expect(attention([check('unknown'), check('pass'), check('warn'), check('fail')]).map(({ outcome }) => outcome)).toEqual([
      'fail',
      'warn',
      'unknown',
    ])
  })

  it('reads empty fields as nothing', () => {
    expect(formValueOf({ organization: { name: '' } }, 'organization.name')).toBeNull()
    expect(formValueOf({}, 'certificate.validityYears')).toBeNull()
    expect(formValueOf({ certificate: { validityYears: 2 } }, 'certificate.validityYears')).toBe(2)
    expect(registryValueOf(null, 'organization.name')).toBeUndefined()
  })
})
