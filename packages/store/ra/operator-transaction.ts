import { type Clock, systemClock } from '@certhall/kernel/clock'
import { systemRandom } from '@certhall/kernel/random'
import type { Kysely } from 'kysely'
import { withTransaction } from '../transaction.ts'
import { auditAppender } from './audit.ts'
import { registryRepository } from './organization.ts'
import { projectRepository } from './project.ts'
import type { RegistrationSchema } from './schema.ts'
import { leavingRepository } from './staff-leaving.ts'
import { webhookRegister } from './webhook.ts'

/** What an operator's command may touch: projects, registry and staff, each change with its audit event. Commands send no jobs. */
export const operatorTransaction =
  (database: Kysely<RegistrationSchema>, clock: Clock = systemClock) =>
  <Result>(work: (transaction: OperatorRepositories) => Promise<Result>): Promise<Result> =>
    withTransaction(database, (db) => work(repositories(db, clock)))

export type OperatorRepositories = ReturnType<typeof repositories>

const repositories = (db: Kysely<RegistrationSchema>, clock: Clock) => ({
  audit: auditAppender(db, { clock, random: systemRandom }),
  projects: projectRepository(db),
  registry: registryRepository(db),
  leaving: leavingRepository(db),
  webhooks: webhookRegister(db),
  jobs: {
    send: async (): Promise<void> => {
      throw new Error('an operator command sends no jobs')
    },
  },
})
