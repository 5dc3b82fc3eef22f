import { useTranslation } from 'react-i18next'
import { hallClock } from '../api/hall-clock.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Alert } from '../plain/alert.tsx'
import { beijingDate } from '../plain/beijing-time.ts'
import { TokenLine } from '../ukey/token-card.tsx'
import type { TokenCertificate } from '../ukey/token-certificates.ts'
import { UkeyChecklist } from '../ukey/ukey-checklist.tsx'
import type { Client } from '../ukey/use-client.ts'

export interface FoundUkeys {
  readonly client: Client
  /** Undefined until both the client and the hall have answered. */
  readonly certificates: readonly TokenCertificate[] | undefined
  readonly error: unknown
  readonly retry: () => void
}

/** While no UKEY with a staff certificate is in: what is missing, with its remedy. */
export const UkeySearch = ({ ukeys: { client, certificates, error, retry } }: { readonly ukeys: FoundUkeys }) => {
  const { t } = useTranslation('desk-ukey')
  const tokens = client.client.kind === 'ready' ? client.client.tokens : []
  return (
    <section aria-label={t('login.use')}>
      {tokens.length > 0 && certificates !== undefined && (
        <Alert tone="info" title={t('login.none')}>
          {t('login.noneMore')}
        </Alert>
      )}
      <ProblemAlert error={error} onRetry={retry} />
      <UkeyChecklist client={client} token={tokens.length === 1 ? (tokens[0] ?? null) : null} algorithm={null} />
    </section>
  )
}

export const UkeyName = ({ certificate: { name, token } }: { readonly certificate: TokenCertificate }) => (
  <span>
    <strong>{name}</strong> <TokenLine token={token} />
  </span>
)

export const UkeyLife = ({ certificate: { notAfterMs } }: { readonly certificate: TokenCertificate }) => {
  const { t } = useTranslation('desk')
  return <span>{notAfterMs <= hallClock.nowMs() ? t('login.ended') : t('login.validTo', { date: beijingDate(notAfterMs) })}</span>
}
