import { agentIdKinds, deliveryChannels, type FormField, organizationKinds } from '@certhall/contract/application/vocabulary'
import { displayOrganizationCode, normalizeCode } from '@certhall/contract/organization/organization-code'
import type { HTMLAttributes, InputHTMLAttributes, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFieldText } from '../api/error-text.ts'
import type { ErrorCode } from '@certhall/contract/errors'
import { useLanguage } from '../messages/translation.ts'
import type { Choice } from '../plain/choice.ts'
import { OrganizationCodeInput } from '../plain/code-input.tsx'
import { RadioGroup } from '../plain/radio-group.tsx'
import { Select } from '../plain/select.tsx'
import { TextInput } from '../plain/text-input.tsx'
import { controlId } from './form-id.ts'
import { provinceName, provinces } from './provinces.ts'

export interface FormFieldProps {
  readonly field: FormField
  readonly value: string
  readonly required: boolean
  /** Decided by the lookup; shown, not changed here. */
  readonly fixed?: boolean
  readonly code: ErrorCode | null
  /** Years that the project offers. */
  readonly validityYears: readonly number[]
  readonly onValue: (value: string) => void
  readonly onLeave: () => void
  readonly after?: ReactNode
}

/** One field of the application by its path: AP-2 and corrections draw it the same way. */
export const FormFieldControl = (props: FormFieldProps) => {
  const { field, value, onValue } = props
  const words = useWords(props)
  const choices = useChoices(props)
  if (choices !== null && inRadio.has(field)) {
    return <RadioGroup {...words} value={value} choices={choices} inline onValue={(next) => leaveAfter(onValue, props.onLeave, next)} />
  }
  if (choices !== null) return <Select {...words} value={value} choices={choices} onValue={onValue} onBlur={props.onLeave} width="half" />
  if (field === 'organization.uscc') {
    const shown = props.fixed === true ? displayOrganizationCode(normalizeCode(value)) : value
    return (
      <OrganizationCodeInput
        {...words}
        width="half"
        value={shown}
        readOnly={props.fixed === true}
        onValue={props.fixed === true ? ignore : onValue}
        onBlur={props.onLeave}
      />
    )
  }
  return <TextInput {...words} {...looks[field]} value={value} onValue={onValue} onBlur={props.onLeave} />
}

const useWords = ({ field, required, code, after }: FormFieldProps) => {
  const { t } = useTranslation('application')
  const text = useFieldText()
  const hint = hints[field]
  return {
    id: controlId(field),
    label: t(`fields.${field}`),
    optional: !required,
    starred: required,
    error: code === null ? undefined : text(code),
    ...(hint === undefined ? {} : { hint: t(`hints.${hint}`) }),
    ...(after === undefined ? {} : { after }),
  }
}

const useChoices = ({ field, validityYears }: FormFieldProps): readonly Choice[] | null => {
  const { t } = useTranslation('application')
  const language = useLanguage()
  switch (field) {
    case 'organization.kind':
      return organizationKinds.map((value) => ({ value, label: t(`kinds.${value}`) }))
    case 'organization.province':
      return provinces.map(([value]) => ({ value, label: provinceName(value, language) }))
    case 'agent.idKind':
      return agentIdKinds.map((value) => ({ value, label: t(`idKinds.${value}`) }))
    case 'certificate.validityYears':
      return validityYears.map((count) => ({ value: String(count), label: t('years', { count }) }))
    case 'delivery.channel':
      return deliveryChannels.map((value) => ({ value, label: t(`channels.${value}`) }))
    default:
      return null
  }
}

const ignore = (): void => {}

/** A radio button is an answer at once: it counts as left. */
const leaveAfter = (onValue: (value: string) => void, onLeave: () => void, value: string): void => {
  onValue(value)
  onLeave()
}

const inRadio: ReadonlySet<FormField> = new Set(['organization.kind', 'certificate.validityYears', 'delivery.channel'])

const hints: Partial<
  Record<FormField, 'name' | 'uscc' | 'licenceNumber' | 'licenceExpiresOn' | 'city' | 'phone' | 'mobile' | 'holderName' | 'department'>
> = {
  'organization.name': 'name',
  'organization.uscc': 'uscc',
  'organization.licenceNumber': 'licenceNumber',
  'organization.licenceExpiresOn': 'licenceExpiresOn',
  'organization.city': 'city',
  'organization.phone': 'phone',
  'contact.mobile': 'mobile',
  'certificate.holderName': 'holderName',
  'certificate.department': 'department',
}

interface Look {
  readonly type?: 'text' | 'date' | 'tel' | 'email'
  readonly inputMode?: NonNullable<HTMLAttributes<HTMLInputElement>['inputMode']>
  readonly autoComplete?: NonNullable<InputHTMLAttributes<HTMLInputElement>['autoComplete']>
  readonly width?: 'full' | 'half' | 'short'
  readonly code?: boolean
  readonly maxLength?: number
}

const looks: Partial<Record<FormField, Look>> = {
  'organization.name': { autoComplete: 'organization', maxLength: 200 },
  'organization.licenceNumber': { code: true, width: 'half', autoComplete: 'off', maxLength: 60 },
  'organization.licenceExpiresOn': { type: 'date', width: 'half' },
  'organization.legalRepresentative': { width: 'half', autoComplete: 'off', maxLength: 100 },
  'organization.city': { width: 'half', maxLength: 60 },
  'organization.district': { width: 'half', maxLength: 60 },
  'organization.address': { autoComplete: 'street-address', maxLength: 300 },
  'organization.postcode': { inputMode: 'numeric', autoComplete: 'postal-code', width: 'short', maxLength: 20 },
  'organization.phone': { type: 'tel', inputMode: 'tel', width: 'half', autoComplete: 'off', maxLength: 40 },
  'contact.name': { width: 'half', autoComplete: 'name', maxLength: 100 },
  'contact.department': { width: 'half', maxLength: 100 },
  'contact.mobile': { type: 'tel', inputMode: 'tel', autoComplete: 'tel-national', width: 'half', maxLength: 40 },
  'contact.email': { type: 'email', inputMode: 'email', autoComplete: 'email', maxLength: 300 },
  'agent.name': { width: 'half', autoComplete: 'off', maxLength: 100 },
  'agent.idNumber': { code: true, width: 'half', autoComplete: 'off', maxLength: 60 },
  'agent.mobile': { type: 'tel', inputMode: 'tel', width: 'half', autoComplete: 'off', maxLength: 40 },
  'certificate.holderName': { width: 'half', autoComplete: 'off', maxLength: 100 },
  'certificate.department': { width: 'half', maxLength: 100 },
}
