import { documentKinds, type FormField, formFields } from '@certhall/contract/application/vocabulary'
import { useTranslation } from 'react-i18next'

/** Name of something that can be returned: a field of the form or `document.<kind>`. */
export const useItemName = (): ((item: string) => string) => {
  const { t } = useTranslation('desk')
  return (item) => {
    if ((formFields as readonly string[]).includes(item)) return t(`case.fields.${item as FormField}`)
    const kind = documentKinds.find((known) => item === `document.${known}`)
    return kind === undefined ? item : t(`case.documentKinds.${kind}`)
  }
}
