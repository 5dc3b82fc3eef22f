import { Alert } from '../plain/alert.tsx'
import { useTranslation } from 'react-i18next'
import { useClient } from './use-client.ts'
import { UkeyChecklist } from './ukey-checklist.tsx'

/** The checks of a UKEY before any PASSCODE is typed. */
const UkeyCodeChecks = () => {
  const { t } = useTranslation('ukey')
  const client = useClient()
  if (client === null) return null
  const tokens = client.client.kind === 'ready' ? client.client.tokens : []
  return (
    <>
      <UkeyChecklist client={client} token={tokens[0] ?? null} algorithm={null} />
      {tokens.length > 1 && <Alert>{t('token.several')}</Alert>}
    </>
  )
}

export default UkeyCodeChecks
