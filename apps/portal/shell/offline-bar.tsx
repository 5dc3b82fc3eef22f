import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'

export const OfflineBar = () => {
  const { t } = useTranslation()
  const online = useSyncExternalStore(subscribe, () => navigator.onLine)
  return (
    <div role="status" className={online ? undefined : 'offline tone--warning'}>
      {online ? '' : t('offline')}
    </div>
  )
}

const subscribe = (tell: () => void): (() => void) => {
  addEventListener('online', tell)
  addEventListener('offline', tell)
  return () => {
    removeEventListener('online', tell)
    removeEventListener('offline', tell)
  }
}
