import { useTranslation } from 'react-i18next'
import { fill } from '../api/error-text.ts'
import type { UkeyFaultCode } from './faults.ts'

export interface FaultWords {
  readonly title: string
  readonly remedy: string
}

/** Words for codes of the client. `triesLeft` adds how often the PIN may still be tried. */
export const useFaultText = (): ((code: UkeyFaultCode, detail?: Readonly<Record<string, string | number | boolean>>) => FaultWords) => {
  const { t } = useTranslation('ukey')
  return (code, detail = {}) => {
    const title = t(`faults.${code}.title`)
    const remedy = fill(t(`faults.${code}.remedy`), detail)
    const { triesLeft } = detail
    return typeof triesLeft === 'number' && code === 'PIN_INCORRECT'
      ? { title: `${title}${t('triesAfter', { count: triesLeft })}`, remedy }
      : { title, remedy }
  }
}
