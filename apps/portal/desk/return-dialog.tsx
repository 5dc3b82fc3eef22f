import { type ReturnReason, returnReasons } from '@certhall/contract/application/vocabulary'
import { Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Select } from '../plain/select.tsx'
import { TextArea } from '../plain/text-input.tsx'
import type { ReturnEntry } from './decision-draft.ts'
import { useItemName } from './item-name.ts'

export interface ReturnDialogProps {
  readonly item: string
  readonly onAdd: (entry: ReturnEntry) => void
  readonly onClose: () => void
}

/** One item goes back with a coded reason and a sentence for the applicant. */
export const ReturnDialog = ({ item, onAdd, onClose }: ReturnDialogProps) => {
  const { t } = useTranslation('desk')
  const name = useItemName()(item)
  const [reason, setReason] = useState<ReturnReason | ''>('')
  const [remark, setRemark] = useState('')
  const [isMissing, setIsMissing] = useState(false)
  return (
    <Modal
      open
      title={t('case.returnTitle', { name })}
      okText={t('case.add')}
      cancelText={t('case.cancel')}
      onCancel={onClose}
      onOk={() => (reason === '' ? setIsMissing(true) : onAdd({ item, reason, remark: remark.trim() }))}
    >
      <Select
        label={t('case.reason')}
        value={reason}
        onValue={setReason}
        choices={returnReasons.map((value) => ({ value, label: t(`case.returnReasons.${value}`) }))}
        error={isMissing && reason === '' ? t('case.reasonNeeded') : undefined}
      />
      <TextArea label={t('case.remark')} hint={t('case.remarkHint')} value={remark} maxLength={500} onValue={setRemark} optional />
    </Modal>
  )
}
