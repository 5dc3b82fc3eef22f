import type { DraftForm } from '@certhall/contract/application/form'
import { type FormField, formFields } from '@certhall/contract/application/vocabulary'

/** The form by its field paths: pages, corrections and autosave all speak of `organization.name`. */
export const textOf = (form: DraftForm, field: FormField): string => {
  const [section, name] = partsOf(field)
  const value = (form as Sections)[section]?.[name]
  return value === undefined ? '' : String(value)
}

/** Empty text removes the value: the contract knows no empty choice. */
export const withText = (form: DraftForm, field: FormField, text: string): DraftForm => {
  const [section, name] = partsOf(field)
  const { [name]: _, ...others } = (form as Sections)[section] ?? {}
  if (text === '') return { ...form, [section]: others } as DraftForm
  return { ...form, [section]: { ...others, [name]: field === 'certificate.validityYears' ? Number(text) : text } } as DraftForm
}

export const sameForm = (left: DraftForm, right: DraftForm): boolean =>
  formFields.every((field) => textOf(left, field) === textOf(right, field))

export interface MergedForm {
  readonly form: DraftForm
  /** Fields that changed on both sides to different values; `form` holds mine. */
  readonly conflicts: readonly FormField[]
}

/** Three-way merge: what I changed since `base` stays, everything else follows `theirs`. */
export const mergeForms = (base: DraftForm, mine: DraftForm, theirs: DraftForm): MergedForm => {
  let form = theirs
  const conflicts: FormField[] = []
  for (const field of formFields) {
    const [before, here, there] = [textOf(base, field), textOf(mine, field), textOf(theirs, field)]
    if (here === before || here === there) continue
    form = withText(form, field, here)
    if (there !== before) conflicts.push(field)
  }
  return { form, conflicts }
}

/** Only the named fields, for a correction. */
export const pickFields = (form: DraftForm, fields: readonly FormField[]): DraftForm =>
  fields.reduce<DraftForm>((picked, field) => withText(picked, field, textOf(form, field)), {})

type Sections = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>

const partsOf = (field: FormField): readonly [string, string] => field.split('.') as [string, string]
