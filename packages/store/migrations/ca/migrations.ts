import type { Migrations } from '../../migrator.ts'
import * as ledger from './0001-ledger.ts'

/** Migrations of the signer's ledger, in the schema `ca`. */
export const caMigrations: Migrations = { '0001-ledger': ledger }
