import { type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Alert } from '../plain/alert.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import type { TokenCertificate } from '../ukey/token-certificates.ts'
import { UkeyChecklist } from '../ukey/ukey-checklist.tsx'
import { type Client, useClient } from '../ukey/use-client.ts'
import { useTokenCertificates } from './use-token-certificates.ts'

export interface UkeyGateProps {
  readonly certificateSha256: string
  readonly children: (client: Client, certificate: TokenCertificate) => ReactNode
}

/** For a session whose certificate is not in this browser: asks for its UKEY, and lets through when it is in. */
export const UkeyGate = (props: UkeyGateProps) => (
  <Suspense fallback={<Skeleton lines={3} />}>
    <Gate {...props} />
  </Suspense>
)

const Gate = ({ certificateSha256, children }: UkeyGateProps) => {
  const { t } = useTranslation('desk-ukey')
  const client = useClient()
  const { certificates, error, retry } = useTokenCertificates(client)
  const mine = certificates?.find((each) => each.certificateSha256 === certificateSha256)
  if (client === null) return null
  if (mine !== undefined) return children(client, mine)
  // One that is in, but without this certificate: nothing on this computer is wrong.
  const isAnotherIn = certificates !== undefined && client.client.kind === 'ready' && client.client.tokens.length > 0
  return (
    <>
      <Alert tone="warning">{isAnotherIn ? t('insertOther') : t('insert')}</Alert>
      <ProblemAlert error={error} onRetry={retry} />
      {!isAnotherIn && <UkeyChecklist client={client} token={null} algorithm={null} />}
    </>
  )
}
