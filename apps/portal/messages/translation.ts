import i18next, { type BackendModule } from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import type { Areas } from './areas.ts'
import enHome from './en/home.ts'
import enShell from './en/shell.ts'
import type { Language } from './language.ts'
import { chooseLanguage, languages, languageTag } from './language.ts'
import zhHome from './zh/home.ts'
import zhShell from './zh/shell.ts'

/** Starts translation: shell and home travel with the first view, every other area comes with its room. */
export const startTranslation = async (): Promise<void> => {
  const language = chooseLanguage({ query: location.search, cookies: document.cookie, preferred: navigator.languages })
  await i18next
    .use(areaBackend)
    .use(initReactI18next)
    .init({
      lng: language,
      supportedLngs: [...languages],
      fallbackLng: false,
      ns: ['shell', 'home'],
      defaultNS: 'shell',
      resources: { zh: { shell: zhShell, home: zhHome }, en: { shell: enShell, home: enHome } },
      partialBundledLanguages: true,
      interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
      returnNull: false,
    })
  tellDocument(language)
  if (new URLSearchParams(location.search).has('lang')) remember(language)
  // Words for errors must be here before the network is gone.
  setTimeout(() => void prefetchArea('errors'), 2000)
}

/** Switching keeps the page and what was typed: loaded areas are fetched first, then the words change in place. */
export const chooseNewLanguage = async (language: Language): Promise<void> => {
  remember(language)
  const here = new URL(location.href)
  if (here.searchParams.has('lang')) {
    // The wish in the address was for another language: a reload must not bring it back.
    here.searchParams.delete('lang')
    history.replaceState(history.state, '', here)
  }
  await i18next.changeLanguage(language)
  tellDocument(language)
}

export const useLanguage = (): Language => {
  const { i18n } = useTranslation()
  return i18n.language === 'zh' ? 'zh' : 'en'
}

/** Several sentences as one text; Chinese has no space between them. */
export const useSentences = (): ((sentences: readonly string[]) => string) => {
  const between = useLanguage() === 'zh' ? '' : ' '
  return (sentences) => sentences.filter((each) => each !== '').join(between)
}

/** Fetches an area before it is needed, for example while the pointer rests on a link. */
export const prefetchArea = (area: keyof Areas): Promise<void> => i18next.loadNamespaces(area)

const remember = (language: Language): void => {
  document.cookie = `lang=${language}; Path=/; Max-Age=31536000; SameSite=Lax`
}

const tellDocument = (language: Language): void => {
  document.documentElement.lang = languageTag[language]
}

const areaBackend: BackendModule = {
  type: 'backend',
  init: () => {},
  read: (language, area, done) => {
    readArea(language, area).then(
      (words) => done(null, { ...words }),
      (cause: Error) => done(cause, false),
    )
  },
}

const areaFiles = import.meta.glob<object>(['./zh/*.ts', './en/*.ts', '!./*/{shell,home}.ts'], { import: 'default' })

const readArea = async (language: string, area: string): Promise<object> => {
  const load = areaFiles[`./${language}/${area}.ts`]
  if (load === undefined) throw new Error(`no messages for ${area} in ${language}`)
  return load()
}
