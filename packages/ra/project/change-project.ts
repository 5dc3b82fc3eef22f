import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Clock } from '@certhall/kernel/clock'
import type { Actor } from '../actor.ts'
import type { BaseTransaction, TransactionOf } from '../ports.ts'
import type { ProjectRepository } from './ports.ts'
import { parseProject } from './project.ts'

export interface ChangeProjectDeps {
  readonly transaction: TransactionOf<BaseTransaction & { readonly projects: ProjectRepository }>
  readonly clock: Clock
}

export type ProjectChange = { readonly kind: 'keep'; readonly definition: unknown } | { readonly kind: 'close'; readonly projectId: string }

/** Adds, changes or closes a project. Open applications of a closed project go on; only new ones are refused. */
export const changeProject =
  ({ transaction, clock }: ChangeProjectDeps) =>
  async (actor: Actor, change: ProjectChange): Promise<string> =>
    transaction(async ({ projects, audit }) => {
      if (change.kind === 'keep') {
        const definition = parseProject(change.definition)
        await projects.keep(definition, clock.nowMs())
        await audit.append({ type: 'project.changed', actor, after: 'open', detail: { projectId: definition.projectId } })
        return definition.projectId
      }
      if (!(await projects.close(change.projectId, clock.nowMs()))) throw new AppError<ErrorCode>('missing.project')
      await audit.append({ type: 'project.changed', actor, before: 'open', after: 'closed', detail: { projectId: change.projectId } })
      return change.projectId
    })
