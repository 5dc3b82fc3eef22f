import { systemClock } from '@certhall/kernel/clock'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { useLanguage } from '../messages/translation.ts'
import { Alert } from '../plain/alert.tsx'
import { Select } from '../plain/select.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { Time } from '../plain/time.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { DeliveryState } from './delivery-state.tsx'
import { type DeliveryListName, type DeliveryRow, prepareRelease, readDeliveries, type ReleaseDraft, sendRelease } from './exchange.ts'
import { RecordTable } from './record-table.tsx'
import { ResendDialog } from './resend-dialog.tsx'
import { RoleGate } from './role-gate.tsx'
import { SignSheet } from './sign-sheet.tsx'
import { useWhyNot } from './why-not.ts'

/** 授权码发放: approved cases, masked target, one signed release each. No symbol of a code is on any screen. */
const DeliveryPage = () => (
  <RoleGate role="issuer">
    <Deliveries />
  </RoleGate>
)

export default DeliveryPage

interface Release {
  readonly applicationNo: string
  readonly draft: ReleaseDraft
}

const Deliveries = () => {
  const { t } = useTranslation('desk')
  const client = useQueryClient()
  const [list, setList] = useState<DeliveryListName>('toSend')
  const [watchUntilMs, setWatchUntilMs] = useState(0)
  const [release, setRelease] = useState<Release | null>(null)
  const [resend, setResend] = useState<DeliveryRow | null>(null)
  const [sent, setSent] = useState<string | null>(null)
  const deliveries = useDeliveries(list, watchUntilMs)
  const rows = deliveries.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <>
      <div className="desk-title">
        <PageHeading title={t('delivery.title')} />
        <span className="muted">{t('time')}</span>
      </div>
      <p className="muted">{t('delivery.lead')}</p>
      <div className="desk-bar">
        <Select
          label={t('delivery.filter')}
          value={list}
          onValue={setList}
          choices={(['toSend', 'sent', 'all'] as const).map((value) => ({ value, label: t(`delivery.filters.${value}`) }))}
        />
      </div>
      {sent !== null && (
        <Alert tone="success" live="polite">
          {t('delivery.sent', { no: sent })}
        </Alert>
      )}
      <ProblemAlert error={deliveries.error} onRetry={() => void deliveries.refetch()} />
      {deliveries.isPending && <Skeleton lines={6} onRetry={() => void deliveries.refetch()} />}
      {deliveries.data !== undefined && (
        <Rows
          rows={rows}
          list={list}
          onSend={(row) => setRelease({ applicationNo: row.applicationNo, draft: { channel: row.channel, resendReason: null } })}
          onResend={setResend}
        />
      )}
      {deliveries.hasNextPage && <Button onClick={() => void deliveries.fetchNextPage()}>{t('delivery.more')}</Button>}
      {resend !== null && (
        <ResendDialog
          row={resend}
          onChosen={(draft) => {
            setRelease({ applicationNo: resend.applicationNo, draft })
            setResend(null)
          }}
          onClose={() => setResend(null)}
        />
      )}
      {release !== null && (
        <SignSheet
          intent={{ kind: 'release', ...release }}
          prepare={() => prepareRelease(release.applicationNo, release.draft)}
          send={(signed) => sendRelease(release.applicationNo, signed)}
          onDone={() => {
            setSent(release.applicationNo)
            setRelease(null)
            setList('all')
            setWatchUntilMs(systemClock.nowMs() + watchMs)
            void client.invalidateQueries({ queryKey: ['desk', 'deliveries'] })
          }}
          onRefused={() => false}
          onClose={() => setRelease(null)}
        />
      )}
    </>
  )
}

/** A delivery is watched live for a minute after its release; for ever would keep an empty desk logged in. */
const watchMs = 60_000

const useDeliveries = (list: DeliveryListName, watchUntilMs: number) =>
  useInfiniteQuery({
    queryKey: ['desk', 'deliveries', list],
    queryFn: ({ pageParam }) => readDeliveries(list, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
    refetchOnWindowFocus: true,
    refetchInterval: () => (systemClock.nowMs() < watchUntilMs ? 2000 : false),
  })

interface RowsProps {
  readonly rows: readonly DeliveryRow[]
  readonly list: DeliveryListName
  readonly onSend: (row: DeliveryRow) => void
  readonly onResend: (row: DeliveryRow) => void
}

const Rows = ({ rows, list, onSend, onResend }: RowsProps) => {
  const { t } = useTranslation('desk')
  const language = useLanguage()
  if (rows.length === 0) return <Alert tone="neutral">{list === 'toSend' ? t('delivery.empty') : t('delivery.emptySent')}</Alert>
  return (
    <RecordTable
      caption={t('delivery.title')}
      rows={rows}
      rowKey={(row) => row.applicationNo}
      columns={[
        { title: t('delivery.columns.no'), cell: (row) => <span className="code">{row.applicationNo}</span> },
        { title: t('delivery.columns.organization'), wide: true, cell: (row) => <span className="two-lines">{row.organizationName}</span> },
        { title: t('delivery.columns.project'), cell: (row) => (language === 'zh' ? row.projectNameZh : row.projectNameEn) },
        {
          title: t('delivery.columns.reviewed'),
          cell: (row) => (
            <>
              {t('delivery.approvedBy', { name: row.reviewedBy })} <Time at={row.approvedAt} />
            </>
          ),
        },
        { title: t('delivery.columns.target'), cell: (row) => `${t(`case.channels.${row.channel}`)} ${row.target}` },
        { title: t('delivery.columns.passcode'), cell: (row) => <DeliveryState row={row} /> },
        { title: t('delivery.columns.action'), cell: (row) => <Acts row={row} onSend={onSend} onResend={onResend} /> },
      ]}
    />
  )
}

const Acts = ({ row, onSend, onResend }: Pick<RowsProps, 'onSend' | 'onResend'> & { readonly row: DeliveryRow }) => {
  const { t } = useTranslation('desk')
  const whyNot = useWhyNot()
  if (row.may.release) {
    return (
      <Button type="primary" aria-label={t('delivery.sendNamed', { no: row.applicationNo })} onClick={() => onSend(row)}>
        {t('delivery.send')}
      </Button>
    )
  }
  if (row.may.resend) {
    return (
      <Button aria-label={t('delivery.resendNamed', { no: row.applicationNo })} onClick={() => onResend(row)}>
        {t('delivery.resend')}
      </Button>
    )
  }
  // Nothing is wrong with a certificate that has been downloaded.
  if (row.state === 'completed') return <span className="muted">{t('delivery.completed')}</span>
  return row.may.whyNot === null ? null : <span className="muted">{t('delivery.whyNot', { reason: whyNot(row.may.whyNot) })}</span>
}
