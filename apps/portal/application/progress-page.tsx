import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Alert } from '../plain/alert.tsx'
import { Card } from '../plain/card.tsx'
import { FocusHere } from '../plain/focus-here.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { applicationNumberOf } from './application-number.ts'
import { isStranger } from './progress-address.ts'
import { ProgressAccess } from './progress-access.tsx'
import { ProgressDetails } from './progress-details.tsx'
import { fetchApplication, type ProgressView } from './requests.ts'
import './application.css'
import './progress.css'

type ProgressAct = 'corrected' | 'withdrawn'

/** ST-1 办理进度查询. Number in the address; mobile and code never. */
const ProgressPage = () => {
  const { t } = useTranslation(['progress', 'application', 'errors'])
  const [parameters, setParameters] = useSearchParams()
  const queries = useQueryClient()
  const typed = parameters.get('application') ?? ''
  const no = applicationNumberOf(typed) ?? ''
  const key = ['application', no]
  const view = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => fetchApplication(no, signal),
    enabled: no !== '',
    retry: false,
    refetchOnWindowFocus: true,
  })
  const take = (answer: ProgressView) => {
    queries.setQueryData(['application', answer.applicationNo], answer)
    if (answer.applicationNo !== no) setParameters({ application: answer.applicationNo })
  }
  // What was done on this page and for which application: its result takes the focus.
  const [act, setAct] = useState({ no: '', what: 'corrected' as ProgressAct })
  const takeAct = (what: ProgressAct) => (answer: ProgressView) => {
    take(answer)
    setAct({ no: answer.applicationNo, what })
  }
  const open = view.data
  if (open !== undefined && !(view.isError && isStranger(view.error))) {
    return (
      <div className="column">
        <PageHeading title={t('title', { no: open.applicationNo })} />
        {act.no === no && act.what === 'corrected' && (
          <FocusHere>
            <Alert tone="success">{t('correction.done')}</Alert>
          </FocusHere>
        )}
        <ProgressDetails
          key={`${open.applicationNo}-${open.revision}`}
          view={open}
          isJustWithdrawn={act.no === no && act.what === 'withdrawn'}
          onWithdrawn={takeAct('withdrawn')}
          onCorrected={takeAct('corrected')}
          onRefresh={() => void view.refetch()}
          onOther={() => setParameters({})}
        />
      </div>
    )
  }
  return (
    <div className="column">
      <PageHeading title={t('page')} lead={t('access.lead')} />
      {view.isFetching && <Skeleton lines={6} onRetry={() => void view.refetch()} />}
      {view.isError && !isStranger(view.error) && <ProblemAlert error={view.error} onRetry={() => void view.refetch()} />}
      {!view.isFetching && (
        <Card>
          <ProgressAccess key={typed} applicationNo={no === '' ? typed : no} onOpened={take} />
        </Card>
      )}
    </div>
  )
}

export default ProgressPage
