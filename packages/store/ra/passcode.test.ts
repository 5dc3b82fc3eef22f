import { passcodeSuite } from '@certhall/testkit/passcode-suite'
import { postgresRegistration } from '@certhall/testkit/postgres-registration'

passcodeSuite('PostgreSQL', postgresRegistration)
