import { listSuite } from '@certhall/testkit/list-suite'
import { memoryLedger } from '@certhall/testkit/memory-ledger'

listSuite('memory', async () => ({ ledger: memoryLedger(), close: async () => {} }))
