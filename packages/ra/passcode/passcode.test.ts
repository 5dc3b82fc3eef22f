import { memoryRegistration } from '@certhall/testkit/memory-registration'
import { passcodeSuite } from '@certhall/testkit/passcode-suite'

passcodeSuite('memory', memoryRegistration)
