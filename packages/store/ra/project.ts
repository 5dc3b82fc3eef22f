import type { ProjectView } from '@certhall/contract/hall/hall'
import type { ProjectRepository } from '@certhall/ra/project/ports'
import type { Project } from '@certhall/ra/project/project'
import type { Kysely, Selectable } from 'kysely'
import type { RegistrationSchema } from './schema.ts'

export const projectRepository = (db: Kysely<RegistrationSchema>): ProjectRepository => ({
  one: async (projectId) => {
    const row = await db.selectFrom('ra.project').selectAll().where('project_id', '=', projectId).executeTakeFirst()
    return row === undefined ? undefined : projectOf(row)
  },
  all: async () => (await db.selectFrom('ra.project').selectAll().orderBy('position').orderBy('project_id').execute()).map(projectOf),
  keep: async (definition, atMs) => {
    const { last } = await db
      .selectFrom('ra.project')
      .select((select) => select.fn.max('position').as('last'))
      .executeTakeFirstOrThrow()
    const values = { definition: JSON.stringify(definition), changed_at: new Date(atMs), closed_at: null }
    await db
      .insertInto('ra.project')
      .values({ project_id: definition.projectId, position: (last ?? 0) + 1, ...values })
      .onConflict((conflict) => conflict.column('project_id').doUpdateSet(values))
      .execute()
  },
  close: async (projectId, atMs) => {
    const { numUpdatedRows } = await db
      .updateTable('ra.project')
      .set({ closed_at: new Date(atMs), changed_at: new Date(atMs) })
      .where('project_id', '=', projectId)
      .where('closed_at', 'is', null)
      .executeTakeFirstOrThrow()
    return numUpdatedRows === 1n
  },
})

const projectOf = (row: Selectable<RegistrationSchema['ra.project']>): Project => ({
  definition: row.definition as ProjectView,
  position: row.position,
  closedAtMs: row.closed_at?.getTime() ?? null,
})
