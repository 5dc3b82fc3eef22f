import { followUpTypes } from '@certhall/contract/application/follow-up'
import { Navigate, Outlet, Route, Routes } from 'react-router'
import { HolderRoom } from '../holder/room.tsx'
import { NotFoundPage } from '../shell/not-found-page.tsx'
import { DetailPage } from './detail-page.tsx'
import { FollowUpPage } from './follow-up-page.tsx'
import { FreezePage } from './freeze-page.tsx'
import { RenewalsPage } from './renewals-page.tsx'
import { SessionsPage } from './sessions-page.tsx'

/** `/my`: what belongs to whoever is in; nobody in means the login, at the same address. */
const CertificateRoutes = () => (
  <Routes>
    <Route
      element={
        <HolderRoom>
          <Outlet />
        </HolderRoom>
      }
    >
      <Route path="certificates" element={<Navigate to="/hall/manage" replace />} />
      <Route path="certificates/:authorityId/:serialNumber" element={<DetailPage />} />
      <Route path="certificates/:authorityId/:serialNumber/freeze" element={<FreezePage />} />
      {followUpTypes.map((type) => (
        <Route key={type} path={`certificates/:authorityId/:serialNumber/${type}`} element={<FollowUpPage key={type} type={type} />} />
      ))}
      <Route path="renewals" element={<RenewalsPage />} />
      <Route path="sessions" element={<SessionsPage />} />
    </Route>
    <Route path="*" element={<NotFoundPage />} />
  </Routes>
)

export default CertificateRoutes
