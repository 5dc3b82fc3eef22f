import { auditSuite } from '@certhall/testkit/audit-suite'
import { memoryRegistration } from '@certhall/testkit/memory-registration'

auditSuite('memory', memoryRegistration)
