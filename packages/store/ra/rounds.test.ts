import { postgresRegistration } from '@certhall/testkit/postgres-registration'
import { roundsSuite } from '@certhall/testkit/rounds-suite'

roundsSuite('PostgreSQL', postgresRegistration)
