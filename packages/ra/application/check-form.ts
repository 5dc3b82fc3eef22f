import type { CompleteForm, DraftForm, Selection } from '@certhall/contract/application/form'
import type { ErrorCode } from '@certhall/contract/errors'
import { parseEmail, parseMobile, parsePhone, parsePostcode } from '@certhall/contract/contact/contact-address'
import { type OrganizationCode, parseOrganizationCode } from '@certhall/contract/organization/organization-code'
import { parseResidentId } from '@certhall/contract/organization/resident-id'
import { allowed, type Decision, type FieldIssue, refused } from '@certhall/kernel/app-error'
import type { CertificateOffer } from '../project/project.ts'
import { beijingDate } from './application-number.ts'
import { checkOptionalText, checkText, upperBound } from './text-rules.ts'

export interface FormQuestion {
  readonly form: DraftForm
  readonly selection: Selection
  /** The code that was looked up; the form may add the unified code to an old one, never name another organisation. */
  readonly code: OrganizationCode
  readonly offer: CertificateOffer
  readonly nowMs: number
}

export interface FormAnswer {
  readonly issues: readonly FieldIssue[]
  /** Normalised; null while there is an issue. */
  readonly complete: CompleteForm | null
}

/** Everything a complete form must satisfy, field by field; all issues at once, in the order of the form. */
export const checkForm = (question: FormQuestion): FormAnswer => {
  const issues: FieldIssue[] = []
  const take: Take = (field, decision, fallback) => {
    if (decision.ok) return decision.value
    issues.push({ field, code: decision.code })
    return fallback
  }
  const organization = checkOrganization(question, take)
  const complete: CompleteForm = {
    organization,
    contact: checkContact(question.form.contact ?? {}, take),
    agent: checkAgent(question.form.agent ?? {}, question.nowMs, take),
    certificate: checkCertificate(question, organization.legalRepresentative, take),
    delivery: { channel: question.form.delivery?.channel ?? 'sms' },
  }
  return { issues, complete: issues.length === 0 ? complete : null }
}

type Take = <Value, Fallback>(field: string, decision: Decision<Value, ErrorCode>, fallback: Fallback) => Value | Fallback

const checkOrganization = ({ form, code, nowMs }: FormQuestion, take: Take): CompleteForm['organization'] => {
  const typed = form.organization ?? {}
  const kind = typed.kind
  return {
    name: take('organization.name', checkText(typed.name, upperBound.organization), ''),
    kind: take('organization.kind', kind === undefined ? refused('input.required' as const) : allowed(kind), 'enterprise'),
    uscc: take('organization.uscc', checkUnifiedCode(typed.uscc, code), ''),
    orgCode: code.orgCode,
    licenceNumber: take('organization.licenceNumber', checkText(typed.licenceNumber, 60), ''),
    licenceExpiresOn: take('organization.licenceExpiresOn', checkExpiry(typed.licenceExpiresOn, nowMs), null),
    legalRepresentative: take('organization.legalRepresentative', checkText(typed.legalRepresentative, upperBound.commonName), ''),
    province: take('organization.province', checkText(typed.province, 60), ''),
    city: take('organization.city', checkText(typed.city, 60), ''),
    district: take('organization.district', checkOptionalText(typed.district, 60), null),
    address: take('organization.address', checkText(typed.address, 300), ''),
    postcode: take('organization.postcode', whenTyped(typed.postcode, parsePostcode), null),
    phone: take('organization.phone', whenTyped(typed.phone, parsePhone), null),
  }
}

const checkContact = (typed: NonNullable<DraftForm['contact']>, take: Take): CompleteForm['contact'] => ({
  name: take('contact.name', checkText(typed.name, upperBound.commonName), ''),
  department: take('contact.department', checkOptionalText(typed.department, 100), null),
  mobile: take('contact.mobile', needed(typed.mobile, parseMobile), ''),
  email: take('contact.email', needed(typed.email, parseEmail), ''),
})

const checkAgent = (typed: NonNullable<DraftForm['agent']>, nowMs: number, take: Take): CompleteForm['agent'] => ({
  name: take('agent.name', checkText(typed.name, upperBound.commonName), ''),
  idKind: take('agent.idKind', typed.idKind === undefined ? refused('input.required' as const) : allowed(typed.idKind), 'residentId'),
  idNumber: take('agent.idNumber', checkIdNumber(typed, nowMs), ''),
  mobile: take('agent.mobile', needed(typed.mobile, parseMobile), ''),
})

const checkCertificate = (
  { form, selection, offer }: FormQuestion,
  legalRepresentative: string,
  take: Take,
): CompleteForm['certificate'] => {
  const typed = form.certificate ?? {}
  const years = typed.validityYears ?? (offer.validityYears.length === 1 ? offer.validityYears[0] : undefined)
  return {
    holderName: holderOf(typed.holderName, selection, legalRepresentative, take),
    department: take('certificate.department', checkOptionalText(typed.department, upperBound.organizationalUnit), null),
    validityYears: take('certificate.validityYears', checkYears(years, offer), 1),
  }
}

/** A legal representative's certificate names the person of the licence; whatever was typed beside it does not count. */
const holderOf = (typed: string | undefined, selection: Selection, legalRepresentative: string, take: Take): string | null => {
  if (selection.certificateType === 'organization') return null
  if (selection.certificateType === 'legalRepresentative') return legalRepresentative
  return take('certificate.holderName', checkText(typed, upperBound.commonName), '')
}

const checkYears = (years: number | undefined, offer: CertificateOffer): Decision<number, ErrorCode> => {
  if (years === undefined) return refused('input.required')
  return offer.validityYears.includes(years) ? allowed(years) : refused('input.unknown-choice')
}

const checkUnifiedCode = (typed: string | undefined, code: OrganizationCode): Decision<string, ErrorCode> => {
  const text = (typed ?? '').trim() === '' ? (code.uscc ?? '') : (typed ?? '')
  const parsed = parseOrganizationCode(text)
  if (!parsed.ok) return parsed
  if (parsed.value.uscc === null) return refused('input.org-code-length')
  const isSame = parsed.value.orgCode === code.orgCode && (code.uscc === null || code.uscc === parsed.value.uscc)
  return isSame ? allowed(parsed.value.uscc) : refused('input.org-code-mismatch')
}

/** Empty means without end (长期). The last day counts. */
const checkExpiry = (typed: string | undefined, nowMs: number): Decision<string | null, ErrorCode> => {
  const text = (typed ?? '').trim()
  if (text === '') return allowed(null)
  const at = Date.parse(`${text}T00:00:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text)
    return refused('input.malformed')
  return text < beijingDate(nowMs) ? refused('input.date-past') : allowed(text)
}

const checkIdNumber = (typed: NonNullable<DraftForm['agent']>, nowMs: number): Decision<string, ErrorCode> => {
  if ((typed.idNumber ?? '').trim() === '') return refused('input.required')
  if (typed.idKind === undefined || typed.idKind === 'residentId') return parseResidentId(typed.idNumber ?? '', nowMs)
  const number = (typed.idNumber ?? '').normalize('NFKC').replace(/[\s-]/gu, '').toUpperCase()
  return /^[0-9A-Z]{5,20}$/.test(number) ? allowed(number) : refused('input.malformed')
}

const needed = <Value>(typed: string | undefined, parse: (text: string) => Decision<Value, ErrorCode>): Decision<Value, ErrorCode> =>
  (typed ?? '').trim() === '' ? refused('input.required') : parse(typed ?? '')

const whenTyped = <Value>(
  typed: string | undefined,
  parse: (text: string) => Decision<Value, ErrorCode>,
): Decision<Value | null, ErrorCode> => ((typed ?? '').trim() === '' ? allowed(null) : parse(typed ?? ''))
