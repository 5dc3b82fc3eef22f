import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { shortSubject } from '../certificate/words.ts'
import { Alert } from '../plain/alert.tsx'
import { beijingSecond } from '../plain/beijing-time.ts'
import { Select } from '../plain/select.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { TextInput } from '../plain/text-input.tsx'
import { Time } from '../plain/time.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { type AuditList, type AuditRow, readAudit } from './exchange.ts'
import { RecordTable } from './record-table.tsx'
import { useEventTypes, useEventWord, useStateWord } from './audit-words.ts'
import { RoleGate } from './role-gate.tsx'

/** The chain's state on top, events newest first with before and after. */
const AuditPage = () => (
  <RoleGate role="auditor">
    <Audit />
  </RoleGate>
)

export default AuditPage

interface AuditFilter {
  readonly case: string | null
  readonly type: string | null
}

const Audit = () => {
  const { t } = useTranslation('desk')
  const [filter, setFilter] = useState<AuditFilter>({ case: null, type: null })
  const events = useInfiniteQuery({
    queryKey: ['desk', 'audit', filter],
    queryFn: ({ pageParam }) => readAudit(filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  })
  const rows = events.data?.pages.flatMap((page) => page.rows) ?? []
  const chain = events.data?.pages[0]?.chain
  return (
    <>
      <div className="desk-title">
        <PageHeading title={t('audit.title')} />
        <span className="muted">{t('time')}</span>
      </div>
      {chain !== undefined && <Chain chain={chain} />}
      <FilterForm onFilter={setFilter} />
      <ProblemAlert error={events.error} onRetry={() => void events.refetch()} />
      {events.isPending && <Skeleton lines={8} onRetry={() => void events.refetch()} />}
      {events.data !== undefined && <Rows rows={rows} />}
      {events.hasNextPage && <Button onClick={() => void events.fetchNextPage()}>{t('audit.more')}</Button>}
    </>
  )
}

const Chain = ({ chain }: { readonly chain: AuditList['chain'] }) => {
  const { t } = useTranslation('desk')
  const words =
    chain.verifiedUntil === null
      ? t('audit.chainUnknown', { count: chain.count })
      : t('audit.chain', { time: beijingSecond(chain.verifiedUntil), count: chain.count })
  return (
    <Alert tone={chain.verifiedUntil === null ? 'warning' : 'success'}>
      {words}
      {chain.waiting > 0 && ` · ${t('audit.chainWaiting', { count: chain.waiting })}`}
    </Alert>
  )
}

const anyType = 'any'

const FilterForm = ({ onFilter }: { readonly onFilter: (filter: AuditFilter) => void }) => {
  const { t } = useTranslation('desk')
  const [no, setNo] = useState('')
  const [type, setType] = useState(anyType)
  const types = useEventTypes()
  const apply = (event: FormEvent): void => {
    event.preventDefault()
    onFilter({ case: no.trim() || null, type: type === anyType ? null : type })
  }
  const clear = (): void => {
    setNo('')
    setType(anyType)
    onFilter({ case: null, type: null })
  }
  return (
    <form className="desk-bar" onSubmit={apply}>
      <TextInput label={t('audit.case')} value={no} onValue={setNo} code placeholder="A2026-000001" />
      <Select
        label={t('audit.type')}
        value={type}
        onValue={setType}
        choices={[{ value: anyType, label: t('audit.anyType') }, ...types.map(([value, label]) => ({ value, label }))]}
      />
      <Button htmlType="submit" type="primary">
        {t('audit.apply')}
      </Button>
      <Button onClick={clear}>{t('audit.clear')}</Button>
    </form>
  )
}

const Rows = ({ rows }: { readonly rows: readonly AuditRow[] }) => {
  const { t } = useTranslation('desk')
  const stateWord = useStateWord()
  const changeOf = (row: AuditRow): string =>
    row.before === null && row.after === null
      ? '—'
      : t('audit.change', { before: stateWord(row, row.before), after: stateWord(row, row.after) })
  if (rows.length === 0) return <Alert tone="neutral">{t('audit.empty')}</Alert>
  return (
    <RecordTable
      caption={t('audit.title')}
      rows={rows}
      rowKey={(row) => row.eventId}
      columns={[
        {
          title: t('audit.columns.sequence'),
          cell: (row) => (row.sequence === null ? <span className="muted">{t('audit.waiting')}</span> : row.sequence),
        },
        { title: t('audit.columns.at'), cell: (row) => <Time at={row.at} precision="second" /> },
        { title: t('audit.columns.event'), wide: true, cell: (row) => <Event row={row} /> },
        { title: t('audit.columns.actor'), cell: (row) => <Actor row={row} /> },
        { title: t('audit.columns.case'), cell: (row) => <span className="code">{row.applicationNo ?? '—'}</span> },
        { title: t('audit.columns.change'), cell: (row) => <span className="unbroken">{changeOf(row)}</span> },
      ]}
    />
  )
}

const Actor = ({ row }: { readonly row: AuditRow }) => {
  const { t } = useTranslation('desk')
  const kind = (['applicant', 'holder', 'staff', 'system', 'operator'] as const).find((known) => known === row.actorKind)
  const word = kind === undefined ? row.actorKind : t(`audit.actors.${kind}`)
  // A holder is written down by the whole subject; its name tells them apart in a list.
  return <span title={row.actorName}>{row.actorName === row.actorKind ? word : `${shortSubject(row.actorName)} · ${word}`}</span>
}

const Event = ({ row }: { readonly row: AuditRow }) => {
  const { t } = useTranslation('desk')
  const eventWord = useEventWord()
  return (
    <details>
      <summary>{eventWord(row.type)}</summary>
      <dl className="audit-detail">
        <dt>{t('audit.kind')}</dt>
        <dd className="code">{row.type}</dd>
        <dt>{t('audit.event')}</dt>
        <dd className="code">{row.eventId}</dd>
        {row.hash !== null && (
          <>
            <dt>{t('audit.hash')}</dt>
            <dd className="code">{row.hash}</dd>
          </>
        )}
        {Object.entries(row.detail).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="code">{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
