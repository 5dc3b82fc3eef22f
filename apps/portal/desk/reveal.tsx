import { useMutation } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { TextInput } from '../plain/text-input.tsx'
import { reveal, type RevealRequest } from './exchange.ts'

export interface RevealProps {
  readonly applicationNo: string
  readonly field: RevealRequest['field']
  readonly masked: string
  readonly name: string
}

const shownMs = 30_000

/** Masked until somebody gives a reason; shown for 30 s; the look is recorded. */
export const Reveal = ({ applicationNo, field, masked, name }: RevealProps) => {
  const { t } = useTranslation('desk')
  const [asked, setAsked] = useState(false)
  const [value, setValue] = useState<string | null>(null)
  useEffect(() => {
    if (value === null) return undefined
    const timer = setTimeout(() => setValue(null), shownMs)
    return () => clearTimeout(timer)
  }, [value])
  return (
    <>
      <span role="status" className={value === null ? undefined : 'revealed'}>
        {value ?? masked}
      </span>
      {value === null && (
        <Button size="small" type="link" aria-label={t('case.revealNamed', { name })} onClick={() => setAsked(true)}>
          {t('case.reveal')}
        </Button>
      )}
      {asked && (
        <RevealDialog
          name={name}
          ask={(reason) => reveal(applicationNo, { field, reason })}
          onShown={(shown) => {
            setValue(shown)
            setAsked(false)
          }}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  )
}

interface RevealDialogProps {
  readonly name: string
  readonly ask: (reason: string) => Promise<{ readonly value: string }>
  readonly onShown: (value: string) => void
  readonly onClose: () => void
}

const RevealDialog = ({ name, ask, onShown, onClose }: RevealDialogProps) => {
  const { t } = useTranslation('desk')
  const [reason, setReason] = useState('')
  const [isMissing, setIsMissing] = useState(false)
  const act = useMutation({ mutationFn: () => ask(reason.trim()), retry: false, onSuccess: ({ value }) => onShown(value) })
  return (
    <Modal
      open
      title={t('case.revealTitle', { name })}
      okText={t('case.revealSubmit')}
      cancelText={t('case.cancel')}
      confirmLoading={act.isPending}
      onCancel={onClose}
      onOk={() => {
        setIsMissing(reason.trim().length < 2)
        if (reason.trim().length >= 2) act.mutate()
      }}
    >
      <p>{t('case.revealMore')}</p>
      <TextInput
        label={t('case.revealReason')}
        value={reason}
        maxLength={200}
        onValue={setReason}
        error={isMissing && reason.trim().length < 2 ? t('case.revealReasonNeeded') : undefined}
      />
      <ProblemAlert error={act.error} />
    </Modal>
  )
}
