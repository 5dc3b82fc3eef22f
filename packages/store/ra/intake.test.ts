import { systemRandom } from '@certhall/kernel/random'
import { evidenceSealer } from '@certhall/ra/evidence-sealer'
import { intakeSuite } from '@certhall/testkit/intake-suite'
import { testDatabase } from '@certhall/testkit/test-database'
import { registrationMigrations } from '../migrations/ra/index.ts'
import { openDatabase } from '../transaction.ts'
import type { RegistrationSchema } from './schema.ts'
import { registrationTransaction } from './transaction.ts'

intakeSuite('PostgreSQL', async (ground) => {
  const database = await testDatabase(registrationMigrations, { schema: 'ra' })
  const opened = openDatabase<RegistrationSchema>(database.url, { max: 10 })
  const transaction = registrationTransaction(opened.kysely, {
    ...ground,
    sealer: evidenceSealer(systemRandom.bytes(32), systemRandom),
    queue: { within: () => ({ send: async () => {} }) },
  })
  return {
    transaction,
    close: async () => {
      await opened.close()
      await database.drop()
    },
  }
})
