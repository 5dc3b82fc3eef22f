import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useValueText, useItemLabel } from './form-words.ts'
import { beijingMinute } from '../plain/beijing-time.ts'
import { Alert } from '../plain/alert.tsx'
import { Button } from '../plain/button.tsx'
import { Icon } from '../plain/icon.tsx'
import { isDirty } from './draft-state.ts'
import { textOf } from './form-values.ts'
import { useDraftRoom } from './room-context.ts'

/** 「已保存 14:02」. Speaks only of failures; a reader need not hear each save. */
export const SaveMark = () => {
  const { t } = useTranslation('application')
  const { state, store } = useDraftRoom()
  if (state.phase === 'failed') {
    return (
      <Alert tone="warning" live="polite" actions={<Button onClick={store.saveSoon}>{t('save.retry')}</Button>}>
        <p>{t('save.failed')}</p>
      </Alert>
    )
  }
  const time = beijingMinute(state.draft.savedAt).slice(11)
  return (
    <p className="mark muted">
      {state.phase === 'saving' ? (
        t('save.saving')
      ) : isDirty(state) ? (
        t('save.unsaved')
      ) : (
        <>
          <Icon name="check" />
          {t('save.saved', { time })}
          {state.merged && ` · ${t('save.merged')}`}
        </>
      )}
    </p>
  )
}

/** The same field was changed here and on another device: nothing is saved over the other until somebody has chosen. */
export const ConflictAlert = () => {
  const { t } = useTranslation('application')
  const { state, store } = useDraftRoom()
  const label = useItemLabel()
  const words = useValueText()
  const box = useRef<HTMLDivElement>(null)
  const isOpen = state.conflicts.length > 0
  useEffect(() => {
    // It stands above the form, and whoever is typing may be far below.
    if (isOpen) box.current?.focus()
  }, [isOpen])
  if (state.conflicts.length === 0) return null
  return (
    <div tabIndex={-1} ref={box}>
      <Alert
        tone="warning"
        live="assertive"
        title={t('save.conflictTitle')}
        actions={
          <>
            <Button onClick={() => store.settle('mine')}>{t('save.keepMine')}</Button>
            <Button onClick={() => store.settle('theirs')}>{t('save.keepTheirs')}</Button>
          </>
        }
      >
        <p>{t('save.conflict')}</p>
        <ul>
          {state.conflicts.map((field) => (
            <li key={field}>
              {t('save.conflictRow', {
                field: label(field),
                mine: words(field, textOf(state.form, field)) || t('save.empty'),
                theirs: words(field, textOf(state.draft.form, field)) || t('save.empty'),
              })}
            </li>
          ))}
        </ul>
      </Alert>
    </div>
  )
}
