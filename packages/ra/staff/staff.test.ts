import { memoryRegistration } from '@certhall/testkit/memory-registration'
import { staffSuite } from '@certhall/testkit/staff-suite'

staffSuite('memory', memoryRegistration)
