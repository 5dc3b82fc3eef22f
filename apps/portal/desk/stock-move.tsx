import type { UkeyRow } from '@certhall/contract/ukey/api'
import { parseSerialList } from '@certhall/contract/ukey/serial-list'
import { type UkeyAct, ukeyActs } from '@certhall/contract/ukey/vocabulary'
import { useMutation } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Alert } from '../plain/alert.tsx'
import { RadioGroup } from '../plain/radio-group.tsx'
import { Select } from '../plain/select.tsx'
import { TextInput } from '../plain/text-input.tsx'
import { move } from './stock-exchange.ts'
import { SerialField } from './stock-serials.tsx'
import { useModels } from './stock-words.ts'

export interface MoveDialogProps {
  /** null: a list is typed. */
  readonly row: UkeyRow | null
  readonly onDone: (moved: number) => void
  readonly onClose: () => void
}

/** 分配、退回、挂失、报废: one UKEY, or a list of one model; all of them or none. */
export const MoveDialog = ({ row, onDone, onClose }: MoveDialogProps) => {
  const { t } = useTranslation('desk-stock')
  const { choices, nameOf } = useModels()
  const acts = row?.may ?? ukeyActs
  const [act, setAct] = useState<UkeyAct>(acts[0] ?? 'allocate')
  const [modelId, setModelId] = useState(row?.modelId ?? '')
  const [typed, setTyped] = useState(row?.serialNumber ?? '')
  const [words, setWords] = useState('')
  const [isChecked, setIsChecked] = useState(false)
  const send = useMutation({ mutationFn: move, retry: false, onSuccess: ({ moved }) => onDone(moved) })
  const isMissing = isChecked && words.trim().length < 2
  const check = (): void => {
    const list = parseSerialList(typed)
    setIsChecked(true)
    if (list.ok && modelId !== '' && words.trim().length >= 2) send.mutate({ modelId, serialNumbers: list.value, act, words: words.trim() })
  }
  return (
    <Modal
      open
      title={t('move.title')}
      okText={t(`acts.${act}`)}
      cancelText={t('cancel')}
      confirmLoading={send.isPending}
      onCancel={onClose}
      onOk={check}
    >
      {row === null ? (
        <>
          <Select
            label={t('model')}
            value={modelId}
            onValue={setModelId}
            choices={choices}
            error={isChecked && modelId === '' ? t('modelNeeded') : undefined}
          />
          <SerialField value={typed} onValue={setTyped} isChecked={isChecked} />
        </>
      ) : (
        <p>
          {nameOf(row.modelId)} <span className="code">{row.serialNumber}</span>
        </p>
      )}
      <RadioGroup
        label={t('move.act')}
        value={act}
        onValue={setAct}
        choices={acts.map((value) => ({ value, label: t(`acts.${value}`) }))}
        inline
      />
      {act === 'lose' && <Alert tone="warning">{t('move.loseMore')}</Alert>}
      {act === 'scrap' && <Alert tone="warning">{t('move.scrapMore')}</Alert>}
      {act === 'allocate' ? (
        <TextInput
          label={t('move.place')}
          hint={t('move.placeHint')}
          value={words}
          maxLength={80}
          onValue={setWords}
          error={isMissing ? t('move.placeNeeded') : undefined}
        />
      ) : (
        <TextInput
          label={t('move.reason')}
          value={words}
          maxLength={200}
          onValue={setWords}
          error={isMissing ? t('move.reasonNeeded') : undefined}
        />
      )}
      <ProblemAlert error={send.error} />
    </Modal>
  )
}
