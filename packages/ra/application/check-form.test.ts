import type { DraftForm, Selection } from '@certhall/contract/application/form'
import { describe, expect, it } from 'vitest'
import type { Project } from '../project/project.ts'
import { checkForm, type FormQuestion } from './check-form.ts'
import { checkSubmission } from './check-submission.ts'
import { draftOf } from './correct-application.ts'

const nowMs = Date.parse('2026-11-23T02:00:00Z')
const offer = { certificateType: 'organization', profileId: 'organization-ec', keyAlgorithm: 'ecdsa-p256', validityYears: [1, 2] } as const
const selection: Selection = { projectId: 'tax', certificateType: 'organization', medium: 'p12' }
const form: DraftForm = {
  organization: {
    name: '广州示例贸易有限公司',
    kind: 'enterprise',
    uscc: '914401000000001903',
    licenceNumber: '914401000000001903',
    licenceExpiresOn: '',
    legalRepresentative: '李示例',
    province: '广东省',
    city: '广州市',
    address: '示例路 2 号',
  },
  contact: { name: '周联系', mobile: '+86 138-0013-8000', email: 'Zhou@Example.CN' },
  agent: { name: '吴经办', idKind: 'residentId', idNumber: '11010519491231002x', mobile: '13900139000' },
  certificate: { validityYears: 1 },
  delivery: { channel: 'sms' },
}
const question: FormQuestion = {
  form,
  selection,
  code: { orgCode: '000000190', uscc: '914401000000001903' },
  offer: { ...offer, validityYears: [1, 2] },
  nowMs,
}
const withField = (path: string, value: unknown): FormQuestion => {
  const [group = '', name = ''] = path.split('.')
  const groups = form as Record<string, Record<string, unknown>>
  return { ...question, form: { ...form, [group]: { ...groups[group], [name]: value } } as DraftForm }
}

describe('a form is refused for', () => {
  it.each([
    ['organization.name', '', 'input.required'],
    ['organization.name', '企'.repeat(65), 'input.too-long'],
    ['organization.name', '广州\u202e示例', 'input.control-character'],
    ['organization.kind', undefined, 'input.required'],
    ['organization.uscc', '91440100000000190', 'input.org-code-length'],
    ['organization.uscc', '914401000000001904', 'input.org-code-check'],
    ['organization.uscc', '91440100D214356903', 'input.org-code-inner-check'],
    ['organization.uscc', '91350100M000100Y4Z', 'input.org-code-alphabet'],
    ['organization.uscc', '91350100M000100Y43', 'input.org-code-mismatch'],
    ['organization.licenceNumber', ' ', 'input.required'],
    ['organization.licenceExpiresOn', '2026-02-30', 'input.malformed'],
    ['organization.licenceExpiresOn', '23.11.2026', 'input.malformed'],
    ['organization.licenceExpiresOn', '2026-11-22', 'input.date-past'],
    ['organization.legalRepresentative', '', 'input.required'],
    ['organization.province', '', 'input.required'],
    ['organization.city', '', 'input.required'],
    ['organization.address', '', 'input.required'],
    ['organization.postcode', '51000', 'input.postcode'],
    ['organization.phone', '12', 'input.phone'],
    ['contact.name', '', 'input.required'],
    ['contact.mobile', '12800138000', 'input.mobile'],
    ['contact.email', 'zhou@', 'input.email'],
    ['agent.name', '', 'input.required'],
    ['agent.idKind', undefined, 'input.required'],
    ['agent.idNumber', '', 'input.required'],
    ['agent.idNumber', '110105194912310021', 'input.resident-id-check'],
    ['agent.idNumber', '440106190102290033', 'input.resident-id-date'],
    ['agent.idNumber', '990106194901010013', 'input.resident-id-province'],
    ['agent.mobile', '', 'input.required'],
    ['certificate.validityYears', 3, 'input.unknown-choice'],
    ['certificate.validityYears', undefined, 'input.required'],
  ])('%s = %j', (field, value, code) => {
    const answer = checkForm(withField(field, value))
    expect(answer.complete).toBeNull()
    expect(answer.issues).toEqual([{ field, code }])
  })

  it('all that is missing at once, in the order of the form', () => {
    const { issues } = checkForm({ ...question, form: {} })
    expect(issues[0]).toEqual({ field: 'organization.name', code: 'input.required' })
    expect(issues.map((issue) => issue.field)).toContain('agent.mobile')
  })

  it('an employee without a name', () => {
    expect(checkForm({ ...question, selection: { ...selection, certificateType: 'employee' } }).issues).toEqual([
      { field: 'certificate.holderName', code: 'input.required' },
    ])
  })
})

describe('a complete form', () => {
  it('comes back normalised', () => {
    const { complete } = checkForm(question)
    expect(complete).toMatchObject({
      organization: { uscc: '914401000000001903', orgCode: '000000190', licenceExpiresOn: null, district: null },
      contact: { mobile: '13800138000', email: 'Zhou@example.cn', department: null },
      agent: { idNumber: '11010519491231002X' },
      certificate: { holderName: null, validityYears: 1 },
    })
  })

  it('needs the unified code where only the old one was looked up, and it must contain it', () => {
    const old = { ...question, code: { orgCode: '000000190', uscc: null } }
    expect(checkForm(old).complete?.organization.uscc).toBe('914401000000001903')
    expect(checkForm({ ...old, form: { ...form, organization: { ...form.organization, uscc: '000000190' } } }).issues).toEqual([
      { field: 'organization.uscc', code: 'input.org-code-length' },
    ])
  })

  it('takes the only offered validity, and a licence that ends today', () => {
    const single = { ...withField('certificate.validityYears', undefined), offer: { ...offer, validityYears: [2] } }
    expect(checkForm(single).complete?.certificate.validityYears).toBe(2)
    expect(checkForm(withField('organization.licenceExpiresOn', '2026-11-23')).issues).toEqual([])
  })

  it('names the legal representative of the licence, whatever was typed beside it', () => {
    const typed = {
      ...withField('certificate.holderName', '别人'),
      selection: { ...selection, certificateType: 'legalRepresentative' as const },
    }
    expect(checkForm(typed).complete?.certificate.holderName).toBe('李示例')
  })

  it('read back as a draft is complete again', () => {
    const { complete } = checkForm(question)
    if (complete === null) throw new Error('complete')
    expect(checkForm({ ...question, form: draftOf(complete) as DraftForm }).complete).toEqual(complete)
  })
})

describe('a submission', () => {
  const project: Project = {
    definition: {
      projectId: 'tax',
      nameZh: '税务',
      nameEn: 'Tax',
      noteZh: '',
      noteEn: '',
      media: ['p12'],
      certificateTypes: [{ ...offer, validityYears: [1, 2] }],
      documents: { enterprise: ['businessLicence', 'agentId', 'other'], institution: ['institutionCertificate'] },
      passcodeLifeDays: 14,
      originalsByPost: false,
    },
    position: 1,
    closedAtMs: null,
  }
  const verified = { mobile: '13800138000', email: 'Zhou@example.cn' }
  const complete = {
    ...question,
    project,
    record: undefined,
    verified,
    papers: [{ kind: 'businessLicence' }, { kind: 'agentId' }] as const,
  }

  it('is refused without proof of the address that stands in the form now', () => {
    for (const proof of [
      { mobile: null, email: null },
      { mobile: '13800138001', email: 'zhou@example.com' },
    ])
      expect(checkSubmission({ ...complete, verified: proof }).issues).toEqual([
        { field: 'contact.mobile', code: 'input.contact-unverified' },
        { field: 'contact.email', code: 'input.contact-unverified' },
      ])
  })

  it('is refused without the papers of its kind of organisation', () => {
    expect(checkSubmission({ ...complete, papers: [{ kind: 'agentId' }] }).issues).toEqual([
      { field: 'document.businessLicence', code: 'input.document-missing' },
    ])
    const institution = { ...complete, form: { ...form, organization: { ...form.organization, kind: 'institution' as const } } }
    expect(checkSubmission(institution).issues).toEqual([{ field: 'document.institutionCertificate', code: 'input.document-missing' }])
  })

  it('is complete with both', () => {
    expect(checkSubmission(complete)).toMatchObject({ issues: [], complete: { contact: { mobile: '13800138000' } } })
  })
})
