import { lifecycleSuite } from '@certhall/testkit/lifecycle-suite'
import { memoryRegistration } from '@certhall/testkit/memory-registration'

lifecycleSuite('memory', memoryRegistration)
