import { memoryRegistration } from '@certhall/testkit/memory-registration'
import { noticeSuite } from '@certhall/testkit/notice-suite'

noticeSuite('memory', memoryRegistration)
