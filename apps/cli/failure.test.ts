import { errorCodes } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { describe, expect, it } from 'vitest'
import { exitCodeOf, failureText } from './failure.ts'

describe('failureText', () => {
  it('names the code, what to do and the setting', () => {
    const text = failureText(new AppError('busy.port', { detail: { port: 8460, setting: 'CERTHALL_PORT' } }), 'en')
    expect(text).toBe(
      'certhall: [busy.port] The port is taken by another program.\n  Stop the other program, or choose another port with the setting named below.\n  port: 8460\n  setting: CERTHALL_PORT\n',
    )
  })

  it('speaks Chinese', () => {
    expect(failureText(new AppError('busy.data-directory'), 'zh')).toContain('数据目录正被另一个实例使用')
  })

  it('prefers the remedy of the reason', () => {
    expect(
      failureText(new AppError('internal.configuration', { detail: { reason: 'unknown-setting', setting: 'CERTHALL_PROT' } }), 'en'),
    ).toContain('misspelled')
  })
})

describe('what the operating system says', () => {
  it.each([
    ['ENOSPC', 'busy.storage', 75],
    ['EACCES', 'internal.configuration', 70],
  ])('of %s is told as %s, without a stack', (code, told, exit) => {
    const error = Object.assign(new Error(code), { code, path: '/data/x' })
    expect(failureText(error, 'zh')).toContain(`[${told}]`)
    expect(failureText(error, 'en')).toContain('path: /data/x')
    expect([failureText(error, 'en').includes('    at '), exitCodeOf(error)]).toEqual([false, exit])
  })
})

describe('exitCodeOf', () => {
  it('is above zero for every code and for what has none', () => {
    const codes = [...Object.keys(errorCodes).map((code) => new AppError(code)), new Error('x')].map(exitCodeOf)
    expect(codes.every((code) => code >= 64)).toBe(true)
  })
})
