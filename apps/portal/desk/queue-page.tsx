import { type ApplicationType, applicationTypes } from '@certhall/contract/application/vocabulary'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { hallClock } from '../api/hall-clock.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { useLanguage } from '../messages/translation.ts'
import { Alert } from '../plain/alert.tsx'
import { Icon } from '../plain/icon.tsx'
import { Select } from '../plain/select.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { StateTag } from '../plain/state-tag.tsx'
import { Time } from '../plain/time.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { type CaseListName, type CaseRow, readCases } from './exchange.ts'
import { RecordTable } from './record-table.tsx'
import { RoleGate } from './role-gate.tsx'
import { TakeNext } from './take-next.tsx'
import { waitingSince } from './waiting.ts'

/** RA-1: oldest promise first, one press takes the next case. */
const QueuePage = ({ isDecided }: { readonly isDecided: boolean }) => (
  <RoleGate role="reviewer">
    <Queue isDecided={isDecided} />
  </RoleGate>
)

export default QueuePage

const Queue = ({ isDecided }: { readonly isDecided: boolean }) => {
  const { t } = useTranslation(['desk', 'certificate'])
  const [list, setList] = useState<CaseListName>(isDecided ? 'decided' : 'open')
  const [type, setType] = useState<ApplicationType | 'all'>('all')
  const cases = useCases(list, type === 'all' ? null : type)
  const rows = cases.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <>
      <div className="desk-title">
        <PageHeading title={isDecided ? t('queue.decidedTitle') : t('queue.title')} />
        <span className="muted">{t('time')}</span>
      </div>
      <div className="desk-bar">
        {!isDecided && <TakeNext words={t('queue.next')} />}
        {!isDecided && cases.data !== undefined && (
          <span role="status">{t('queue.open', { count: cases.data.pages[0]?.openCount ?? 0 })}</span>
        )}
        <Select
          label={t('queue.filter')}
          value={list}
          onValue={setList}
          choices={(['open', 'returned', 'decided', 'all'] as const).map((value) => ({ value, label: t(`queue.filters.${value}`) }))}
        />
        <Select
          label={t('queue.typeFilter')}
          value={type}
          onValue={setType}
          choices={[
            { value: 'all' as const, label: t('queue.allTypes') },
            ...applicationTypes.map((value) => ({ value, label: t(`certificate:applicationTypes.${value}`) })),
          ]}
        />
      </div>
      <ProblemAlert error={cases.error} onRetry={() => void cases.refetch()} />
      {cases.isPending && <Skeleton lines={6} onRetry={() => void cases.refetch()} />}
      {cases.data !== undefined && <Rows rows={rows} isDecided={isDecided} />}
      {cases.hasNextPage && <Button onClick={() => void cases.fetchNextPage()}>{t('queue.more')}</Button>}
    </>
  )
}

const useCases = (list: CaseListName, type: ApplicationType | null) =>
  useInfiniteQuery({
    queryKey: ['desk', 'cases', list, type],
    queryFn: ({ pageParam }) => readCases(list, type, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
    refetchOnWindowFocus: true,
  })

const Rows = ({ rows, isDecided }: { readonly rows: readonly CaseRow[]; readonly isDecided: boolean }) => {
  const { t } = useTranslation('desk')
  const language = useLanguage()
  if (rows.length === 0) return <Alert tone="neutral">{isDecided ? t('queue.emptyDecided') : t('queue.empty')}</Alert>
  return (
    <RecordTable
      caption={isDecided ? t('queue.decidedTitle') : t('queue.title')}
      rows={rows}
      rowKey={(row) => row.applicationNo}
      columns={[
        { title: t('queue.columns.no'), cell: (row) => <CaseLink applicationNo={row.applicationNo} /> },
        { title: t('queue.columns.organization'), wide: true, cell: (row) => <span className="two-lines">{row.organizationName}</span> },
        { title: t('queue.columns.business'), cell: (row) => <Business row={row} /> },
        { title: t('queue.columns.project'), cell: (row) => (language === 'zh' ? row.projectNameZh : row.projectNameEn) },
        { title: t('queue.columns.waiting'), cell: (row) => <Waiting since={row.submittedAt} /> },
        { title: t('queue.columns.due'), cell: (row) => <Due row={row} /> },
        { title: t('queue.columns.signals'), cell: (row) => (row.signals === 0 ? '—' : <Signals count={row.signals} />) },
        { title: t('queue.columns.state'), cell: (row) => <StateTag of="application" state={row.state} /> },
        { title: t('queue.columns.openedBy'), cell: (row) => row.openedBy ?? '—' },
      ]}
    />
  )
}

const CaseLink = ({ applicationNo }: { readonly applicationNo: string }) => (
  <Link className="code" to={`/desk/cases/${applicationNo}`}>
    {applicationNo}
  </Link>
)

const Business = ({ row }: { readonly row: CaseRow }) => {
  const { t } = useTranslation(['desk', 'certificate'])
  return (
    <>
      <strong>{t(`certificate:applicationTypes.${row.applicationType}`)}</strong>
      <br />
      <span className="no-wrap">{`${t(`types.${row.certificateType}`)} · ${t(`media.${row.medium}`)}`}</span>
    </>
  )
}

const Waiting = ({ since }: { readonly since: string }) => {
  const { t } = useTranslation('desk')
  const { unit, count } = waitingSince(since, hallClock.nowMs())
  return <span className="no-wrap">{t(`queue.${unit}`, { count })}</span>
}

const Due = ({ row }: { readonly row: CaseRow }) => {
  const { t } = useTranslation('desk')
  return (
    <span className={row.late ? 'late' : undefined}>
      <Time at={row.dueAt} />
      {row.late && (
        <>
          {' '}
          <Icon name="warning" /> {t('queue.late')}
        </>
      )}
    </span>
  )
}

const Signals = ({ count }: { readonly count: number }) => {
  const { t } = useTranslation('desk')
  return (
    <span className="tag tone--warning">
      <Icon name="warning" />
      {t('queue.signals', { count })}
    </span>
  )
}
