import type { UkeyRow } from '@certhall/contract/ukey/api'
import { useQuery } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { Time } from '../plain/time.tsx'
import { readHistory } from './stock-exchange.ts'
import { useAccountWord, useModels } from './stock-words.ts'

export interface HistoryDialogProps {
  readonly row: UkeyRow
  readonly onClose: () => void
}

/** Every movement of one UKEY, from which account to which, by whom and why. */
export const HistoryDialog = ({ row, onClose }: HistoryDialogProps) => {
  const { t } = useTranslation('desk-stock')
  const word = useAccountWord()
  const { nameOf } = useModels()
  const history = useQuery({
    queryKey: ['desk', 'ukeys', 'one', row.modelId, row.serialNumber],
    queryFn: () => readHistory(row.modelId, row.serialNumber),
    staleTime: 0,
  })
  return (
    <Modal open title={t('history.title', { serial: row.serialNumber })} footer={null} onCancel={onClose}>
      <p className="muted">{nameOf(row.modelId)}</p>
      <ProblemAlert error={history.error} onRetry={() => void history.refetch()} />
      {history.isPending && <Skeleton lines={4} />}
      <ol className="stock-history">
        {history.data?.movements.map((step) => (
          <li key={step.number}>
            <strong>{t('history.step', { from: word(step.from), to: word(step.to) })}</strong>
            <span className="muted">
              <Time at={step.at} precision="second" /> {step.by ?? t('history.byHolder')}
            </span>
            {step.applicationNo !== null && <span className="code">{step.applicationNo}</span>}
            {step.reason !== null && <span>{step.reason}</span>}
          </li>
        ))}
      </ol>
    </Modal>
  )
}
