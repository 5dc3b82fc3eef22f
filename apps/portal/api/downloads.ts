import type { DownloadsView } from '@certhall/contract/download-centre/api'
import type { authorityView } from '@certhall/contract/hall/hall'
import { useQuery } from '@tanstack/react-query'
import type { infer as Shape } from 'zod'
import { call } from './call.ts'

/** What the download centre offers, and the client's newest version for the checks of a UKEY. */
export const useDownloads = () => useQuery({ queryKey: ['downloads'], queryFn: () => call<DownloadsView>('/downloads') })

export const useAuthorities = () =>
  useQuery({ queryKey: ['authorities'], queryFn: () => call<readonly Shape<typeof authorityView>[]>('/authorities') })
