import type { UkeyBalance, UkeyRow } from '@certhall/contract/ukey/api'
import { ukeyStates } from '@certhall/contract/ukey/vocabulary'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Alert } from '../plain/alert.tsx'
import { StateTag } from '../plain/state-tag.tsx'
import { Time } from '../plain/time.tsx'
import { RecordTable } from './record-table.tsx'
import { useModels } from './stock-words.ts'

/** One line a model: what came in, and where it is. The difference is always 0; anything else is an alarm. */
export const BalanceTable = ({ balance }: { readonly balance: readonly UkeyBalance[] }) => {
  const { t } = useTranslation(['desk-stock', 'shell'])
  const { nameOf } = useModels()
  if (balance.length === 0) return null
  return (
    <section className="stock-balance" aria-labelledby="stock-balance">
      <h2 id="stock-balance">{t('balance.title')}</h2>
      <RecordTable
        caption={t('balance.title')}
        rows={balance}
        rowKey={({ modelId }) => modelId}
        columns={[
          { title: t('model'), wide: true, cell: ({ modelId }) => nameOf(modelId) },
          { title: t('balance.supplied'), cell: ({ supplied }) => supplied },
          { title: t('balance.brought'), cell: ({ brought }) => brought },
          ...ukeyStates.map((state) => ({ title: t(`shell:states.ukey.${state}`), cell: (row: UkeyBalance) => row[state] })),
          {
            title: t('balance.difference'),
            cell: ({ difference }) => <span className={difference === 0 ? undefined : 'late'}>{difference}</span>,
          },
        ]}
      />
      {balance.some(({ difference }) => difference !== 0) && <Alert tone="error">{t('balance.wrong')}</Alert>}
    </section>
  )
}

export interface StockRowsProps {
  readonly rows: readonly UkeyRow[]
  readonly onMove: (row: UkeyRow) => void
  readonly onHistory: (row: UkeyRow) => void
}

export const StockRows = ({ rows, onMove, onHistory }: StockRowsProps) => {
  const { t } = useTranslation('desk-stock')
  const { nameOf } = useModels()
  if (rows.length === 0) return <Alert tone="neutral">{t('empty')}</Alert>
  return (
    <RecordTable
      caption={t('title')}
      rows={rows}
      rowKey={({ modelId, serialNumber }) => `${modelId} ${serialNumber}`}
      columns={[
        { title: t('columns.serial'), cell: (row) => <span className="code">{row.serialNumber}</span> },
        { title: t('model'), cell: (row) => nameOf(row.modelId) },
        { title: t('columns.state'), cell: (row) => <State row={row} /> },
        { title: t('columns.place'), cell: (row) => row.place ?? '—' },
        { title: t('columns.application'), cell: (row) => <span className="code">{row.applicationNo ?? '—'}</span> },
        { title: t('columns.changed'), cell: (row) => <Time at={row.changedAt} /> },
        {
          title: t('columns.action'),
          cell: (row) => (
            <span className="row">
              {row.may.length > 0 && (
                <Button size="small" aria-label={t('moveNamed', { serial: row.serialNumber })} onClick={() => onMove(row)}>
                  {t('moveOne')}
                </Button>
              )}
              <Button size="small" type="link" aria-label={t('historyNamed', { serial: row.serialNumber })} onClick={() => onHistory(row)}>
                {t('historyOne')}
              </Button>
            </span>
          ),
        },
      ]}
    />
  )
}

const State = ({ row }: { readonly row: UkeyRow }) => {
  const { t } = useTranslation('desk-stock')
  return (
    <>
      <StateTag of="ukey" state={row.state} />
      {row.unexpected !== null && <div className="late">{t('unexpected', { no: row.unexpected.applicationNo })}</div>}
    </>
  )
}
