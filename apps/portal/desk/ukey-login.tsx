import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../messages/translation.ts'
import { ConsentCard } from '../ukey/consent-card.tsx'
import { type ConsentWindow, openConsentWindow } from '../ukey/consent-window.ts'
import type { TokenCertificate } from '../ukey/token-certificates.ts'
import type { Client } from '../ukey/use-client.ts'
import type { DeskPerson } from './exchange.ts'
import { OtherOrigin } from './other-origin.tsx'
import { beginSession } from './session.ts'
import { logInWith } from './signer.ts'
import { rememberUkey } from './ukey-habit.ts'
import { UkeyProblem } from './ukey-problem.tsx'
import { signerOf } from './use-token-certificates.ts'

export interface UkeyLoginProps {
  readonly client: Client
  readonly certificate: TokenCertificate
  readonly onIn: (person: DeskPerson) => void
}

/** The UKEY signs the challenge; the PIN is typed in the client's window and never here. */
export const UkeyLogin = ({ client, certificate, onIn }: UkeyLoginProps) => {
  const { t } = useTranslation(['desk-ukey', 'desk', 'ukey'])
  const language = useLanguage()
  const queries = useQueryClient()
  const login = useMutation({
    mutationFn: (window: ConsentWindow) => logInWith(signerOf(certificate), { window, language }).finally(() => window.close()),
    retry: false,
    onSuccess: (result) => {
      if (result.outcome !== 'in') return
      rememberUkey()
      beginSession(queries, result.person)
      onIn(result.person)
    },
  })
  return (
    <>
      <p>{t('login.next')}</p>
      {login.data?.outcome === 'otherOrigin' && <OtherOrigin origin={login.data.origin} />}
      <UkeyProblem error={login.error} />
      <Button type="primary" loading={login.isPending} onClick={() => login.mutate(openConsentWindow(t('ukey:consent.opening')))}>
        {login.isPending ? t('login.busy') : t('login.submit')}
      </Button>
      <ConsentCard client={client} isFactoryPin={certificate.token.pin.isInitial === true} />
    </>
  )
}
