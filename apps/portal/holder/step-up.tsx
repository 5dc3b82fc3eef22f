import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../api/problem.ts'
import { Button } from '../plain/button.tsx'
import type { HolderView } from './exchange.ts'
import { type Guard, GuardContext } from './holder-context.ts'
import { LoginPanel } from './login-panel.tsx'

interface Waiting {
  readonly goOn: () => void
  readonly giveUp: () => void
}

/** Lets pages act without thinking of the five minutes: a refusal opens the login here, and the act is repeated after it. */
export const StepUp = ({ holder, children }: { readonly holder: HolderView; readonly children: ReactNode }) => {
  const [waiting, setWaiting] = useState<Waiting | null>(null)
  const guard = useCallback<Guard>(async (act) => {
    try {
      return await act()
    } catch (error) {
      if (problemOf(error).code !== 'auth.step-up-required') throw error
      await new Promise<void>((resolve, reject) => setWaiting({ goOn: resolve, giveUp: () => reject(error) }))
      return act()
    }
  }, [])
  const close = (settle: () => void): void => {
    setWaiting(null)
    settle()
  }
  return (
    <GuardContext value={guard}>
      {children}
      {waiting !== null && <Dialog holder={holder} onIn={() => close(waiting.goOn)} onCancel={() => close(waiting.giveUp)} />}
    </GuardContext>
  )
}

interface DialogProps {
  readonly holder: HolderView
  readonly onIn: () => void
  readonly onCancel: () => void
}

const Dialog = ({ holder, onIn, onCancel }: DialogProps) => {
  const { t } = useTranslation('holder')
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog className="dialog" ref={dialog} aria-labelledby="step-up-title" onCancel={onCancel}>
      <h2 id="step-up-title">{t('stepUp.title')}</h2>
      <p>{t('stepUp.more')}</p>
      <LoginPanel medium={holder.certificate?.medium} isStepUp onIn={onIn} />
      <Button variant="quiet" onClick={onCancel}>
        {t('stepUp.cancel')}
      </Button>
    </dialog>
  )
}
