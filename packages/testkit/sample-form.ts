import type { CompleteForm } from '@certhall/contract/application/form'
import { sampleCodes } from './sample-codes.ts'

/** A complete form of an organisation that exists in no registry; `index` makes its codes. */
export const sampleForm = (index = 1, overrides: Partial<CompleteForm> = {}): CompleteForm => ({
  organization: {
    name: '广州示例科技有限公司',
    kind: 'enterprise',
    ...sampleCodes(index),
    licenceExpiresOn: null,
    legalRepresentative: '王建国',
    province: '广东省',
    city: '广州市',
    district: null,
    address: '天河区体育东路 1 号',
    postcode: null,
    phone: null,
  },
  contact: { name: '陈小红', department: null, mobile: '13800138000', email: 'chen@example.cn' },
  agent: { name: '陈小红', idKind: 'passport', idNumber: 'E12345678', mobile: '13800138000' },
  certificate: { holderName: null, department: null, validityYears: 1 },
  delivery: { channel: 'sms' },
  ...overrides,
})
