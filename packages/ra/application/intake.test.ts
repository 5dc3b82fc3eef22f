import { intakeSuite } from '@certhall/testkit/intake-suite'
import { memoryIntake } from '@certhall/testkit/memory-intake-store'

intakeSuite('memory', async (ground) => ({ transaction: memoryIntake(ground), close: async () => {} }))
