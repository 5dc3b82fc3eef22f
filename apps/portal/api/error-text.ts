import type { ErrorCode } from '@certhall/contract/errors'
import { useTranslation } from 'react-i18next'
import type { ErrorWords } from '../messages/zh/errors.ts'

type Detail = Readonly<Record<string, string | number | boolean>>

/** Words for codes. Loads the area `errors` with the first room that may need it. */
export const useErrorText = (): ((code: ErrorCode, detail?: Detail) => ErrorWords) => {
  const { i18n } = useTranslation('errors')
  return (code, detail = {}) => {
    // Codes contain dots, so the key is looked up as it stands and not as a path.
    const area = i18n.getResourceBundle(i18n.language, 'errors') as Readonly<Record<string, ErrorWords>> | undefined
    const words = area?.[code]
    // The area itself could not be fetched: the bare code still says more than nothing.
    if (words === undefined) return { title: code, remedy: '' }
    return { title: fill(words.title, detail), remedy: fill(words.remedy, detail) }
  }
}

/** One sentence under a field: what is wrong and how to fix it. */
export const useFieldText = (): ((code: ErrorCode, detail?: Detail) => string) => {
  const text = useErrorText()
  const { i18n } = useTranslation()
  return (code, detail) => {
    const { title, remedy } = text(code, detail)
    // Beside the field itself nothing more is to be said.
    if (code === 'input.required' || code === 'input.document-missing') return title
    return sentence(title, remedy, i18n.language === 'zh' ? '。' : '. ')
  }
}

export const sentence = (title: string, remedy: string, between: string): string => (remedy === '' ? title : `${title}${between}${remedy}`)

export const fill = (words: string, detail: Detail): string =>
  words.replace(/\{(\w+)\}/g, (whole, name: string) => (detail[name] === undefined ? whole : String(detail[name])))
