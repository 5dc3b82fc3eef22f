import type { Download, DownloadActions } from './use-download.ts'

/** What every page of this room works with. */
export interface RoomProps {
  readonly download: Download
  readonly actions: DownloadActions
}
