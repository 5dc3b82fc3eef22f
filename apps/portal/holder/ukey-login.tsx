import { allowed } from '@certhall/kernel/app-error'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { equalBytes } from '@certhall/kernel/bytes'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hallClock } from '../api/hall-clock.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { readStaffAuthorities } from '../desk/staff-authorities.ts'
import { useLanguage } from '../messages/translation.ts'
import { Alert } from '../plain/alert.tsx'
import { beijingDate } from '../plain/beijing-time.ts'
import { Button } from '../plain/button.tsx'
import { RadioGroup } from '../plain/radio-group.tsx'
import ClientAlert from '../ukey/client-alert.tsx'
import { ConsentCard } from '../ukey/consent-card.tsx'
import { type ConsentWindow, openConsentWindow } from '../ukey/consent-window.ts'
import { isUkeyFault } from '../ukey/faults.ts'
import { signHolderLogin } from '../ukey/holder-login.ts'
import { readTokenCertificates, type TokenCertificate } from '../ukey/token-certificates.ts'
import { TokenLine } from '../ukey/token-card.tsx'
import { UkeyChecklist } from '../ukey/ukey-checklist.tsx'
import { type Client, knownStore, useClient } from '../ukey/use-client.ts'
import type { HolderView } from './exchange.ts'
import { logInWith } from './log-in.ts'
import { LoginProblem } from './login-problem.tsx'
import { OtherOrigin } from './other-origin.tsx'

interface UkeyLoginProps {
  readonly onIn: (holder: HolderView) => void
}

/** MG-2a: the certificates in the UKEYs that are in; the PIN is typed in the client's own window. */
const UkeyLogin = ({ onIn }: UkeyLoginProps) => {
  const { t } = useTranslation(['holder', 'ukey'])
  const client = useClient()
  const { certificates, error, retry } = useHolderCertificates(client)
  const [wanted, setWanted] = useState('')
  if (client === null) return null
  const tokens = client.client.kind === 'ready' ? client.client.tokens : []
  const chosen =
    certificates?.find((each) => each.certificateSha256 === wanted) ?? certificates?.find((each) => !hasEnded(each)) ?? certificates?.[0]
  return (
    <>
      <ProblemAlert error={error} onRetry={retry} />
      {certificates !== undefined && certificates.length > 0 && (
        <RadioGroup
          label={t('ukey.choose')}
          value={chosen?.certificateSha256 ?? ''}
          onValue={setWanted}
          choices={certificates.map((each) => ({
            value: each.certificateSha256,
            label: <Name certificate={each} />,
            note: <Life certificate={each} />,
          }))}
        />
      )}
      {chosen !== undefined && <Sign key={chosen.certificateSha256} client={client} certificate={chosen} onIn={onIn} />}
      {tokens.length > 0 && certificates?.length === 0 && <Alert title={t('ukey.none')}>{t('ukey.noneMore')}</Alert>}
      {chosen === undefined && <UkeyChecklist client={client} token={tokens.length === 1 ? (tokens[0] ?? null) : null} algorithm={null} />}
    </>
  )
}

export default UkeyLogin

const Sign = ({ client, certificate, onIn }: UkeyLoginProps & { readonly client: Client; readonly certificate: TokenCertificate }) => {
  const { t } = useTranslation(['holder', 'ukey'])
  const language = useLanguage()
  const login = useMutation({
    meta: { login: true },
    retry: false,
    mutationFn: (window: ConsentWindow) =>
      logInWith<never>(async (challenge) =>
        allowed(await signHolderLogin(certificate, challenge, { window, language }, (...given) => knownStore().run(...given))),
      ).finally(() => window.close()),
    onSuccess: (result) => {
      if (result.outcome === 'in') onIn(result.holder)
    },
  })
  return (
    <>
      <p>{t('ukey.next')}</p>
      {login.data?.outcome === 'otherOrigin' && <OtherOrigin origin={login.data.origin} />}
      {isUkeyFault(login.error) ? <ClientAlert error={login.error} /> : <LoginProblem error={login.error} />}
      <div className="form-actions">
        <Button
          variant="primary"
          busyText={login.isPending ? t('ukey.busy') : undefined}
          onClick={() => login.mutate(openConsentWindow(t('ukey:consent.opening')))}
        >
          {t('login.submit')}
        </Button>
      </div>
      <ConsentCard client={client} isFactoryPin={certificate.token.pin.isInitial === true} />
    </>
  )
}

/** The client shows certificates of all our authorities; those of the staff open the desk and nothing here. */
const useHolderCertificates = (client: Client | null) => {
  const staff = useQuery({
    queryKey: ['staff-authorities'],
    queryFn: readStaffAuthorities,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: client !== null,
  })
  const tokens = client?.client.kind === 'ready' ? client.client.tokens : undefined
  const certificates = useQuery({
    queryKey: ['holder-ukeys', ...(tokens ?? []).map(({ tokenRef }) => tokenRef)],
    queryFn: () =>
      readTokenCertificates(
        tokens ?? [],
        ({ issuer }) => !(staff.data ?? []).some(({ subject }) => equalBytes(subject, issuer.der)),
        knownStore().look,
      ),
    enabled: tokens !== undefined && staff.data !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  return { certificates: tokens === undefined ? undefined : certificates.data, error: staff.error, retry: () => void staff.refetch() }
}

const Name = ({ certificate: { name, token } }: { readonly certificate: TokenCertificate }) => (
  <span>
    <strong>{name}</strong> <TokenLine token={token} />
  </span>
)

/** A certificate and its successor in one UKEY may differ in nothing else than the serial number. */
const Life = ({ certificate }: { readonly certificate: TokenCertificate }) => {
  const { t } = useTranslation('holder')
  const date = beijingDate(certificate.notAfterMs)
  return (
    <span>
      {hasEnded(certificate) ? t('ukey.ended', { date }) : t('ukey.until', { date })} ·{' '}
      <span className="code">{t('ukey.serial', { end: certificate.serialNumber.slice(-8) })}</span>
    </span>
  )
}

const hasEnded = ({ notAfterMs }: { readonly notAfterMs: number }): boolean => notAfterMs <= hallClock.nowMs()
