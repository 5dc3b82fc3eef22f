import type { CompleteForm } from '@certhall/contract/application/form'
import { describe, expect, it } from 'vitest'
import { type CaseFacts, checkCase } from './check-case.ts'
import { parseRegistry } from './import-registry.ts'

const form: CompleteForm = {
  organization: {
    name: '广州示例（贸易）有限公司',
    kind: 'enterprise',
    uscc: '914401000000001903',
    orgCode: '000000190',
    licenceNumber: '914401000000001903',
    licenceExpiresOn: null,
    legalRepresentative: '李示例',
    province: '广东省',
    city: '广州市',
    district: null,
    address: '示例路 2 号',
    postcode: null,
    phone: null,
  },
  contact: { name: '周联系', department: null, mobile: '13800138000', email: 'zhou@example.cn' },
  agent: { name: '吴经办', idKind: 'residentId', idNumber: '11010519491231002X', mobile: '13900139000' },
  certificate: { holderName: null, department: null, validityYears: 1 },
  delivery: { channel: 'sms' },
}
const facts: CaseFacts = {
  form,
  papers: [{ kind: 'businessLicence' }],
  requiredPapers: ['businessLicence'],
  registry: { name: form.organization.name, legalRepresentative: '李示例' },
  otherOpenApplications: [],
  liveCertificates: 0,
  nowMs: Date.parse('2026-11-23T02:00:00Z'),
}
const outcome = (change: Partial<CaseFacts>, name: string): string | undefined =>
  checkCase({ ...facts, ...change }).find((check) => check.check === name)?.outcome
const organization = (change: Partial<CompleteForm['organization']>): Partial<CaseFacts> => ({
  form: { ...form, organization: { ...form.organization, ...change } },
})
const agent = (change: Partial<CompleteForm['agent']>): Partial<CaseFacts> => ({ form: { ...form, agent: { ...form.agent, ...change } } })

describe('the checks beside a case', () => {
  it.each<[string, Partial<CaseFacts>, string]>([
    ['usccCheckDigits', organization({ uscc: '914401000000001904' }), 'fail'],
    ['orgCodeCheckDigit', organization({ orgCode: '000000191' }), 'fail'],
    ['kindMatchesPrefix', organization({ kind: 'institution' }), 'warn'],
    ['residentIdCheckDigit', agent({ idNumber: '110105194912310021' }), 'fail'],
    ['residentIdCheckDigit', agent({ idKind: 'passport', idNumber: 'E12345678' }), 'unknown'],
    ['licenceValid', organization({ licenceExpiresOn: '2026-11-22' }), 'fail'],
    ['licenceValid', organization({ licenceExpiresOn: '2026-12-01' }), 'warn'],
    ['licenceValid', organization({ licenceExpiresOn: '2028-12-01' }), 'pass'],
    ['registryName', { registry: null }, 'unknown'],
    ['registryName', { registry: { name: '广州示例(贸易)有限公司', legalRepresentative: null } }, 'warn'],
    ['registryName', { registry: { name: '广州样例有限公司', legalRepresentative: null } }, 'fail'],
    ['registryLegalRepresentative', { registry: { name: form.organization.name, legalRepresentative: null } }, 'unknown'],
    ['registryLegalRepresentative', { registry: { name: form.organization.name, legalRepresentative: '别人' } }, 'fail'],
    ['agentMobileDiffers', agent({ mobile: '13800138000' }), 'warn'],
    ['agentMobileDiffers', agent({ mobile: '13800138000', name: '周联系' }), 'pass'],
    ['papersComplete', { papers: [] }, 'fail'],
    ['otherOpenApplications', { otherOpenApplications: ['A2026-000002'] }, 'warn'],
    ['liveCertificates', { liveCertificates: 1 }, 'warn'],
  ])('%s', (name, change, expected) => {
    expect(outcome(change, name)).toBe(expected)
  })

  it('all pass for a case without doubt, each once', () => {
    const checks = checkCase(facts)
    expect(checks.every((check) => check.outcome === 'pass')).toBe(true)
    expect(new Set(checks.map((check) => check.check)).size).toBe(checks.length)
  })
})

describe('a registry file', () => {
  const entry = { uscc: '914401000000001903', name: '广州示例贸易有限公司' }
  it.each<[string, unknown, string]>([
    ['an unknown key', { source: 's', asOf: '2026-01-01T00:00:00Z', entries: [{ ...entry, more: 1 }] }, 'input.malformed'],
    ['no date', { source: 's', entries: [entry] }, 'input.malformed'],
    [
      'a wrong code',
      { source: 's', asOf: '2026-01-01T00:00:00Z', entries: [entry, { ...entry, uscc: '914401000000001904' }] },
      'input.org-code-check',
    ],
  ])('is refused whole for %s', (_what, file, code) => {
    expect(() => parseRegistry(file)).toThrowError(expect.objectContaining({ code }))
  })
})
