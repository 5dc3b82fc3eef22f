import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { ErrorCode } from '@certhall/contract/errors'
import { useFieldText } from '../api/error-text.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Alert } from '../plain/alert.tsx'
import { LinkButton } from '../plain/button.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { CertificateLine } from './certificate-line.tsx'
import { addressOf, useCertificate } from './exchange.ts'
import { FreezeForm } from './freeze-form.tsx'

/** MG-6 of one certificate. */
export const FreezePage = () => {
  const { t } = useTranslation(['certificate', 'errors'])
  const text = useFieldText()
  const { authorityId = '', serialNumber = '' } = useParams()
  const key = { authorityId, serialNumber }
  const { data, error, isPending, refetch } = useCertificate(key)
  const refusal = data?.may.freeze ?? null
  return (
    <div className="column">
      <PageHeading title={t('page')} step={t('acts.freeze')} lead={t('freeze.lead')} />
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton lines={6} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <p>
          <CertificateLine certificate={data} />
        </p>
      )}
      {data !== undefined && refusal === null && <FreezeForm certificates={[data]} back={addressOf(key)} />}
      {refusal !== null && (
        <Alert
          tone="warning"
          title={t('start.closed', { act: t('acts.freeze') })}
          actions={<LinkButton to={addressOf(key)}>{t('freeze.cancel')}</LinkButton>}
        >
          <p>{text(refusal as ErrorCode)}</p>
        </Alert>
      )}
    </div>
  )
}
