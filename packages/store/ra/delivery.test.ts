import { deliverySuite } from '@certhall/testkit/delivery-suite'
import { postgresRegistration } from '@certhall/testkit/postgres-registration'

deliverySuite('PostgreSQL', postgresRegistration)
