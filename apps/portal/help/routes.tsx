import { Route, Routes } from 'react-router'
import { NotFoundPage } from '../shell/not-found-page.tsx'
import { BlankFormPage } from './blank-form-page.tsx'
import { ConsentPage } from './consent-page.tsx'
import { GuidePage } from './guide-page.tsx'
import { HelpPage } from './help-page.tsx'
import { ServicePointsPage } from './service-points-page.tsx'

const HelpRoutes = () => (
  <Routes>
    <Route index element={<HelpPage />} />
    <Route path="apply" element={<GuidePage topic="apply" />} />
    <Route path="documents" element={<GuidePage topic="documents" />} />
    <Route path="usage" element={<GuidePage topic="usage" />} />
    <Route path="ukey" element={<GuidePage topic="ukey" />} />
    <Route path="service-points" element={<ServicePointsPage />} />
    <Route path="form" element={<BlankFormPage />} />
    <Route path="cps" element={<ConsentPage topic="cps" consentId="cps" />} />
    <Route path="agreement" element={<ConsentPage topic="agreement" consentId="subscriberAgreement" />} />
    <Route path="privacy" element={<ConsentPage topic="privacy" consentId="privacyNotice" />} />
    <Route path="*" element={<NotFoundPage />} />
  </Routes>
)

export default HelpRoutes
