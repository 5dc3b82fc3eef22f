import { holderSuite } from '@certhall/testkit/holder-suite'
import { memoryRegistration } from '@certhall/testkit/memory-registration'

holderSuite('memory', memoryRegistration)
