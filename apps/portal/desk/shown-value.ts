import type { FormField } from '@certhall/contract/application/vocabulary'
import { useTranslation } from 'react-i18next'

/** Closed vocabularies as words; everything else as typed. */
export const useShownValue = (): ((field: FormField, value: string) => string) => {
  const { t } = useTranslation('desk')
  return (field, value) => {
    if (field === 'organization.kind') return t(`case.kinds.${value as 'enterprise'}`)
    if (field === 'agent.idKind') return t(`case.idKinds.${value as 'residentId'}`)
    if (field === 'delivery.channel') return t(`case.channels.${value as 'sms'}`)
    return value
  }
}
