import type { DraftForm } from '@certhall/contract/application/form'
import { type FormField, formFields } from '@certhall/contract/application/vocabulary'
import type { CaseCheck, CaseView } from './exchange.ts'

/** Fields of the form in their sections, as they stand in the left pane. */
export const fieldSections = ['organization', 'contact', 'agent', 'certificate', 'delivery'] as const
export type FieldSection = (typeof fieldSections)[number]

export const fieldsOf = (section: FieldSection): readonly FormField[] => formFields.filter((field) => field.startsWith(`${section}.`))

export const formValueOf = (form: DraftForm, field: FormField): string | number | null => {
  const [section, name] = field.split('.') as [FieldSection, string]
  const value = (form[section] as Readonly<Record<string, string | number | undefined>> | undefined)?.[name]
  return value === undefined || value === '' ? null : value
}

/** What the registry holds for a field of the form; undefined where it says nothing. */
export const registryValueOf = (registry: CaseView['registry'], field: FormField): string | undefined => {
  if (registry === null) return undefined
  const held: Partial<Record<FormField, string | null>> = {
    'organization.name': registry.name,
    'organization.kind': registry.kind,
    'organization.legalRepresentative': registry.legalRepresentative,
    'organization.address': registry.address,
  }
  return held[field] ?? undefined
}

/** How typed and registered text compare. Full and half width of the same text is a difference of its own kind. */
export const compareText = (typed: string | null, held: string): 'same' | 'width' | 'different' => {
  if (typed === held) return 'same'
  const fold = (text: string) => text.normalize('NFKC').replace(/\s/gu, '').toLowerCase()
  return typed !== null && fold(typed) === fold(held) ? 'width' : 'different'
}

/** What the reviewer must look at: failures first, then warnings, then what could not be found out. */
export const attention = (checks: readonly CaseCheck[]): readonly CaseCheck[] => {
  const rank = { fail: 0, warn: 1, unknown: 2, pass: 3 } as const
  return checks.filter(({ outcome }) => outcome !== 'pass').toSorted((left, right) => rank[left.outcome] - rank[right.outcome])
}

export const isRevealable = (field: FormField): field is 'agent.idNumber' | 'agent.mobile' | 'contact.mobile' | 'contact.email' =>
  field === 'agent.idNumber' || field === 'agent.mobile' || field === 'contact.mobile' || field === 'contact.email'
