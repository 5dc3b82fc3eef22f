/** The stores of intake in memory, with the promises of the real ones: one transaction after the other, all or nothing. */
import type { IntakeTransaction } from '@certhall/ra/application/intake'
import type { Ground, TransactionOf } from '@certhall/ra/ports'
import { memoryCases } from './memory-case.ts'
import { memoryCertificates } from './memory-certificate.ts'
import { memoryHolderSessions } from './memory-holder.ts'
import { intakeRepositories } from './memory-intake.ts'
import { memoryPasscodes } from './memory-passcode.ts'
import { memoryWebhooks } from './memory-webhook.ts'
import { emptyTables } from './memory-tables.ts'

export const memoryIntake = (ground: Ground): TransactionOf<IntakeTransaction> => {
  let tables = emptyTables()
  let turn: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = turn.then(async () => {
      const copy = structuredClone(tables)
      const intake = intakeRepositories(copy.intake, ground)
      const result = await work({
        ...intake,
        certificates: memoryCertificates(copy),
        cases: memoryCases(copy),
        passcodes: memoryPasscodes(copy),
        holderSessions: memoryHolderSessions(copy),
        webhooks: memoryWebhooks(copy, ground, intake.jobs),
      })
      tables = copy
      return result
    })
    turn = mine.catch(() => {})
    return mine
  }
}
