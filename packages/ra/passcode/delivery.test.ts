import { deliverySuite } from '@certhall/testkit/delivery-suite'
import { memoryRegistration } from '@certhall/testkit/memory-registration'

deliverySuite('memory', memoryRegistration)
