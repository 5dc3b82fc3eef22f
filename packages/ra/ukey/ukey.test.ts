import { memoryRegistration } from '@certhall/testkit/memory-registration'
import { ukeySuite } from '@certhall/testkit/ukey-suite'

ukeySuite('memory', memoryRegistration)
