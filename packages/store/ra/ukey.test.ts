import { postgresRegistration } from '@certhall/testkit/postgres-registration'
import { ukeySuite } from '@certhall/testkit/ukey-suite'

ukeySuite('PostgreSQL', postgresRegistration)
