import { intakeSuite } from '@certhall/testkit/intake-suite'
import { memoryIntake } from '@certhall/testkit/memory-intake'

intakeSuite('memory', async (ground) => ({ transaction: memoryIntake(ground), close: async () => {} }))
