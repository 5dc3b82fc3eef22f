import { type ApplicationState, applicationStates } from '@certhall/contract/application/vocabulary'
import { type CertificateState, certificateStates } from '@certhall/contract/certificate/vocabulary'
import { type PasscodeState, passcodeStates } from '@certhall/contract/passcode/states'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import type { AuditRow } from './exchange.ts'
import { useAccountWord } from './stock-words.ts'

/** An event type as a sentence; one that is newer than this page stays as it is written. */
export const useEventWord = (): ((type: string) => string) => {
  const words = useEventWords()
  return (type) => words[type] ?? type
}

/** Every known type with its word, as the reader's language sorts them. */
export const useEventTypes = (): readonly (readonly [type: string, word: string])[] => {
  const { i18n } = useTranslation('desk')
  return Object.entries(useEventWords()).toSorted(([, left], [, right]) => left.localeCompare(right, i18n.language))
}

/** Types contain dots, so they are looked up as they stand and not as a path. */
const useEventWords = (): Readonly<Record<string, string>> => {
  const { i18n } = useTranslation('desk')
  const bundle = i18next.getResourceBundle(i18n.language, 'desk') as {
    readonly audit: { readonly events: Readonly<Record<string, string>> }
  }
  return bundle.audit.events
}

/** States as the hall calls them; which set they belong to stands in the event's type. */
export const useStateWord = (): ((row: AuditRow, state: string | null) => string) => {
  const { t } = useTranslation(['shell', 'desk'])
  const accountWord = useAccountWord()
  return (row, state) => {
    if (state === null) return '—'
    if (row.type.startsWith('notice.') && isOneOf(noticeStates, state)) return t(`desk:delivery.noticeStates.${state as NoticeState}`)
    if (row.type.startsWith('application.') && isOneOf(applicationStates, state))
      return t(`states.application.${state as ApplicationState}`)
    if (row.type.startsWith('passcode.') && isOneOf(passcodeStates, state)) return t(`states.passcode.${state as PasscodeState}`)
    if (row.type.startsWith('ukey.')) return accountWord(state)
    if (row.type.startsWith('certificate.') && isOneOf(certificateStates, state))
      return t(`states.certificate.${state as CertificateState}`)
    return state
  }
}

const noticeStates = ['queued', 'sent', 'retrying', 'failed'] as const
type NoticeState = (typeof noticeStates)[number]

const isOneOf = (states: readonly string[], state: string): boolean => states.includes(state)
