import { lifecycleSuite } from '@certhall/testkit/lifecycle-suite'
import { postgresRegistration } from '@certhall/testkit/postgres-registration'

lifecycleSuite('PostgreSQL', postgresRegistration)
