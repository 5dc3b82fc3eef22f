import type { tlsLoginBegun, tlsLoginFinished, TlsLoginRefusal } from '@certhall/contract/holder/tls-login'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { infer as Shape } from 'zod'
import { call } from '../api/call.ts'
import { useHall } from '../api/hall.ts'
import { Alert } from '../plain/alert.tsx'
import { Button } from '../plain/button.tsx'
import type { HolderView } from './exchange.ts'
import { LoginProblem } from './login-problem.tsx'
import { enterAs } from './session.ts'
import { type TlsReturn, tlsReturnOf } from './tls-return.ts'

/** A second way where the hall has a host name of its own for it: the browser shows a certificate in the TLS handshake. */
export const TlsLogin = () => {
  const { t } = useTranslation('holder')
  const hall = useHall()
  const begin = useMutation({
    meta: { login: true },
    retry: false,
    mutationFn: () => call<Shape<typeof tlsLoginBegun>>('/holder/tls-login', { body: {} }),
    onSuccess: ({ url }) => location.assign(url),
  })
  if (hall.data?.tlsLogin !== true) return null
  return (
    <>
      <p className="muted">{t('login.tls')}</p>
      <LoginProblem error={begin.error} />
      <Button busyText={begin.isPending || begin.isSuccess ? t('login.busy') : undefined} onClick={() => begin.mutate()}>
        {t('login.tlsAction')}
      </Button>
    </>
  )
}

/** Back from the other host name: the proof stands in the fragment, is taken out of the address, and means something in this session alone. */
export const TlsLoginReturn = ({ onIn }: { readonly onIn: (holder: HolderView) => void }) => {
  const { t } = useTranslation('holder')
  const queries = useQueryClient()
  const finish = useMutation<HolderView | TlsLoginRefusal, unknown, TlsReturn>({
    meta: { login: true },
    retry: false,
    mutationFn: async (back) =>
      'refused' in back ? back.refused : call<Shape<typeof tlsLoginFinished>>('/holder/tls-login/finish', { body: { proof: back.proof } }),
    onSuccess: (result) => {
      if (typeof result !== 'string') void enterAs(queries, result).then(() => onIn(result))
    },
  })
  const { mutate: finishWith } = finish
  useEffect(() => {
    const back = tlsReturnOf(location.hash)
    if (back === null) return
    history.replaceState(history.state, '', location.pathname + location.search)
    finishWith(back)
  }, [finishWith])
  return (
    <>
      {typeof finish.data === 'string' && (
        <Alert tone="error" live="assertive">
          {t(`login.tlsRefused.${finish.data}`)}
        </Alert>
      )}
      <LoginProblem error={finish.error} />
    </>
  )
}
