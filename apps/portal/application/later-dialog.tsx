import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { beijingDate } from '../plain/beijing-time.ts'
import { Button, LinkButton } from '../plain/button.tsx'
import { CopyText } from '../plain/copy-text.tsx'
import { parseContact } from './proof-state.ts'
import { useDraftRoom } from './room-context.ts'

/** 保存并稍后继续: what to write down, and until when it is good. */
export const LaterDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation('application')
  const { state, store } = useDraftRoom()
  const dialog = useRef<HTMLDialogElement>(null)
  const saving = useMutation({ mutationFn: store.flush, retry: false })
  const { mutate: save } = saving
  useEffect(() => {
    dialog.current?.showModal()
    save()
  }, [save])
  const { draftNo, expiresAt } = state.draft
  const reachable = parseContact('mobile', state.form.contact?.mobile ?? '') !== null
  return (
    <dialog className="dialog" ref={dialog} aria-labelledby="later-title" onClose={onClose}>
      <h2 id="later-title">{saving.isSuccess ? t('details.laterTitle') : t('save.saving')}</h2>
      <ProblemAlert error={saving.error} onRetry={() => save()} />
      {saving.isSuccess && (
        <>
          <CopyText text={draftNo} name={t('details.laterName')} size="large" />
          <p>{t('details.laterText', { date: beijingDate(expiresAt) })}</p>
          {!reachable && <p>{t('details.laterNoMobile')}</p>}
        </>
      )}
      <div className="form-actions">
        <Button variant="primary" onClick={() => dialog.current?.close()}>
          {t('details.laterClose')}
        </Button>
        <LinkButton to="/hall">{t('details.laterHome')}</LinkButton>
      </div>
    </dialog>
  )
}
