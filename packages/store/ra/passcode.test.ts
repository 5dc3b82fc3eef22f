import { deliverySuite } from '@certhall/testkit/delivery-suite'
import { endingSuite } from '@certhall/testkit/ending-suite'
import { passcodeSuite } from '@certhall/testkit/passcode-suite'
import { postgresRegistration } from '@certhall/testkit/postgres-registration'

// One file, so that the keys of the CA behind them are made once.
passcodeSuite('PostgreSQL', postgresRegistration)
deliverySuite('PostgreSQL', postgresRegistration)
endingSuite('PostgreSQL', postgresRegistration)
