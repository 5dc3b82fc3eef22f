import { type DeliveryChannel, deliveryChannels } from '@certhall/contract/application/vocabulary'
import { Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Alert } from '../plain/alert.tsx'
import { RadioGroup } from '../plain/radio-group.tsx'
import { TextArea } from '../plain/text-input.tsx'
import type { DeliveryRow, ReleaseDraft } from './exchange.ts'

export interface ResendDialogProps {
  readonly row: DeliveryRow
  readonly onChosen: (draft: ReleaseDraft) => void
  readonly onClose: () => void
}

/** 重发: says that the old code dies, and asks why. */
export const ResendDialog = ({ row, onChosen, onClose }: ResendDialogProps) => {
  const { t } = useTranslation('desk')
  const [channel, setChannel] = useState<DeliveryChannel>(row.channel)
  const [reason, setReason] = useState('')
  const [isMissing, setIsMissing] = useState(false)
  const isTooShort = reason.trim().length < 2
  return (
    <Modal
      open
      title={t('delivery.resendTitle')}
      okText={t('delivery.toSign')}
      cancelText={t('delivery.cancel')}
      onCancel={onClose}
      onOk={() => (isTooShort ? setIsMissing(true) : onChosen({ channel, resendReason: reason.trim() }))}
    >
      <Alert tone="warning">{t('delivery.resendMore')}</Alert>
      <RadioGroup
        label={t('delivery.channel')}
        value={channel}
        onValue={setChannel}
        choices={deliveryChannels.map((value) => ({ value, label: t(`case.channels.${value}`) }))}
        inline
      />
      <TextArea
        label={t('delivery.resendReason')}
        value={reason}
        maxLength={500}
        onValue={setReason}
        error={isMissing && isTooShort ? t('delivery.resendReasonNeeded') : undefined}
      />
    </Modal>
  )
}
