import { sampleForm } from '@certhall/testkit/sample-form'
import { describe, expect, it } from 'vitest'
import type { StaffActor } from '../actor.ts'
import { clueOf, findCertificates, freezeOnThePhone, overdueInstallations } from './service-desk.ts'

const person = (...roles: StaffActor['roles']): StaffActor => ({
  kind: 'staff',
  personId: '1',
  name: '孙客服',
  roles,
  certificateSha256: '',
  source: '127.0.0.1',
})
const nothing = async () => {
  throw new Error('nobody may come this far')
}

describe('customer service', () => {
  it.each([[[]], [['reviewer']], [['issuer']], [['auditor']]] as const)('is no work of %j', async (roles) => {
    const actor = person(...roles)
    const deps = { clock: { nowMs: () => 0 }, transaction: nothing, search: { find: nothing }, authorities: nothing }
    const order = {
      key: { authorityId: 'a', serialNumber: '0' },
      reason: 'mediumLost',
      remark: '',
      callerName: '王五',
      callBackNumber: '020-1234',
    } as const
    await expect(findCertificates(deps)('张三', actor)).rejects.toMatchObject({ code: 'policy.role-missing' })
    await expect(overdueInstallations(deps)(actor)).rejects.toMatchObject({ code: 'policy.role-missing' })
    expect(() => freezeOnThePhone(nothing)(order, actor)).toThrow(expect.objectContaining({ code: 'policy.role-missing' }))
  })

  it.each([
    [`01:06:C1 ${'AB'.repeat(16)}`, { kind: 'serialNumber', serialNumber: `0106c1${'ab'.repeat(16)}`, authorityIds: ['issuing-ec'] }],
    ['a2026-000123', { kind: 'applicationNo', applicationNo: 'A2026-000123' }],
    [sampleForm(1).organization.uscc, { kind: 'orgCode', orgCode: sampleForm(1).organization.orgCode }],
    ['91 4401 01MA59U2RH4', { kind: 'name' }],
    ['示例科技', { kind: 'name', name: '示例科技' }],
  ])('reads %s by what it looks like', (query, clue) => {
    expect(clueOf(query, ['issuing-ec'])).toMatchObject(clue)
  })
})
