import { useTranslation } from 'react-i18next'
import type { ProblemAlertProps } from '../api/problem-alert.tsx'
import { Alert } from '../plain/alert.tsx'
import { Button } from '../plain/button.tsx'
import { Hotline } from '../shell/footer.tsx'
import { isUkeyFault, type UkeyFaultCode } from './faults.ts'
import { useFaultText } from './fault-text.ts'

/** What the client refused, or what kept us from it: title, what to do next, and the code for whoever is called. */
const ClientAlert = ({ error, onRetry }: ProblemAlertProps) => {
  const { t } = useTranslation()
  const text = useFaultText()
  if (error === null || error === undefined) return null
  const code: UkeyFaultCode = isUkeyFault(error) ? error.code : 'INTERNAL'
  const { title, remedy } = text(code, isUkeyFault(error) ? error.detail : {})
  const isQuiet = code === 'USER_CANCELLED'
  return (
    <Alert
      tone={isQuiet ? 'info' : 'error'}
      live={isQuiet ? 'polite' : 'assertive'}
      title={title}
      actions={onRetry && <Button onClick={onRetry}>{t('problem.retry')}</Button>}
    >
      <p>{remedy}</p>
      {needsPeople.has(code) && <Hotline />}
      <p className="alert__codes">{t('problem.code', { code })}</p>
    </Alert>
  )
}

export default ClientAlert

/** Nothing on this computer mends these. */
const needsPeople: ReadonlySet<UkeyFaultCode> = new Set([
  'PIN_LOCKED',
  'OTHER_TOKEN',
  'CERTIFICATE_KEY_MISMATCH',
  'CHAIN_INVALID',
  'KEY_EXPORTABLE',
  'INTERNAL',
  'CLIENT_UNPROVEN',
])
