import type { Migrations } from '../../migrator.ts'
import * as registration from './0001-registration.ts'
import * as staffLeaving from './0002-staff-leaving.ts'
import * as auditWaiting from './0003-audit-waiting.ts'
import * as ukeyStock from './0004-ukey-stock.ts'
import * as selfService from './0005-self-service.ts'
import * as certificateSearch from './0006-certificate-search.ts'
import * as heldDeadlines from './0007-held-deadlines.ts'
import * as spentMessages from './0008-spent-messages.ts'

/** In the order they run; a released one never changes. */
export const registrationMigrations: Migrations = {
  '0001-registration': registration,
  '0002-staff-leaving': staffLeaving,
  '0003-audit-waiting': auditWaiting,
  '0004-ukey-stock': ukeyStock,
  '0005-self-service': selfService,
  '0006-certificate-search': certificateSearch,
  '0007-held-deadlines': heldDeadlines,
  '0008-spent-messages': spentMessages,
}
