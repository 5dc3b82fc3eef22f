import { deliverySuite } from '@certhall/testkit/delivery-suite'
import { endingSuite } from '@certhall/testkit/ending-suite'
import { memoryRegistration } from '@certhall/testkit/memory-registration'
import { passcodeSuite } from '@certhall/testkit/passcode-suite'

// One file, so that the keys of the CA behind them are made once.
passcodeSuite('memory', memoryRegistration)
deliverySuite('memory', memoryRegistration)
endingSuite('memory', memoryRegistration)
