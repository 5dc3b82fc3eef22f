import { postgresRegistration } from '@certhall/testkit/postgres-registration'
import { staffSuite } from '@certhall/testkit/staff-suite'

staffSuite('PostgreSQL', postgresRegistration)
