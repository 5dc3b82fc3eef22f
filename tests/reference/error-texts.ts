import en from '../../apps/portal/messages/en/errors.ts'
import zh from '../../apps/portal/messages/zh/errors.ts'

/** Title and remedy as the pages show them. */
export const errorsZh = (code: string): string => textOf(zh, code, '。')
export const errorsEn = (code: string): string => textOf(en, code, '. ')

const textOf = (texts: object, code: string, between: string): string => {
  const text: unknown = (texts as Readonly<Record<string, unknown>>)[code]
  if (typeof text === 'string') return text
  return typeof text === 'object' && text !== null ? Object.values(text).join(between) : ''
}
