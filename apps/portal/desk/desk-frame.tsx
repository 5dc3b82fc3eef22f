import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { Suspense, useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Navigate, NavLink, Outlet, useLocation, useNavigate } from 'react-router'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { CrashBoundary } from '../shell/crash-boundary.tsx'
import { EvaluationBanner } from '../shell/evaluation-banner.tsx'
import { LanguageSwitch } from '../shell/header.tsx'
import { OfflineBar } from '../shell/offline-bar.tsx'
import type { Desk } from './desk-context.ts'
import { type DeskPerson, logOut } from './exchange.ts'
import { IdleWatch } from './idle-watch.tsx'
import { placePath, placesOf } from './places.ts'
import { ReloginDialog } from './relogin-dialog.tsx'
import { endSession, isSessionEnded, useSession, useSessionEnd } from './session.ts'

/** Around every page that needs somebody: dark header with role and holder, menu by role, watch over the session. */
export const DeskFrame = () => {
  const session = useSession()
  const { pathname } = useLocation()
  const [ended, setEnded] = useState(false)
  useSessionEnd(useCallback(() => setEnded(true), []))
  if (session.isPending) return <Skeleton />
  if (session.data === undefined) {
    if (isSessionEnded(session.error)) return <Navigate to="/desk/login" replace state={{ from: pathname }} />
    return <ProblemAlert error={session.error} onRetry={() => void session.refetch()} />
  }
  const person = session.data
  const desk: Desk = { person }
  return (
    <>
      <DeskHeader person={person} />
      <DeskMain pathname={pathname} context={desk} />
      {ended ? <ReloginDialog person={person} onIn={() => setEnded(false)} /> : <IdleWatch person={person} onEnd={() => setEnded(true)} />}
    </>
  )
}

/** Enrolment and login: the same look, nobody yet. */
export const OpenFrame = () => {
  const { pathname } = useLocation()
  return (
    <>
      <DeskHeader person={null} />
      <DeskMain pathname={pathname} context={null} />
    </>
  )
}

const DeskMain = ({ pathname, context }: { readonly pathname: string; readonly context: Desk | null }) => (
  <>
    <OfflineBar />
    <main className="desk-main" id="main" tabIndex={-1}>
      <CrashBoundary resetKey={pathname}>
        <Suspense fallback={<Skeleton lines={8} />}>
          <Outlet context={context} />
        </Suspense>
      </CrashBoundary>
    </main>
  </>
)

const DeskHeader = ({ person }: { readonly person: DeskPerson | null }) => {
  const { t } = useTranslation('desk')
  return (
    <>
      <EvaluationBanner />
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <header className="desk-header no-print">
        <Link className="desk-header__brand" to={person === null ? '/' : '/desk'}>
          {t('brand')}
        </Link>
        {person !== null && (
          <nav className="desk-header__menu" aria-label={t('menu.label')}>
            {placesOf(person.roles).map((place) => (
              <NavLink
                key={place}
                to={placePath[place]}
                className={({ isActive }) => (isActive ? 'desk-link desk-link--active' : 'desk-link')}
              >
                {t(`menu.${place}`)}
              </NavLink>
            ))}
          </nav>
        )}
        <div className="desk-header__end">
          {person !== null && <Holder person={person} />}
          <LanguageSwitch />
        </div>
      </header>
    </>
  )
}

const Holder = ({ person }: { readonly person: DeskPerson }) => {
  const { t } = useTranslation('desk')
  const client = useQueryClient()
  const navigate = useNavigate()
  const leave = useMutation({
    mutationFn: logOut,
    // Even when the server cannot be reached: nothing may stay on the screen.
    onSettled: async () => {
      await navigate('/desk/login', { replace: true })
      endSession(client)
    },
  })
  return (
    <>
      <span className="desk-holder">
        <span className="desk-holder__role">{person.roles.map((role) => t(`roles.${role}`)).join(' · ')}</span>
        <strong>{person.name}</strong>
      </span>
      <Button size="small" ghost loading={leave.isPending} onClick={() => leave.mutate()}>
        {t('logout')}
      </Button>
    </>
  )
}
