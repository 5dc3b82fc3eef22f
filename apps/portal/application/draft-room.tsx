import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react'
import { Navigate, Outlet, useLocation, useParams } from 'react-router'
import type { ProjectView } from '@certhall/contract/hall/hall'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { type DraftStore, openDraftStore, readDraft } from './draft-store.ts'
import { LostDraft } from './lost-draft.tsx'
import { withDefaults } from './follow-ups.ts'
import { projectOf } from './form-words.ts'
import { memoryOf } from './new-draft.ts'
import { type DraftView, fetchProjects } from './requests.ts'
import { type DraftRoomContent, RoomContext } from './room-context.ts'
import { SessionDialog } from './session-dialog.tsx'

/** The draft of the pages below 填写, 确认, 完成: one store for all steps, so that going back and forth loses nothing. */
export const DraftRoom = () => {
  const { draft: draftId = '' } = useParams()
  const projects = useQuery({ queryKey: ['projects'], queryFn: ({ signal }) => fetchProjects(signal) })
  const draft = useQuery({
    queryKey: ['draft', draftId, 'room'],
    queryFn: () => readDraft(draftId),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  if (draft.isError) return <LostDraft error={draft.error} onRetry={() => void draft.refetch()} />
  if (projects.isError)
    return (
      <Column>
        <ProblemAlert error={projects.error} onRetry={() => void projects.refetch()} />
      </Column>
    )
  if (draft.data === undefined || projects.data === undefined)
    return (
      <Column>
        <Skeleton lines={10} onRetry={() => void draft.refetch()} />
      </Column>
    )
  return <OpenRoom key={draftId} first={draft.data} projects={projects.data} />
}

const OpenRoom = ({ first, projects }: { readonly first: DraftView; readonly projects: readonly ProjectView[] }) => {
  const { state: memory } = useLocation()
  const project = projectOf(projects, first.selection)
  const validityYears =
    project?.certificateTypes.find((offer) => offer.certificateType === first.selection.certificateType)?.validityYears ?? []
  const store = useStore(first, validityYears, memoryOf(memory).kind ?? '')
  return store === null ? null : <Provided store={store} project={project} validityYears={validityYears} />
}

const Provided = ({ store, project, validityYears }: Omit<DraftRoomContent, 'state'>) => {
  const state = useSyncExternalStore(store.subscribe, store.current)
  const { pathname } = useLocation()
  // A finished wizard has one page: its result. The back button and old bookmarks lead there too.
  if (state.draft.applicationNo !== null && !/\/(?:done|form)$/.test(pathname))
    return <Navigate to={`/hall/apply/${state.draft.draftId}/done`} replace />
  return (
    <RoomContext value={{ store, state, project, validityYears }}>
      <Outlet />
      {state.phase === 'lost' && <SessionDialog />}
    </RoomContext>
  )
}

/** The store is made in an effect, so that a page that never came to show leaves no timer behind. */
const useStore = (first: DraftView, validityYears: readonly number[], kind: string): DraftStore | null => {
  const [store, setStore] = useState<DraftStore | null>(null)
  const queries = useQueryClient()
  const { draftId } = first
  // One store for one draft: the first view opens it, later ones flow into it.
  const open = useEffectEvent(() => {
    const submitted = first.applicationNo !== null
    return openDraftStore(first, (form) => (submitted ? form : withDefaults(form, { uscc: first.code.uscc, validityYears, kind })))
  })
  useEffect(() => {
    const opened = open()
    setStore(opened)
    return () => {
      opened.close()
      queries.removeQueries({ queryKey: ['draft', draftId] })
    }
  }, [draftId, queries])
  return store
}

const Column = ({ children }: { readonly children: ReactNode }) => <div className="column">{children}</div>
