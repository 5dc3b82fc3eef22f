import { lazy, Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { Skeleton } from '../plain/skeleton.tsx'
import { AntProvider } from '../theme/ant-provider.tsx'
import { DeskFrame, OpenFrame } from './desk-frame.tsx'
import './desk.css'

const EnrolPage = lazy(() => import('./enrol-page.tsx'))
const LoginPage = lazy(() => import('./login-page.tsx'))
const QueuePage = lazy(() => import('./queue-page.tsx'))
const CasePage = lazy(() => import('./case-page.tsx'))
const DeliveryPage = lazy(() => import('./delivery-page.tsx'))
const AuditPage = lazy(() => import('./audit-page.tsx'))
const StockPage = lazy(() => import('./stock-page.tsx'))
const CertificatePage = lazy(() => import('./certificate-page.tsx'))
const LandingPage = lazy(() => import('./landing-page.tsx'))

/** The staff's desk: own look, own cookie; pages are mounted as they are needed. */
const DeskRoutes = () => (
  <AntProvider>
    <div className="desk">
      <Suspense fallback={<Skeleton />}>
        <Routes>
          <Route element={<OpenFrame />}>
            <Route path="enrol" element={<EnrolPage />} />
            <Route path="login" element={<LoginPage />} />
          </Route>
          <Route element={<DeskFrame />}>
            <Route index element={<LandingPage />} />
            <Route path="queue" element={<QueuePage key="open" isDecided={false} />} />
            <Route path="decided" element={<QueuePage key="decided" isDecided />} />
            <Route path="cases/:applicationNo" element={<CasePage />} />
            <Route path="delivery" element={<DeliveryPage />} />
            <Route path="audit" element={<AuditPage />} />
            <Route path="ukeys" element={<StockPage />} />
            <Route path="certificates" element={<CertificatePage />} />
            <Route path="*" element={<Navigate to="/desk" replace />} />
          </Route>
        </Routes>
      </Suspense>
    </div>
  </AntProvider>
)

export default DeskRoutes
