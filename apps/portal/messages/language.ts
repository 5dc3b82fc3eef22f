export const languages = ['zh', 'en'] as const
export type Language = (typeof languages)[number]

/** The tag that goes into `<html lang>` and Intl. */
export const languageTag: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' }

export interface LanguageSources {
  /** `location.search` */
  readonly query: string
  /** `document.cookie` */
  readonly cookies: string
  /** `navigator.languages` */
  readonly preferred: readonly string[]
}

/** The address wins, then the cookie, then the browser: the first of its languages that we speak, else English. */
export const chooseLanguage = ({ query, cookies, preferred }: LanguageSources): Language =>
  known(new URLSearchParams(query).get('lang')) ??
  known(/(?:^|;\s*)lang=([^;]*)/.exec(cookies)?.[1] ?? null) ??
  preferred.map(known).find((language) => language !== null) ??
  'en'

const known = (tag: string | null): Language | null => {
  const primary = tag?.toLowerCase().split('-')[0]
  return languages.find((language) => language === primary) ?? null
}
