import { lazy, Suspense } from 'react'
import { AppError } from '@certhall/kernel/app-error'
import { isErrorCode } from '@certhall/contract/errors'
import { ProblemAlert, type ProblemAlertProps } from '../api/problem-alert.tsx'

const ClientAlert = lazy(() => import('../ukey/client-alert.tsx'))

/** What went wrong, said by the server or by the client: codes of the client are upper case and have texts of their own. */
export const DownloadProblem = (props: ProblemAlertProps) =>
  props.error instanceof AppError && !isErrorCode(props.error.code) ? (
    <Suspense fallback={null}>
      <ClientAlert {...props} />
    </Suspense>
  ) : (
    <ProblemAlert {...props} />
  )
