import { type RejectReason, rejectReasons } from '@certhall/contract/application/vocabulary'
import { Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Select } from '../plain/select.tsx'
import { TextArea } from '../plain/text-input.tsx'

export interface RejectDialogProps {
  readonly onChosen: (reason: RejectReason, remark: string) => void
  readonly onClose: () => void
}

/** 不予通过: a coded reason; the applicant reads it. */
export const RejectDialog = ({ onChosen, onClose }: RejectDialogProps) => {
  const { t } = useTranslation('desk')
  const [reason, setReason] = useState<RejectReason | ''>('')
  const [remark, setRemark] = useState('')
  const [isMissing, setIsMissing] = useState(false)
  return (
    <Modal
      open
      title={t('case.rejectTitle')}
      okText={t('case.toSign')}
      cancelText={t('case.cancel')}
      onCancel={onClose}
      onOk={() => (reason === '' ? setIsMissing(true) : onChosen(reason, remark))}
    >
      <p>{t('case.rejectMore')}</p>
      <Select
        label={t('case.rejectReason')}
        value={reason}
        onValue={setReason}
        choices={rejectReasons.map((value) => ({ value, label: t(`case.rejectReasons.${value}`) }))}
        error={isMissing && reason === '' ? t('case.reasonNeeded') : undefined}
      />
      <TextArea label={t('case.remark')} value={remark} maxLength={1000} onValue={setRemark} optional />
    </Modal>
  )
}
