import type { SeenToken } from '@certhall/contract/client/messages'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { staffKeyAlgorithm } from '../keystore/staff-key.ts'
import { useLanguage } from '../messages/translation.ts'
import { Alert } from '../plain/alert.tsx'
import { ConsentCard } from '../ukey/consent-card.tsx'
import { type ConsentWindow, openConsentWindow } from '../ukey/consent-window.ts'
import { ModelChooser } from '../ukey/model-chooser.tsx'
import { TokenChooser } from '../ukey/token-chooser.tsx'
import { checkUkey, isReady } from '../ukey/ukey-checks.ts'
import { UkeyChecklist } from '../ukey/ukey-checklist.tsx'
import { type Client, knownStore, useClient } from '../ukey/use-client.ts'
import { enrol, type EnrolmentResult, type EnrolmentView } from './exchange.ts'
import { readStaffAuthorities } from './staff-authorities.ts'
import { enrolInUkey } from './ukey-enrolment.ts'
import { rememberUkey } from './ukey-habit.ts'
import { UkeyProblem } from './ukey-problem.tsx'

export interface UkeyEnrolFormProps {
  readonly link: string
  readonly view: EnrolmentView
  readonly onDone: (result: EnrolmentResult) => void
}

/** The key is made in the UKEY: this computer is looked at, a UKEY chosen, and the client asks for the PIN twice. */
export const UkeyEnrolForm = (props: UkeyEnrolFormProps) => {
  const client = useClient()
  return client === null ? null : <EnrolWith client={client} {...props} />
}

const EnrolWith = ({ client, link, view, onDone }: UkeyEnrolFormProps & { readonly client: Client }) => {
  const { t } = useTranslation(['desk-ukey', 'desk', 'ukey'])
  const [chosenRef, setChosenRef] = useState('')
  const [isRefused, setIsRefused] = useState(false)
  const tokens = client.client.kind === 'ready' ? client.client.tokens : none
  const token = tokens.find(({ tokenRef }) => tokenRef === chosenRef) ?? (tokens.length === 1 ? (tokens[0] ?? null) : null)
  const act = useUkeyEnrolment(link, view, onDone)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (act.isPending) return
    const isFit = token !== null && isReady(checkUkey({ client: client.client, token, newestVersion: null, algorithm: staffKeyAlgorithm }))
    setIsRefused(!isFit)
    if (isFit) act.mutate({ token, window: openConsentWindow(t('ukey:consent.opening')) })
  }
  return (
    <form onSubmit={submit} noValidate>
      <UkeyChecklist client={client} token={token} algorithm={staffKeyAlgorithm} />
      <TokenChooser tokens={tokens} chosen={token} onChosen={setChosenRef} algorithm={staffKeyAlgorithm} />
      <ModelChooser client={client} token={token} />
      <p>{t('enrol.next')}</p>
      {isRefused && (
        <Alert tone="error" live="assertive">
          {token === null ? t('ukey:choose.none') : t('ukey:choose.notReady')}
        </Alert>
      )}
      <UkeyProblem error={act.error} />
      <Button type="primary" htmlType="submit" loading={act.isPending}>
        {act.isPending ? t('enrol.busy') : t('enrol.submit')}
      </Button>
      <ConsentCard client={client} isFactoryPin={token?.pin.isInitial === true} />
    </form>
  )
}

const useUkeyEnrolment = (link: string, view: EnrolmentView, onDone: (result: EnrolmentResult) => void) => {
  const { t } = useTranslation('desk')
  const language = useLanguage()
  const queries = useQueryClient()
  const subject = `${view.name} · ${view.roles.map((role) => t(`roles.${role}`)).join(' · ')}`
  return useMutation({
    retry: false,
    mutationFn: ({ token, window }: { readonly token: SeenToken; readonly window: ConsentWindow }) =>
      enrolInUkey(
        {
          enrol,
          readAuthorities: readStaffAuthorities,
          run: (method, params, given, phase) => knownStore().run(method, params, given, phase),
        },
        { link, subject, token, window, language },
      ).finally(() => window.close()),
    onSuccess: async (result) => {
      rememberUkey()
      await queries.invalidateQueries({ queryKey: ['staff-ukeys'] })
      onDone(result)
    },
  })
}

const none: readonly SeenToken[] = []
