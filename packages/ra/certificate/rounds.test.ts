import { memoryRegistration } from '@certhall/testkit/memory-registration'
import { roundsSuite } from '@certhall/testkit/rounds-suite'

roundsSuite('memory', memoryRegistration)
