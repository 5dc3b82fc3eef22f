import { Navigate, Route, Routes } from 'react-router'
import { NotFoundPage } from '../shell/not-found-page.tsx'
import { ConfirmPage } from './confirm-page.tsx'
import { DetailsPage } from './details-page.tsx'
import { DonePage } from './done-page.tsx'
import { DraftRoom } from './draft-room.tsx'
import { FormPage } from './form-page.tsx'
import { NoticePage } from './notice-page.tsx'
import { ResumePage } from './resume-page.tsx'
import { SelectPage } from './select-page.tsx'
import './application.css'

/** `/hall/apply`: one address for each step, so that back, reload and a bookmark work. */
const ApplicationRoutes = () => (
  <Routes>
    <Route index element={<NoticePage />} />
    <Route path="resume" element={<ResumePage />} />
    <Route path=":draft/select" element={<SelectPage />} />
    <Route path=":draft" element={<DraftRoom />}>
      <Route index element={<Navigate to="details" replace />} />
      <Route path="details" element={<DetailsPage />} />
      <Route path="confirm" element={<ConfirmPage />} />
      <Route path="done" element={<DonePage />} />
      <Route path="form" element={<FormPage />} />
    </Route>
    <Route path="*" element={<NotFoundPage />} />
  </Routes>
)

export default ApplicationRoutes
