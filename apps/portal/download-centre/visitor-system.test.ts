import { describe, expect, it } from 'vitest'
import { sizeText, visitorSystem } from './visitor-system.ts'

describe('the visitor’s system', () => {
  it.each([
    ['Mozilla/5.0 (Linux; Android 14; Pixel 8) Mobile Safari', null],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)', null],
    ['something else', null],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64)', 'windows-x64'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 'macos-arm64'],
    ['Mozilla/5.0 (X11; Linux x86_64) Chrome/150', 'linux-x64'],
    ['Mozilla/5.0 (X11; Linux aarch64; UOS)', 'linux-arm64'],
  ])('of %s is %s', (userAgent, system) => {
    expect(visitorSystem(userAgent)).toBe(system)
  })

  it('counts octets as people read them', () => {
    expect([0, 1023, 1536, 30 * 1024 * 1024].map(sizeText)).toEqual(['0 B', '1023 B', '1.5 KB', '30.0 MB'])
  })
})
