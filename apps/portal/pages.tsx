import { lazy, Suspense } from 'react'
import { Route, Routes, useLocation } from 'react-router'
import { HallPage } from './hall/hall-page.tsx'
import { ServicesPage } from './hall/services-page.tsx'
import { HomePage } from './home/home-page.tsx'
import { CrashBoundary } from './shell/crash-boundary.tsx'
import { NotFoundPage } from './shell/not-found-page.tsx'
import { Shell } from './shell/shell.tsx'

const ApplicationRoutes = lazy(() => import('./application/routes.tsx'))
const ProgressPage = lazy(() => import('./application/progress-page.tsx'))
const ProgressFormPage = lazy(() => import('./application/progress-form-page.tsx'))
const DownloadRoutes = lazy(() => import('./download/routes.tsx'))
const DownloadCentrePage = lazy(() => import('./download-centre/download-centre-page.tsx'))
const CheckPage = lazy(() => import('./check/check-page.tsx'))
const SignTextPage = lazy(() => import('./sign-text/sign-text-page.tsx'))
const ManagePage = lazy(() => import('./certificate/manage-page.tsx'))
const CertificateRoutes = lazy(() => import('./certificate/routes.tsx'))
const UrgentFreezePage = lazy(() => import('./certificate/urgent-pages.tsx').then((module) => ({ default: module.UrgentFreezePage })))
const UrgentUnfreezePage = lazy(() => import('./certificate/urgent-pages.tsx').then((module) => ({ default: module.UrgentUnfreezePage })))
const PinPage = lazy(() => import('./ukey/pin-page.tsx'))
const DeskRoutes = lazy(() => import('./desk/routes.tsx'))
const HelpRoutes = lazy(() => import('./help/routes.tsx'))
const OutboxPage = lazy(() => import('./outbox/outbox-page.tsx'))

/** Every address of the portal. Rooms are one chunk each and own what lies below their path. */
export const Pages = () => (
  <Routes>
    <Route path="/desk/*" element={<Desk />} />
    <Route element={<Shell />}>
      <Route path="/" element={<HomePage />} />
      <Route path="/services" element={<ServicesPage />} />
      <Route path="/hall" element={<HallPage />} />
      <Route path="/hall/apply/*" element={<ApplicationRoutes />} />
      <Route path="/hall/download/*" element={<DownloadRoutes />} />
      <Route path="/hall/manage" element={<ManagePage />} />
      <Route path="/my/*" element={<CertificateRoutes />} />
      <Route path="/freeze" element={<UrgentFreezePage />} />
      <Route path="/unfreeze" element={<UrgentUnfreezePage />} />
      <Route path="/hall/ukey/pin" element={<PinPage />} />
      <Route path="/check" element={<CheckPage />} />
      <Route path="/sign-text" element={<SignTextPage />} />
      <Route path="/downloads" element={<DownloadCentrePage />} />
      <Route path="/progress" element={<ProgressPage />} />
      <Route path="/progress/:no/form" element={<ProgressFormPage />} />
      <Route path="/help/*" element={<HelpRoutes />} />
      <Route path="/outbox" element={<OutboxPage />} />
      <Route path="*" element={<NotFoundPage />} />
    </Route>
  </Routes>
)

/** The desk brings its own frame; the wait for its chunk and the last resort are ours. */
const Desk = () => (
  <CrashBoundary resetKey={useLocation().pathname}>
    <Suspense fallback={null}>
      <DeskRoutes />
    </Suspense>
  </CrashBoundary>
)
