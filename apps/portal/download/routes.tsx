import type { ReactElement } from 'react'
import { Navigate, Route, Routes, useNavigate } from 'react-router'
import { AbandonedPage } from './abandoned-page.tsx'
import { CodePage } from './code-page.tsx'
import { InstallPage } from './install-page.tsx'
import type { Download, RoomProps } from './room.ts'
import { useDownload } from './use-download.ts'
import './download.css'

/** 证书下载, DL-1 to DL-4. One state for the whole room decides the place; the address follows it. */
const DownloadRoutes = () => {
  const actions = useDownload()
  const navigate = useNavigate()
  const check = async (passcode: string): Promise<void> => {
    await actions.check(passcode)
    void navigate('/hall/download/medium')
  }
  const { download } = actions
  const place = download === null ? null : placeOf(download)
  return (
    <Routes>
      <Route index element={<CodePage onCheck={check} />} />
      {download !== null && place !== null && <Route path={place} element={pages[place]({ download, actions })} />}
      <Route path="*" element={<Navigate to={`/hall/download/${place ?? ''}`} replace />} />
    </Routes>
  )
}

export default DownloadRoutes

type Place = 'medium' | 'pin' | 'install' | 'done'

const pages: Readonly<Record<Place, (room: RoomProps) => ReactElement>> = {
  medium: (room) => <room.download.room.ChoosePage {...room} />,
  pin: (room) => <InstallPage {...room} isPin />,
  install: (room) => <InstallPage {...room} />,
  done: (room) =>
    room.download.abandoned === null ? <room.download.room.Finished {...room} /> : <AbandonedPage abandoned={room.download.abandoned} />,
}

const placeOf = ({ plan, abandoned, log }: Download): Place => {
  if (plan === 'finished' || abandoned !== null) return 'done'
  const hasBegun = log.some((entry) => entry.state !== 'ahead')
  if (!hasBegun || (plan !== 'begin' && plan !== 'resume')) return 'medium'
  return log.some(({ step, state }) => step === 'enterPin' && state === 'working') ? 'pin' : 'install'
}
