import { type Clock, systemClock } from '@certhall/kernel/clock'
import { systemRandom } from '@certhall/kernel/random'
import type { Jobs } from '@certhall/ra/jobs'
import type { Kysely } from 'kysely'
import { withTransaction } from '../transaction.ts'
import { auditAppender } from './audit.ts'
import type { JobQueue } from './jobs.ts'
import { registryRepository } from './organization.ts'
import { projectRepository } from './project.ts'
import type { RegistrationSchema } from './schema.ts'
import { leavingRepository } from './staff-leaving.ts'
import { webhookRegister } from './webhook.ts'

/**
 * What an operator's command may touch: projects, registry, staff and webhooks, each change with its audit event. Commands
 * send no jobs, unless they bring the queue.
 */
export const operatorTransaction =
  (database: Kysely<RegistrationSchema>, clock: Clock = systemClock, queue?: Pick<JobQueue, 'within'>) =>
  <Result>(work: (transaction: OperatorRepositories) => Promise<Result>): Promise<Result> =>
    withTransaction(database, (db) => work(repositories(db, clock, queue)))

export type OperatorRepositories = ReturnType<typeof repositories>

const repositories = (db: Kysely<RegistrationSchema>, clock: Clock, queue: Pick<JobQueue, 'within'> | undefined) => ({
  audit: auditAppender(db, { clock, random: systemRandom }),
  projects: projectRepository(db),
  registry: registryRepository(db),
  leaving: leavingRepository(db),
  webhooks: webhookRegister(db),
  jobs: queue?.within(db as unknown as Kysely<never>) ?? noJobs,
})

const noJobs: Jobs = {
  send: async () => {
    throw new Error('an operator command sends no jobs')
  },
}
