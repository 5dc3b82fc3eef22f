import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Button } from '../plain/button.tsx'
import { type ProgressView, withdraw } from './requests.ts'

export interface WithdrawDialogProps {
  readonly view: ProgressView
  readonly onWithdrawn: (view: ProgressView) => void
  readonly onClose: () => void
}

/** Says what ends before it ends. */
export const WithdrawDialog = ({ view, onWithdrawn, onClose }: WithdrawDialogProps) => {
  const { t } = useTranslation('progress')
  const dialog = useRef<HTMLDialogElement>(null)
  const keep = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
    // The harmless way out is the one under the finger.
    keep.current?.querySelector('button')?.focus()
  }, [])
  const end = useMutation({
    mutationFn: () => withdraw(view.applicationNo, { revision: view.revision }),
    onSuccess: (answer) => {
      dialog.current?.close()
      onWithdrawn(answer)
    },
  })
  return (
    <dialog className="dialog" ref={dialog} aria-labelledby="withdraw-title" onClose={onClose}>
      <h2 id="withdraw-title">{t('withdraw.title')}</h2>
      <p>{t(view.followUp === null ? 'withdraw.text' : 'withdraw.followUp')}</p>
      {view.followUp?.target.state === 'frozen' && <p>{t('withdraw.frozen')}</p>}
      <ProblemAlert error={end.error} />
      <div className="form-actions">
        <Button variant="danger" busyText={end.isPending ? t('withdraw.busy') : undefined} onClick={() => end.mutate()}>
          {t('withdraw.confirm')}
        </Button>
        <span ref={keep}>
          <Button onClick={() => dialog.current?.close()}>{t('withdraw.keep')}</Button>
        </span>
      </div>
    </dialog>
  )
}
