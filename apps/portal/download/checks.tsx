import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { canKeepKeys } from '../keystore/indexed-db.ts'
import { Alert } from '../plain/alert.tsx'
import { Button } from '../plain/button.tsx'
import { Icon } from '../plain/icon.tsx'

export interface ChecksState {
  readonly state: 'running' | 'passed' | 'failed'
  readonly crypto: boolean
  readonly storage: boolean
  readonly again: () => void
}

/** What a P12 needs of this computer; UKEY checks belong to the client. */
export const useChecks = (): ChecksState => {
  const [round, setRound] = useState(0)
  const [result, setResult] = useState<{ crypto: boolean; storage: boolean } | null>(null)
  useEffect(() => {
    let isCurrent = true
    void canKeepKeys().then((storage) => {
      if (isCurrent) setResult({ crypto: globalThis.crypto?.subtle !== undefined, storage })
    })
    return () => {
      isCurrent = false
    }
  }, [round])
  const state = result === null ? 'running' : result.crypto && result.storage ? 'passed' : 'failed'
  return { state, crypto: result?.crypto ?? true, storage: result?.storage ?? true, again: () => setRound(round + 1) }
}

export const Checks = ({ checks }: { readonly checks: ChecksState }) => {
  const { t } = useTranslation('download')
  if (checks.state === 'running') return null
  if (checks.state === 'failed') {
    return (
      <Alert tone="error" live="assertive" title={t('checks.title')} actions={<Button onClick={checks.again}>{t('checks.again')}</Button>}>
        <ul className="checks">
          {!checks.crypto && <li>{t('checks.cryptoFails')}</li>}
          {!checks.storage && <li>{t('checks.storageFails')}</li>}
        </ul>
      </Alert>
    )
  }
  return (
    <ul className="checks" aria-label={t('checks.title')}>
      {[t('checks.crypto'), t('checks.storage')].map((words) => (
        <li key={words}>
          <Icon name="checkCircle" />
          <span>{words}</span>
          <span className="visually-hidden">{t('checks.passed')}</span>
        </li>
      ))}
    </ul>
  )
}
