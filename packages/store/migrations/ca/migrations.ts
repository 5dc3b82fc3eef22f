import type { Migrations } from '../../migrator.ts'
import * as ledger from './0001-ledger.ts'
import * as staffLeaving from './0002-staff-leaving.ts'
import * as evaluationClock from './0003-evaluation-clock.ts'
import * as deltaCrl from './0004-delta-crl.ts'

/** Migrations of the signer's ledger, in the schema `ca`. */
export const caMigrations: Migrations = {
  '0001-ledger': ledger,
  '0002-staff-leaving': staffLeaving,
  '0003-evaluation-clock': evaluationClock,
  '0004-delta-crl': deltaCrl,
}
