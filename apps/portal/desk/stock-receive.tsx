import type { UkeyReceived } from '@certhall/contract/ukey/api'
import { parseSerialList } from '@certhall/contract/ukey/serial-list'
import { useMutation } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Select } from '../plain/select.tsx'
import { receive } from './stock-exchange.ts'
import { SerialField } from './stock-serials.tsx'
import { useModels } from './stock-words.ts'

export interface ReceiveDialogProps {
  readonly onDone: (received: UkeyReceived) => void
  readonly onClose: () => void
}

/** 入库: a model and a list; sending the same list again does no harm. */
export const ReceiveDialog = ({ onDone, onClose }: ReceiveDialogProps) => {
  const { t } = useTranslation('desk-stock')
  const { choices } = useModels()
  const [modelId, setModelId] = useState('')
  const [typed, setTyped] = useState('')
  const [isChecked, setIsChecked] = useState(false)
  const send = useMutation({ mutationFn: (serials: readonly string[]) => receive(modelId, serials), retry: false, onSuccess: onDone })
  const check = (): void => {
    const list = parseSerialList(typed)
    setIsChecked(true)
    if (list.ok && modelId !== '') send.mutate(list.value)
  }
  return (
    <Modal
      open
      title={t('receive.title')}
      okText={t('receive.submit')}
      cancelText={t('cancel')}
      confirmLoading={send.isPending}
      onCancel={onClose}
      onOk={check}
    >
      <p>{t('receive.more')}</p>
      <Select
        label={t('model')}
        value={modelId}
        onValue={setModelId}
        choices={choices}
        error={isChecked && modelId === '' ? t('modelNeeded') : undefined}
      />
      <SerialField value={typed} onValue={setTyped} isChecked={isChecked} />
      <ProblemAlert error={send.error} />
    </Modal>
  )
}
