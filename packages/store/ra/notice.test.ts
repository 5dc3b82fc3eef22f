import { noticeSuite } from '@certhall/testkit/notice-suite'
import { postgresRegistration } from '@certhall/testkit/postgres-registration'

noticeSuite('PostgreSQL', postgresRegistration)
