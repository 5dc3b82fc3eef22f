import type { DraftForm } from '@certhall/contract/application/form'
import type { CertificateType, FormField } from '@certhall/contract/application/vocabulary'
import { fieldsOf, type Section } from './check-field.ts'
import { textOf } from './form-values.ts'

export interface Difference {
  readonly field: FormField
  readonly recorded: string
  readonly now: string
}

/** What an application on a certificate changes of the record, in the order of the page. Where the PASSCODE goes is no part of it. */
export const differencesOf = (recorded: DraftForm, form: DraftForm, certificateType: CertificateType): readonly Difference[] =>
  allFields(certificateType)
    .map((field) => ({ field, recorded: textOf(recorded, field), now: textOf(form, field).trim() }))
    .filter((each) => each.field !== 'delivery.channel' && each.recorded !== each.now)

/** Fields of the follow-up's form: only what its reason lets change, and where its PASSCODE goes. */
export const openFields = (
  followUp: { readonly mayChange: readonly string[]; readonly makesCertificate: boolean },
  certificateType: CertificateType,
): Readonly<Record<Section, readonly FormField[]>> => {
  const all = fieldsOf(certificateType)
  const open = (section: Section): readonly FormField[] => (followUp.mayChange.includes(section) ? all[section] : [])
  const certificate = followUp.mayChange.includes('certificate')
    ? all.certificate
    : all.certificate.filter((field) => field === 'delivery.channel')
  return {
    organization: open('organization'),
    contact: open('contact'),
    agent: open('agent'),
    certificate: followUp.makesCertificate ? certificate : [],
  }
}

const allFields = (certificateType: CertificateType): readonly FormField[] => {
  const { organization, contact, agent, certificate } = fieldsOf(certificateType)
  return [...organization, ...contact, ...agent, ...certificate]
}
