import type { DraftForm } from '@certhall/contract/application/form'
import type { CertificateType, FormField } from '@certhall/contract/application/vocabulary'
import { parseEmail, parseMobile, parsePhone, parsePostcode } from '@certhall/contract/contact/contact-address'
import type { ErrorCode } from '@certhall/contract/errors'
import { parseOrganizationCode } from '@certhall/contract/organization/organization-code'
import { parseResidentId } from '@certhall/contract/organization/resident-id'
import { textOf } from './form-values.ts'

/** What the page can tell by itself when a field is left; the server's check at 下一步 decides. */
export interface FieldContext {
  readonly certificateType: CertificateType
  /** GB 11714 code of the lookup: the unified code must contain it. */
  readonly orgCode: string
  readonly nowMs: number
}

export const checkField = (field: FormField, form: DraftForm, context: FieldContext): ErrorCode | null => {
  const text = textOf(form, field).trim()
  if (text === '') return isRequired(field, context.certificateType) ? 'input.required' : null
  // Control, bidirectional and other invisible format characters; joiners belong to no Chinese or English name.
  if (/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text)) return 'input.control-character'
  if ([...text].length > longest(field)) return 'input.too-long'
  return checkForm(field, text, form, context)
}

/** Fields of a form in the order of the page; those that the certificate type has no use for are left out. */
export const fieldsOf = (certificateType: CertificateType): Readonly<Record<Section, readonly FormField[]>> => ({
  organization: [
    'organization.name',
    'organization.kind',
    'organization.uscc',
    'organization.licenceNumber',
    'organization.licenceExpiresOn',
    'organization.legalRepresentative',
    'organization.province',
    'organization.city',
    'organization.district',
    'organization.address',
    'organization.postcode',
    'organization.phone',
  ],
  contact: ['contact.name', 'contact.department', 'contact.mobile', 'contact.email'],
  agent: ['agent.name', 'agent.idKind', 'agent.idNumber', 'agent.mobile'],
  certificate: [
    ...(certificateType === 'organization' ? [] : (['certificate.holderName'] as const)),
    ...(certificateType === 'legalRepresentative' ? [] : (['certificate.department'] as const)),
    'certificate.validityYears',
    'delivery.channel',
  ],
})

export type Section = 'organization' | 'contact' | 'agent' | 'certificate'

export const isRequired = (field: FormField, certificateType: CertificateType): boolean =>
  field === 'certificate.holderName' ? certificateType !== 'organization' : !optional.has(field)

const optional: ReadonlySet<FormField> = new Set([
  'organization.licenceExpiresOn',
  'organization.district',
  'organization.postcode',
  'organization.phone',
  'contact.department',
  'certificate.department',
])

/** X.520 upper bounds where the value enters a certificate (64 for names, 128 for places), the paper form's lines elsewhere. */
const longest = (field: FormField): number => (field === 'organization.address' ? 200 : field === 'contact.email' ? 254 : 64)

const checkForm = (field: FormField, text: string, form: DraftForm, context: FieldContext): ErrorCode | null => {
  switch (field) {
    case 'organization.uscc':
      return checkUscc(text, context.orgCode)
    case 'organization.licenceExpiresOn':
      return checkExpiry(text, context.nowMs)
    case 'organization.postcode':
      return refusal(parsePostcode(text))
    case 'organization.phone':
      return refusal(parsePhone(text))
    case 'contact.mobile':
    case 'agent.mobile':
      return refusal(parseMobile(text))
    case 'contact.email':
      return refusal(parseEmail(text))
    case 'agent.idNumber':
      return form.agent?.idKind === undefined || form.agent.idKind === 'residentId' ? refusal(parseResidentId(text, context.nowMs)) : null
    default:
      return null
  }
}

const checkUscc = (text: string, orgCode: string): ErrorCode | null => {
  const parsed = parseOrganizationCode(text)
  if (!parsed.ok) return parsed.code
  if (parsed.value.uscc === null) return 'input.org-code-length'
  return parsed.value.orgCode === orgCode ? null : 'input.org-code-mismatch'
}

/** The last day itself still counts, by Beijing's calendar. */
const checkExpiry = (text: string, nowMs: number): ErrorCode | null => {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00+08:00`) : Number.NaN
  if (Number.isNaN(day)) return 'input.malformed'
  return day + 86_400_000 > nowMs ? null : 'input.date-past'
}

const refusal = (decision: { readonly ok: true } | { readonly ok: false; readonly code: ErrorCode }): ErrorCode | null =>
  decision.ok ? null : decision.code
