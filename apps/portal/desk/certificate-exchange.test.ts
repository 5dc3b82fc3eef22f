import { freezeReasons as known } from '@certhall/contract/application/follow-up'
import { deskFreeze } from '@certhall/contract/desk/certificates'
import { describe, expect, it } from 'vitest'
import { callFaults, freezeReasons, nameOf } from './certificate-exchange.ts'

describe('the name of a holder', () => {
  it.each([
    ['CN=示例科技,O=示例,C=CN', '示例科技'],
    ['CN=A\\, B\\+C,C=CN', 'A, B+C'],
    ['O=示例,CN=张三', '张三'],
    ['O=SCN=x', 'O=SCN=x'],
  ])('in %s is %s', (subject, name) => {
    expect(nameOf(subject)).toBe(name)
  })
})

describe('a freeze on the phone', () => {
  it('offers every reason, in the order of the contract', () => {
    expect(freezeReasons).toEqual(known)
  })

  it.each([
    ['', '020-88886666'],
    ['王', '020-88886666'],
    ['王五', ''],
    ['王五', '1234'],
    ['王五', 'call me'],
    ['王五', '+86 (20) 8888-6666'],
    ['  王五  ', ' 10086 '],
  ])('is refused by the page as it is by the server: caller "%s", number "%s"', (callerName, callBackNumber) => {
    const { caller, number } = callFaults({ callerName, callBackNumber })
    expect(!caller && !number).toBe(deskFreeze.safeParse({ reason: 'other', remark: '', callerName, callBackNumber }).success)
  })
})
