import type { FreezeReason } from '@certhall/contract/application/follow-up'
import type { DeskCertificate } from '@certhall/contract/desk/certificates'
import { useMutation } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Alert } from '../plain/alert.tsx'
import { nameText } from '../plain/name-text.ts'
import { RadioGroup } from '../plain/radio-group.tsx'
import { TextInput } from '../plain/text-input.tsx'
import { callFaults, freezeOnThePhone, freezeReasons } from './certificate-exchange.ts'

export interface FreezeDialogProps {
  readonly certificate: DeskCertificate
  readonly onDone: (frozen: DeskCertificate) => void
  readonly onClose: () => void
}

/** Says what a freeze means and how to make sure who calls; nothing happens without a name and a number to call back. */
export const FreezeDialog = ({ certificate, onDone, onClose }: FreezeDialogProps) => {
  const { t } = useTranslation('desk-certificates')
  const [reason, setReason] = useState<FreezeReason>('mediumLost')
  const [callerName, setCallerName] = useState('')
  const [callBackNumber, setCallBackNumber] = useState('')
  const [remark, setRemark] = useState('')
  const [isChecked, setIsChecked] = useState(false)
  const order = { reason, callerName: callerName.trim(), callBackNumber: callBackNumber.trim(), remark: remark.trim() }
  const send = useMutation({ mutationFn: () => freezeOnThePhone(certificate, order), retry: false, onSuccess: onDone })
  const faults = callFaults(order)
  const submit = (): void => {
    setIsChecked(true)
    if (!faults.caller && !faults.number) send.mutate()
  }
  return (
    <Modal
      open
      title={t('dialog.title')}
      okText={t('dialog.submit')}
      okButtonProps={{ danger: true }}
      cancelText={t('dialog.cancel')}
      confirmLoading={send.isPending}
      onCancel={onClose}
      onOk={submit}
    >
      <p>
        <strong>{nameText(certificate.subject)}</strong>
        <br />
        <span className="code">{certificate.serialNumber}</span>
      </p>
      <Alert tone="warning">{t('dialog.warning')}</Alert>
      <p>{t('dialog.verify')}</p>
      <RadioGroup
        label={t('dialog.reason')}
        value={reason}
        onValue={setReason}
        choices={freezeReasons.map((value) => ({ value, label: t(`reasons.${value}`) }))}
        inline
      />
      <TextInput
        label={t('dialog.callerName')}
        error={isChecked && faults.caller ? t('dialog.callerMissing') : undefined}
        value={callerName}
        onValue={setCallerName}
        maxLength={60}
        autoComplete="off"
      />
      <TextInput
        label={t('dialog.callBackNumber')}
        hint={t('dialog.callBackHint')}
        error={isChecked && faults.number ? t('dialog.callBackWrong') : undefined}
        value={callBackNumber}
        onValue={setCallBackNumber}
        type="tel"
        width="half"
        maxLength={30}
        autoComplete="off"
      />
      <TextInput label={t('dialog.remark')} value={remark} onValue={setRemark} maxLength={500} optional />
      <ProblemAlert error={send.error} />
    </Modal>
  )
}
