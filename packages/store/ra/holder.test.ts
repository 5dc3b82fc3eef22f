import { holderSuite } from '@certhall/testkit/holder-suite'
import { postgresRegistration } from '@certhall/testkit/postgres-registration'

holderSuite('PostgreSQL', postgresRegistration)
