import { describe, expect, it } from 'vitest'
import { secondsLeft } from './countdown.ts'
import { isProven } from './proof-state.ts'

const draft = { verified: { mobile: '13800138000', email: 'Wang@example.cn' } }

describe('the mark 已验证', () => {
  it('goes when another value is typed', () => {
    expect(isProven(draft, 'mobile', '13800138001')).toBe(false)
    expect(isProven(draft, 'email', '')).toBe(false)
    expect(isProven({ verified: { mobile: null, email: null } }, 'mobile', '')).toBe(false)
  })

  it('stays however the proven value is written', () => {
    expect(isProven(draft, 'mobile', '+86 138-0013-8000')).toBe(true)
    expect(isProven(draft, 'email', 'Wang@EXAMPLE.cn')).toBe(true)
  })
})

describe('the wait before the next code', () => {
  it('never falls below zero and rounds up', () => {
    expect(secondsLeft(1000, 5000)).toBe(0)
    expect(secondsLeft(60_000, 1)).toBe(60)
  })
})
