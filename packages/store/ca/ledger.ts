import type { Ledger, LedgerTransaction } from '@certhall/ca/ports'
import type { Kysely } from 'kysely'
import { reading, withTransaction } from '../transaction.ts'
import { authorityLedger } from './authority.ts'
import { crlLedger } from './crl.ts'
import { orderLedger } from './order.ts'
import { revocationLedger } from './revocation.ts'
import { staffLedger } from './staff.ts'

/** The signer's ledger on PostgreSQL. Its tables belong to the signer's own account. */
export const postgresLedger = (database: Kysely<unknown>): Ledger => ({
  transaction: (work) => withTransaction(database, (transaction) => work(ledgerOn(transaction))),
  read: (work) => reading(() => work(ledgerOn(database))),
})

const ledgerOn = (db: Kysely<unknown>): LedgerTransaction => ({
  ...orderLedger(db),
  ...authorityLedger(db),
  ...staffLedger(db),
  ...revocationLedger(db),
  ...crlLedger(db),
})
