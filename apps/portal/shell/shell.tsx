import { Suspense, useEffect } from 'react'
import { NavigationType, Outlet, useLocation, useNavigationType } from 'react-router'
import { Skeleton } from '../plain/skeleton.tsx'
import { CrashBoundary } from './crash-boundary.tsx'
import { EvaluationBanner } from './evaluation-banner.tsx'
import { Footer } from './footer.tsx'
import { Header } from './header.tsx'
import { OfflineBar } from './offline-bar.tsx'
import './shell.css'

/** The frame of every public page. The desk has its own. */
export const Shell = () => {
  const { pathname } = useLocation()
  useStartAtTop(pathname)
  return (
    <>
      <EvaluationBanner />
      <Header />
      <OfflineBar />
      <main className="main" id="main" tabIndex={-1}>
        <CrashBoundary resetKey={pathname}>
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </CrashBoundary>
      </main>
      <Footer />
    </>
  )
}

const Waiting = () => (
  <div className="column">
    <Skeleton lines={6} onRetry={() => location.reload()} />
  </div>
)

/** A new page starts at its top; going back keeps the browser's own memory of the place. */
const useStartAtTop = (pathname: string): void => {
  const navigation = useNavigationType()
  useEffect(() => {
    if (navigation !== NavigationType.Pop) scrollTo(0, 0)
  }, [pathname, navigation])
}
