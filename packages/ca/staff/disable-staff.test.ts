import { leavingSuite } from '@certhall/testkit/leaving-suite'
import { memoryLedger } from '@certhall/testkit/memory-ledger'

leavingSuite('memory', async () => ({ ledger: memoryLedger(), close: async () => {} }))
