import { describe, expect, it } from 'vitest'
import { checkPaper, sizeText } from './paper-check.ts'

describe('a paper before it is sent', () => {
  it('is refused when it is no PDF, JPEG or PNG', () => {
    expect(checkPaper({ type: 'image/heic', name: 'a.heic', size: 10 })).toBe('input.file-type')
    expect(checkPaper({ type: '', name: 'a.exe', size: 10 })).toBe('input.file-type')
  })

  it('is refused when it is larger than the limit', () => {
    expect(checkPaper({ type: 'application/pdf', name: 'a.pdf', size: 10 * 1024 * 1024 + 1 })).toBe('input.file-size')
  })

  it('is accepted by its ending when the system names no type', () => {
    expect(checkPaper({ type: '', name: '营业执照.JPG', size: 10 })).toBeNull()
  })

  it('has a readable size', () => {
    expect(sizeText(12)).toEqual({ unit: 'kilo', size: '1' })
    expect(sizeText(2_340_000)).toEqual({ unit: 'mega', size: '2.3' })
  })
})
