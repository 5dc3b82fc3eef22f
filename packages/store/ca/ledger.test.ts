import { followUpSuite } from '@certhall/testkit/follow-up-suite'
import { issuingSuite } from '@certhall/testkit/issuing-suite'
import { listSuite } from '@certhall/testkit/list-suite'
import { testDatabase } from '@certhall/testkit/test-database'
import { caMigrations } from '../migrations/ca/migrations.ts'
import { openDatabase } from '../transaction.ts'
import { postgresLedger } from './ledger.ts'

const openTestLedger = async () => {
  const test = await testDatabase(caMigrations, { schema: 'ca' })
  const database = openDatabase<unknown>(test.url, { max: 6 })
  const close = async (): Promise<void> => {
    await database.close()
    await test.drop()
  }
  return { ledger: postgresLedger(database.kysely), close }
}

issuingSuite('PostgreSQL', openTestLedger)
listSuite('PostgreSQL', openTestLedger)
followUpSuite('PostgreSQL', openTestLedger)
