import type { CompleteForm } from '@certhall/contract/application/form'
import { isCanonicalJson } from '@certhall/contract/statement/canonical-json'
import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../digest.ts'
import { buildSnapshot, type SnapshotQuestion } from './snapshot.ts'

const form: CompleteForm = {
  organization: {
    name: '广州示例贸易有限公司',
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
  certificate: { holderName: null, department: null, validityYears: 2 },
  delivery: { channel: 'sms' },
}
const question: SnapshotQuestion = {
  applicationNo: 'A2026-000001',
  revision: 1,
  selection: { projectId: 'tax', certificateType: 'organization', medium: 'p12' },
  form,
  offer: { certificateType: 'organization', profileId: 'organization-rsa', keyAlgorithm: 'rsa-2048', validityYears: [2] },
  followUp: null,
  papers: [{ kind: 'businessLicence', sha256: 'a'.repeat(64) }],
}

describe('the snapshot that people sign', () => {
  it('is one canonical text with its digest', () => {
    const { text, sha256, snapshot } = buildSnapshot(question)
    expect(isCanonicalJson(text)).toBe(true)
    expect(sha256).toBe(sha256Hex(text))
    expect(snapshot).toMatchObject({
      validityDays: 730,
      profileId: 'organization-rsa',
      email: null,
      subject: { organization: '广州示例贸易有限公司', commonName: '广州示例贸易有限公司' },
    })
  })

  it('names unit and person in a certificate of a person, with e-mail for employees', () => {
    const employee = {
      ...question,
      selection: { ...question.selection, certificateType: 'employee' as const },
      form: { ...form, certificate: { ...form.certificate, holderName: '钱员工', department: '财务部' } },
    }
    expect(buildSnapshot(employee).snapshot).toMatchObject({
      email: 'zhou@example.cn',
      subject: { organization: '广州示例贸易有限公司', organizationalUnit: '财务部', commonName: '钱员工' },
    })
  })

  it.each<[string, SnapshotQuestion]>([
    ['the revision', { ...question, revision: 2 }],
    ['a field outside the subject', { ...question, form: { ...form, agent: { ...form.agent, mobile: '13900139001' } } }],
    ['a paper', { ...question, papers: [{ kind: 'businessLicence', sha256: 'b'.repeat(64) }] }],
    ['the profile', { ...question, offer: { ...question.offer, profileId: 'organization-ec' } }],
  ])('changes with %s', (_what, other) => {
    expect(buildSnapshot(other).sha256).not.toBe(buildSnapshot(question).sha256)
  })

  it('holds no personal number in the clear', () => {
    const { text } = buildSnapshot(question)
    for (const secret of ['11010519491231002X', '13800138000', '13900139000']) expect(text).not.toContain(secret)
  })
})
