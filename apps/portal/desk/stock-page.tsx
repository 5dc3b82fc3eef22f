import type { UkeyRow } from '@certhall/contract/ukey/api'
import { ukeyStates } from '@certhall/contract/ukey/vocabulary'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Alert } from '../plain/alert.tsx'
import { Select } from '../plain/select.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { TextInput } from '../plain/text-input.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { useDesk } from './desk-context.ts'
import { RoleGate } from './role-gate.tsx'
import { readStock, type StockFilter } from './stock-exchange.ts'
import { HistoryDialog } from './stock-history.tsx'
import { MoveDialog } from './stock-move.tsx'
import { ReceiveDialog } from './stock-receive.tsx'
import { BalanceTable, StockRows } from './stock-rows.tsx'
import { useModels } from './stock-words.ts'

/** 介质库存: the issuer keeps it, the auditor reads it. */
const StockPage = () => {
  const { person } = useDesk()
  return person.roles.includes('auditor') ? (
    <Stock />
  ) : (
    <RoleGate role="issuer">
      <Stock />
    </RoleGate>
  )
}

export default StockPage

type Open =
  | { readonly kind: 'receive' }
  | { readonly kind: 'move'; readonly row: UkeyRow | null }
  | { readonly kind: 'history'; readonly row: UkeyRow }
  | null

const Stock = () => {
  const { t } = useTranslation('desk-stock')
  const client = useQueryClient()
  const [filter, setFilter] = useState<StockFilter>({ state: '', modelId: '', serialNumber: '' })
  const [open, setOpen] = useState<Open>(null)
  const [told, setTold] = useState<string | null>(null)
  const stock = useStock(filter)
  const [first] = stock.data?.pages ?? []
  const done = (words: string): void => {
    setTold(words)
    setOpen(null)
    void client.invalidateQueries({ queryKey: ['desk', 'ukeys'] })
  }
  return (
    <>
      <div className="desk-title">
        <PageHeading title={t('title')} />
        {first?.may.receive === true && (
          <>
            <Button type="primary" onClick={() => setOpen({ kind: 'receive' })}>
              {t('receive.open')}
            </Button>
            <Button onClick={() => setOpen({ kind: 'move', row: null })}>{t('move.open')}</Button>
          </>
        )}
      </div>
      <FilterForm onFilter={setFilter} />
      {told !== null && (
        <Alert tone="success" live="polite">
          {told}
        </Alert>
      )}
      <ProblemAlert error={stock.error} onRetry={() => void stock.refetch()} />
      {stock.isPending && <Skeleton lines={8} onRetry={() => void stock.refetch()} />}
      {stock.data !== undefined && (
        <StockRows
          rows={stock.data.pages.flatMap((page) => page.rows)}
          onMove={(row) => setOpen({ kind: 'move', row })}
          onHistory={(row) => setOpen({ kind: 'history', row })}
        />
      )}
      {stock.hasNextPage && <Button onClick={() => void stock.fetchNextPage()}>{t('more')}</Button>}
      {first !== undefined && <BalanceTable balance={first.balance} />}
      {open?.kind === 'receive' && (
        <ReceiveDialog onClose={() => setOpen(null)} onDone={({ received, known }) => done(receivedWords(received, known))} />
      )}
      {open?.kind === 'move' && (
        <MoveDialog row={open.row} onClose={() => setOpen(null)} onDone={(count) => done(t('move.done', { count }))} />
      )}
      {open?.kind === 'history' && <HistoryDialog row={open.row} onClose={() => setOpen(null)} />}
    </>
  )

  function receivedWords(count: number, known: readonly string[]): string {
    if (known.length === 0) return t('receive.done', { count })
    return t('receive.doneKnown', { count, known: known.length, serials: known.slice(0, 5).join(', ') })
  }
}

const useStock = (filter: StockFilter) =>
  useInfiniteQuery({
    queryKey: ['desk', 'ukeys', 'list', filter],
    queryFn: ({ pageParam }) => readStock(filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  })

const all = 'all'

const FilterForm = ({ onFilter }: { readonly onFilter: (filter: StockFilter) => void }) => {
  const { t } = useTranslation(['desk-stock', 'shell'])
  const { choices } = useModels()
  const [typed, setTyped] = useState<StockFilter>({ state: '', modelId: '', serialNumber: '' })
  const apply = (filter: StockFilter): void => {
    setTyped(filter)
    onFilter(filter)
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onFilter(typed)
  }
  const states = [
    { value: all, label: t('anyState') },
    ...ukeyStates.map((value) => ({ value, label: t(`shell:states.ukey.${value}`) })),
  ] as const
  const models = [{ value: all, label: t('anyModel') }, ...choices]
  return (
    <form className="desk-bar" onSubmit={submit}>
      <Select
        label={t('columns.state')}
        value={typed.state === '' ? all : typed.state}
        onValue={(state) => apply({ ...typed, state: state === all ? '' : state })}
        choices={states}
      />
      <Select
        label={t('model')}
        value={typed.modelId === '' ? all : typed.modelId}
        onValue={(modelId) => apply({ ...typed, modelId: modelId === all ? '' : modelId })}
        choices={models}
      />
      <TextInput
        label={t('columns.serial')}
        value={typed.serialNumber}
        maxLength={64}
        onValue={(serialNumber) => setTyped({ ...typed, serialNumber })}
        code
      />
      <Button htmlType="submit">{t('apply')}</Button>
    </form>
  )
}
