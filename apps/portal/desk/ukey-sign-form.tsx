import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../messages/translation.ts'
import { ConsentCard } from '../ukey/consent-card.tsx'
import { type ConsentWindow, openConsentWindow } from '../ukey/consent-window.ts'
import { TokenLine } from '../ukey/token-card.tsx'
import type { TokenCertificate } from '../ukey/token-certificates.ts'
import type { Client } from '../ukey/use-client.ts'
import { UkeyProblem } from './ukey-problem.tsx'
import { signerOf } from './use-token-certificates.ts'

export interface UkeySignFormProps {
  readonly client: Client
  readonly certificate: TokenCertificate
  readonly text: string
  readonly onSigned: (signature: string) => Promise<unknown>
  readonly onDone: () => void
  readonly onRefused: (error: unknown) => boolean
  readonly onClose: () => void
}

/** The client shows the same decision once more in its own window, where the PIN is typed. */
export const UkeySignForm = ({ client, certificate, text, onSigned, onDone, onRefused, onClose }: UkeySignFormProps) => {
  const { t } = useTranslation(['desk-ukey', 'desk', 'ukey'])
  const language = useLanguage()
  const act = useMutation({
    retry: false,
    mutationFn: async (window: ConsentWindow): Promise<void> => {
      const signature = await signerOf(certificate)
        .signDecision(text, { window, language })
        .finally(() => window.close())
      if (signature !== undefined) await onSigned(signature)
    },
    onSuccess: onDone,
    onError: (error) => {
      onRefused(error)
    },
  })
  return (
    <>
      <p>
        <TokenLine token={certificate.token} />
      </p>
      <p>{t('sign.next')}</p>
      <UkeyProblem error={act.error} />
      <div className="desk-bar">
        <Button type="primary" loading={act.isPending} onClick={() => act.mutate(openConsentWindow(t('ukey:consent.opening')))}>
          {act.isPending ? t('sign.busy') : t('sign.submit')}
        </Button>
        <Button onClick={onClose}>{t('desk:sign.cancel')}</Button>
      </div>
      <ConsentCard client={client} isFactoryPin={certificate.token.pin.isInitial === true} />
    </>
  )
}
