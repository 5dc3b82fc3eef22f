import { AppError } from '@certhall/kernel/app-error'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Alert } from '../plain/alert.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { applicationNumberOf } from './application-number.ts'
import { ProgressAccess } from './progress-access.tsx'
import { ProgressDetails } from './progress-details.tsx'
import { fetchApplication, type ProgressView } from './requests.ts'
import './application.css'
import './progress.css'

/** ST-1 办理进度查询. Number in the address; mobile and code never. */
const ProgressPage = () => {
  const { t } = useTranslation(['progress', 'application', 'errors'])
  const [parameters, setParameters] = useSearchParams()
  const queries = useQueryClient()
  const typed = parameters.get('application') ?? ''
  const no = applicationNumberOf(typed) ?? ''
  const key = ['application', no]
  const view = useQuery({ queryKey: key, queryFn: ({ signal }) => fetchApplication(no, signal), enabled: no !== '', retry: false, refetchOnWindowFocus: true })
  const take = (answer: ProgressView) => {
    queries.setQueryData(['application', answer.applicationNo], answer)
    if (answer.applicationNo !== no) setParameters({ application: answer.applicationNo })
  }
  const [corrected, setCorrected] = useState(false)
  const takeCorrection = (answer: ProgressView) => {
    take(answer)
    setCorrected(true)
  }
  const open = view.data
  if (open !== undefined && !(view.isError && isStranger(view.error))) {
    return (
      <div className="column">
        <PageHeading title={t('title', { no: open.applicationNo })} />
        {corrected && <Alert tone="success" live="polite">{t('correction.done')}</Alert>}
        <ProgressDetails key={`${open.applicationNo}-${open.revision}`} view={open} onView={take} onCorrected={takeCorrection} onRefresh={() => void view.refetch()} onOther={() => setParameters({})} />
      </div>
    )
  }
  return (
    <div className="column">
      <PageHeading title={t('page')} lead={t('access.lead')} />
      {view.isFetching && <Skeleton lines={6} onRetry={() => void view.refetch()} />}
      {view.isError && !isStranger(view.error) && <ProblemAlert error={view.error} onRetry={() => void view.refetch()} />}
      {!view.isFetching && <ProgressAccess key={typed} applicationNo={no === '' ? typed : no} onOpened={take} />}
    </div>
  )
}

export default ProgressPage

/** This browser has not proven that the application is its person's: the form below asks for the proof. */
const isStranger = (error: unknown): boolean => error instanceof AppError && /^(?:missing\.application|auth\.)/.test(error.code)
