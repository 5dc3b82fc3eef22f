import { useTranslation } from 'react-i18next'
import { Alert } from '../plain/alert.tsx'

/** The hall announces another address than this one: nothing was signed. */
export const OtherOrigin = ({ origin }: { readonly origin: string }) => {
  const { t } = useTranslation('holder')
  return (
    <Alert tone="error" live="assertive">
      {t('login.otherOrigin')} <a href={`${origin}/hall/manage`}>{origin}</a>
    </Alert>
  )
}
