import { auditSuite } from '@certhall/testkit/audit-suite'
import { postgresRegistration } from '@certhall/testkit/postgres-registration'

auditSuite('PostgreSQL', postgresRegistration)
