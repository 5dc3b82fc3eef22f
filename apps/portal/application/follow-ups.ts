import type { DraftForm } from '@certhall/contract/application/form'
import type { CertificateType, FormField } from '@certhall/contract/application/vocabulary'
import { kindOfUscc, normalizeCode } from '@certhall/contract/organization/organization-code'
import { textOf, withText } from './form-values.ts'

/** What is known already is not asked again: values that a new draft starts with. */
export const withDefaults = (
  form: DraftForm,
  known: { readonly uscc: string | null; readonly validityYears: readonly number[]; readonly kind: string },
): DraftForm => {
  const [onlyYears, ...otherYears] = known.validityYears
  const withCode = fillEmpty(form, 'organization.uscc', known.uscc ?? '')
  const withKind = fillEmpty(followUscc(withCode), 'organization.kind', known.kind)
  const withAgent = fillEmpty(withKind, 'agent.idKind', 'residentId')
  const withYears =
    otherYears.length === 0 && onlyYears !== undefined ? fillEmpty(withAgent, 'certificate.validityYears', String(onlyYears)) : withAgent
  return fillEmpty(withYears, 'delivery.channel', 'sms')
}

/** Values that follow from the one just typed. `agentIsContact` is the box 经办人同联系人. */
export const followUps = (
  before: DraftForm,
  after: DraftForm,
  field: FormField,
  { certificateType, agentIsContact }: { readonly certificateType: CertificateType; readonly agentIsContact: boolean },
): DraftForm => {
  if (agentIsContact && field === 'contact.name') return withText(after, 'agent.name', textOf(after, field))
  if (agentIsContact && field === 'contact.mobile') return withText(after, 'agent.mobile', textOf(after, field))
  if (certificateType === 'legalRepresentative' && field === 'organization.legalRepresentative') {
    const followed = textOf(before, 'certificate.holderName') === textOf(before, field)
    return followed ? withText(after, 'certificate.holderName', textOf(after, field)) : after
  }
  return after
}

/** Once the unified code is complete it names the licence (three certificates in one) and, by its prefix, the kind. */
export const followUscc = (form: DraftForm): DraftForm => {
  const uscc = normalizeCode(textOf(form, 'organization.uscc'))
  if (uscc.length !== 18) return form
  return fillEmpty(fillEmpty(form, 'organization.kind', kindOfUscc(uscc) ?? ''), 'organization.licenceNumber', uscc)
}

export const isAgentContact = (form: DraftForm): boolean =>
  textOf(form, 'contact.name') !== '' &&
  textOf(form, 'contact.name') === textOf(form, 'agent.name') &&
  textOf(form, 'contact.mobile') === textOf(form, 'agent.mobile')

const fillEmpty = (form: DraftForm, field: FormField, text: string): DraftForm =>
  text !== '' && textOf(form, field) === '' ? withText(form, field, text) : form
