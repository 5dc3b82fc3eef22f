import type { ProjectView } from '@certhall/contract/hall/hall'
import type { Project } from './project.ts'

export interface ProjectRepository {
  readonly one: (projectId: string) => Promise<Project | undefined>
  /** In the order they are shown. */
  readonly all: () => Promise<readonly Project[]>
  /** Adds at the end, or changes the definition and keeps the place. */
  readonly keep: (definition: ProjectView, atMs: number) => Promise<void>
  /** False when there is no such open project. */
  readonly close: (projectId: string, atMs: number) => Promise<boolean>
}
