import { type UkeySource, ukeySources, type UkeyState, ukeyStates } from '@certhall/contract/ukey/vocabulary'
import { useTranslation } from 'react-i18next'
import { useDownloads } from '../api/downloads.ts'
import { useLanguage } from '../messages/translation.ts'
import type { Choice } from '../plain/choice.ts'

/** An account of the stock in words: the state, and who answers for an allocated one. */
export const useAccountWord = (): ((account: string) => string) => {
  const { t } = useTranslation(['shell', 'desk-stock'])
  return (account) => {
    const { name, place } = accountParts(account)
    if (isOneOf(ukeySources, name)) return t(`desk-stock:sources.${name as UkeySource}`)
    if (!isOneOf(ukeyStates, name)) return account
    const word = t(`states.ukey.${name as UkeyState}`)
    return place === null ? word : `${word} · ${place}`
  }
}

/** `allocated/PLACE`; a place may contain the sign, too. */
export const accountParts = (account: string): { readonly name: string; readonly place: string | null } => {
  const at = account.indexOf('/')
  return at < 0 ? { name: account, place: null } : { name: account.slice(0, at), place: account.slice(at + 1) }
}

/** Models of the catalogue by name; what it does not know keeps its identifier. */
export const useModels = (): { readonly nameOf: (modelId: string) => string; readonly choices: readonly Choice[] } => {
  const language = useLanguage()
  const drivers = useDownloads().data?.drivers ?? []
  const names = new Map(drivers.map((driver) => [driver.modelId, language === 'zh' ? driver.nameZh : driver.nameEn]))
  return { nameOf: (modelId) => names.get(modelId) ?? modelId, choices: [...names].map(([value, label]) => ({ value, label })) }
}

const isOneOf = (words: readonly string[], word: string): boolean => words.includes(word)
