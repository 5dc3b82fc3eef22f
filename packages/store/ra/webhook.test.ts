import { silentLog } from '@certhall/kernel/log'
import { postgresRegistration } from '@certhall/testkit/postgres-registration'
import { testDatabase } from '@certhall/testkit/test-database'
import { webhookSuite } from '@certhall/testkit/webhook-suite'
import type { Kysely } from 'kysely'
import { describe, expect, it } from 'vitest'
import { registrationMigrations } from '../migrations/ra/index.ts'
import { openDatabase, withTransaction } from '../transaction.ts'
import { openJobQueue } from './jobs.ts'
import type { RegistrationSchema } from './schema.ts'

webhookSuite('PostgreSQL', postgresRegistration)

describe('the job of a webhook', () => {
  it('is done once by two servers, and after a failure comes again on either, later each time', async () => {
    const target = await testDatabase(registrationMigrations, { schema: 'ra' })
    const database = openDatabase<RegistrationSchema>(target.url, { max: 6 })
    const servers = [openJobQueue(database.pool, silentLog), openJobQueue(database.pool, silentLog)]
    try {
      const [first] = servers
      for (const queue of servers) await queue.start()
      const send = (messageId: string) =>
        withTransaction(
          database.kysely,
          (transaction) =>
            first?.within(transaction as unknown as Kysely<never>).send('send-webhook', { messageId }, { key: messageId }) ??
            Promise.resolve(),
        )
      for (let each = 0; each < 10; each += 1) await send(`message-${each}`)
      await send('refused')
      const done: string[] = []
      let failures = 0
      await new Promise<void>((finish, failed) => {
        const run = async ({ messageId }: { readonly messageId: string }): Promise<void> => {
          if (messageId === 'refused' && failures < 2) {
            failures += 1
            // What the back-off would make us wait for.
            void soon().catch(failed)
            throw new RangeError('refused')
          }
          done.push(messageId)
          if (done.length === 11) finish()
        }
        const soon = async (): Promise<void> => {
          const { rowCount } = await database.pool.query(
            `update pgboss.job set start_after = '-infinity' where data->>'messageId' = 'refused' and state = 'retry' and start_after > now()`,
          )
          if (rowCount === 0) return soon()
        }
        for (const queue of servers) queue.work('send-webhook', run).catch(failed)
      })
      expect(done.toSorted()).toEqual([...Array.from({ length: 10 }, (_unused, each) => `message-${each}`), 'refused'].toSorted())
      expect(failures).toBe(2)
    } finally {
      for (const queue of servers) await queue.stop()
      await database.close()
      await target.drop()
    }
  })
})
