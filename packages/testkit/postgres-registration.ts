/** The registration side's stores on PostgreSQL, for the suites: both schemas, and the real job queue without its workers. */
import { silentLog } from '@certhall/kernel/log'
import { systemRandom } from '@certhall/kernel/random'
import { evidenceSealer, hmacPepper } from '@certhall/ra/evidence-sealer'
import { caMigrations } from '@certhall/store/migrations/ca/migrations'
import { registrationMigrations } from '@certhall/store/migrations/ra/index'
import { postgresLedger } from '@certhall/store/ca/ledger'
import { auditRecord } from '@certhall/store/ra/audit-record'
import { invariantRecord } from '@certhall/store/ra/invariant'
import { openJobQueue } from '@certhall/store/ra/jobs'
import { operatorTransaction } from '@certhall/store/ra/operator-transaction'
import type { RegistrationSchema } from '@certhall/store/ra/schema'
import { sessionTable } from '@certhall/store/ra/session'
import { registrationTransaction } from '@certhall/store/ra/transaction'
import { openDatabase } from '@certhall/store/transaction'
import type pg from 'pg'
import type { WaitingJob } from './memory-tables.ts'
import type { AuditAttack, OpenRegistration } from './opened-registration.ts'
import { testDatabase } from './test-database.ts'

export const postgresRegistration: OpenRegistration = async (ground) => {
  const [target, ledgerTarget] = [
    await testDatabase(registrationMigrations, { schema: 'ra' }),
    await testDatabase(caMigrations, { schema: 'ca' }),
  ]
  const database = openDatabase<RegistrationSchema>(target.url, { max: 10 })
  const ledgerDatabase = openDatabase<unknown>(ledgerTarget.url, { max: 4 })
  const queue = openJobQueue(database.pool, silentLog)
  await queue.start()
  const keys = { sealer: evidenceSealer(systemRandom.bytes(32), systemRandom), pepper: hmacPepper(systemRandom.bytes(32)) }
  return {
    transaction: registrationTransaction(database.kysely, { ...ground, ...keys, queue }),
    operator: operatorTransaction(database.kysely, undefined, queue),
    record: auditRecord(database.kysely),
    sessions: sessionTable(database.kysely),
    invariants: invariantRecord(database.kysely),
    ledger: postgresLedger(ledgerDatabase.kysely),
    waitingJobs: async () =>
      (await database.pool.query<WaitingJob>(`select name, data as payload from pgboss.job where state in ('created', 'retry')`)).rows,
    everything: () => everything(database.pool),
    attack: attackOn(database.pool),
    close: async () => {
      await queue.stop()
      await Promise.all([database.close(), ledgerDatabase.close()])
      await Promise.all([target.drop(), ledgerTarget.drop()])
    },
  }
}

const everything = async (pool: pg.Pool): Promise<string> => {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('ra', 'pgboss')`,
  )
  const texts = []
  for (const { name } of tables)
    texts.push(...(await pool.query<{ text: string }>(`select t::text as text from ${name} as t`)).rows.map((row) => row.text))
  return texts.join('\n')
}

const attackOn = (pool: pg.Pool): AuditAttack => {
  const run = async (statement: string, values: unknown[]): Promise<void> => void (await pool.query(statement, values))
  const idAt = '(select event_id from ra.audit_chain where sequence = $1)'
  return {
    rewriteEvent: (sequence, after) => run(`update ra.audit_event set state_after = $2 where event_id = ${idAt}`, [sequence, after]),
    deleteEvent: (sequence) => run(`delete from ra.audit_event where event_id = ${idAt}`, [sequence]),
    cutChain: (after) => run('delete from ra.audit_chain where sequence > $1', [after]),
  }
}
