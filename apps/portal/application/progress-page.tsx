import { NotFoundPage } from '../shell/not-found-page.tsx'

const ProgressPage = () => <NotFoundPage />

export default ProgressPage
