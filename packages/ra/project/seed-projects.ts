import type { Clock } from '@certhall/kernel/clock'
import type { BaseTransaction, TransactionOf } from '../ports.ts'
import type { ProjectRepository } from './ports.ts'
import { parseProject } from './project.ts'

export interface SeedProjectsDeps {
  readonly transaction: TransactionOf<BaseTransaction & { readonly projects: ProjectRepository }>
  readonly clock: Clock
}

/** Evaluation mode only: sample projects into a hall that has none. Gives how many were added. */
export const seedProjects =
  ({ transaction, clock }: SeedProjectsDeps) =>
  async (definitions: readonly unknown[]): Promise<number> => {
    const parsed = definitions.map(parseProject)
    return transaction(async ({ projects, audit }) => {
      if ((await projects.all()).length > 0) return 0
      for (const definition of parsed) {
        await projects.keep(definition, clock.nowMs())
        await audit.append({
          type: 'project.changed',
          actor: { kind: 'system', name: 'seed' },
          after: 'open',
          detail: { projectId: definition.projectId },
        })
      }
      return parsed.length
    })
  }
