import { NotFoundPage } from '../shell/not-found-page.tsx'

const Rooms = () => <NotFoundPage />

export default Rooms
