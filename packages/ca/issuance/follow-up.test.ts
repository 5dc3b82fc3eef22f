import { followUpSuite } from '@certhall/testkit/follow-up-suite'
import { memoryLedger } from '@certhall/testkit/memory-ledger'

followUpSuite('memory', async () => ({ ledger: memoryLedger(), close: async () => {} }))
