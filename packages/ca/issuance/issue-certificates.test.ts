import { issuingSuite } from '@certhall/testkit/issuing-suite'
import { memoryLedger } from '@certhall/testkit/memory-ledger'

issuingSuite('memory', async () => ({ ledger: memoryLedger(), close: async () => {} }))
