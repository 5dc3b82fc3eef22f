import { describe, expect, it } from 'vitest'
import { systemNames } from './system-names.ts'

describe('the systems of a driver', () => {
  it('shows an unknown one as it is written', () => {
    expect(systemNames(['plan9-mips'])).toBe('plan9 (mips)')
  })

  it('names each family once, with its processors', () => {
    expect(systemNames(['linux-x64', 'linux-arm64', 'linux-loong64', 'macos-arm64', 'windows-ia32'])).toBe(
      'Linux (x64, ARM64, LoongArch) · macOS (ARM64) · Windows (x86)',
    )
  })
})
