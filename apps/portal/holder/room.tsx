import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Button, LinkButton } from '../plain/button.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { Hotline } from '../shell/footer.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { ContactLogin } from './contact-login.tsx'
import { type HolderView, logOut } from './exchange.ts'
import { LoginPage, type UrgentWords } from './login-page.tsx'
import { LoginPanel } from './login-panel.tsx'
import { leave, type SessionEnd, sessionEndOf, useHolder, useSessionEnd } from './session.ts'
import { HolderContext } from './holder-context.ts'
import { StepUp } from './step-up.tsx'
import '../application/application.css'
import './holder.css'

export interface HolderRoomProps {
  readonly urgent?: UrgentWords
  readonly children: ReactNode
}

/** Around every page that needs a holder: logs in at the page's own address, and stays with it when the login ends. */
export const HolderRoom = ({ urgent, children }: HolderRoomProps) => {
  const { t } = useTranslation('holder')
  const holder = useHolder()
  const [ended, setEnded] = useState<SessionEnd | null>(null)
  useSessionEnd(useCallback((end: SessionEnd) => setEnded(end), []))
  const heading = <PageHeading title={urgent?.title ?? t('page')} />
  // A login that ended while nobody looked: what is on the page stays; where there is nothing yet, the way in says why.
  const over = holder.isError ? sessionEndOf(holder.error) : null
  if (holder.data == null) {
    if (holder.isError && over === null)
      return (
        <Column>
          {heading}
          <ProblemAlert error={holder.error} onRetry={() => void holder.refetch()} />
        </Column>
      )
    if (holder.isPending)
      return (
        <Column>
          {heading}
          <Skeleton lines={6} onRetry={() => void holder.refetch()} />
        </Column>
      )
    return <LoginPage urgent={urgent} ended={over} onIn={() => setEnded(null)} />
  }
  const end = ended ?? over
  return (
    <HolderContext value={holder.data}>
      <StepUp holder={holder.data}>
        <RoomBar holder={holder.data} />
        {children}
        {end !== null && <Ended end={end} holder={holder.data} onIn={() => setEnded(null)} />}
      </StepUp>
    </HolderContext>
  )
}

const Column = ({ children }: { readonly children: ReactNode }) => <div className="column">{children}</div>

const RoomBar = ({ holder }: { readonly holder: HolderView }) => {
  const { t } = useTranslation('holder')
  const queries = useQueryClient()
  // Even when the hall cannot be reached: nothing may stay on the screen.
  const leaving = useMutation({ meta: { login: true }, mutationFn: logOut, retry: false, onSettled: () => leave(queries) })
  return (
    <div className="holder-bar no-print">
      <p className="holder-bar__who">
        <strong>{holder.organizationName}</strong>
        <span className="muted">{holder.by === 'certificate' ? t('room.by') : t('room.byContact')}</span>
      </p>
      <nav aria-label={t('room.label')} className="holder-bar__links">
        <NavLink to="/hall/manage" end>
          {t('room.certificates')}
        </NavLink>
        {holder.by === 'certificate' && <NavLink to="/my/sessions">{t('room.sessions')}</NavLink>}
        <Button variant="quiet" onClick={() => leaving.mutate()}>
          {t('room.logout')}
        </Button>
      </nav>
    </div>
  )
}

/** Over the kept page: what ended the login, and the way on. */
const Ended = ({ end, holder, onIn }: { readonly end: SessionEnd; readonly holder: HolderView; readonly onIn: () => void }) => {
  const { t } = useTranslation('holder')
  const queries = useQueryClient()
  const dialog = useRef<HTMLDialogElement>(null)
  const again = end === 'expired'
  useEffect(() => dialog.current?.showModal(), [])
  const words = {
    expired: ['ended.title', 'ended.more'],
    frozen: ['ended.frozenTitle', 'ended.frozenMore'],
    ended: ['ended.endedTitle', 'ended.endedMore'],
  } as const
  const enter = (): void => {
    onIn()
    // What was refused meanwhile is asked again; what was typed stays.
    void queries.refetchQueries({ queryKey: ['held'], type: 'active', predicate: (query) => query.state.status === 'error' })
  }
  return (
    <dialog className="dialog" ref={dialog} aria-labelledby="ended-title" onCancel={(event) => event.preventDefault()}>
      <h2 id="ended-title">{t(words[end][0])}</h2>
      <p>{t(words[end][1])}</p>
      {again &&
        (holder.by === 'certificate' ? <LoginPanel medium={holder.certificate?.medium} onIn={enter} /> : <ContactLogin onIn={enter} />)}
      <div className="form-actions">
        {end === 'frozen' && (
          <LinkButton variant="primary" to="/unfreeze" onClick={() => leave(queries)}>
            {t('ended.unfreeze')}
          </LinkButton>
        )}
        {end !== 'expired' && <Button onClick={() => leave(queries)}>{t('ended.again')}</Button>}
      </div>
      {end !== 'expired' && <Hotline />}
    </dialog>
  )
}
