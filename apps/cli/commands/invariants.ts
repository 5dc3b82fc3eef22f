/** `certhall invariants`: looks at everything the hall ever registered, for what contradicts itself. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemRandom } from '@certhall/kernel/random'
import { auditKey } from '@certhall/ra/audit/seal-record'
import { evidenceSealer } from '@certhall/ra/evidence-sealer'
import { checkInvariants, everything } from '@certhall/ra/invariant/check-invariants'
import { type InvariantResult, invariants } from '@certhall/ra/invariant/invariants'
import type { Command } from 'commander'
import { type Config, readConfig } from '../config.ts'
import { withRegistrationDatabase } from '../registration-database.ts'
import { orderStatusByDoor } from '../signer-orders.ts'
import { auditRecord, chooseRunDirectory, invariantRecord } from '../wire.ts'

export const register = (program: Command): void => {
  program
    .command('invariants')
    .description(
      'check what must always be true of cases, PASSCODEs, certificates, audit and papers ' +
        '(exit code 0 when all holds, 65 when not, 75 when a part could not be checked)',
    )
    .option('--json', 'as one JSON object')
    .action(async (options: { json?: boolean }) => show(await check(readConfig()), options.json === true))
}

const check = (config: Config): Promise<readonly InvariantResult[]> =>
  withRegistrationDatabase(config, async (database, hallClock) => {
    const [auditSeed, evidenceKey] = [secretOf(config, 'audit-key'), secretOf(config, 'evidence-key')]
    return checkInvariants({
      invariants: invariantRecord(database.kysely),
      record: auditRecord(database.kysely),
      auditPublicKey: auditSeed === null ? null : auditKey(auditSeed).publicKey,
      authority: { orderStatus: orderStatusByDoor(chooseRunDirectory(config.dataDirectory, config.runDirectory)) },
      sealer: evidenceKey === null ? null : evidenceSealer(evidenceKey, systemRandom),
      clock: await hallClock(),
      approvalDays: config.approvalDays,
    })(everything)
  })

const show = (results: readonly InvariantResult[], asJson: boolean): void => {
  const isBroken = results.some(({ ok }) => ok === false)
  const isComplete = results.every(({ ok }) => ok !== null)
  process.stdout.write(asJson ? `${JSON.stringify({ ok: !isBroken && isComplete, results })}\n` : results.map(lineOf).join(''))
  process.exitCode = isBroken ? 65 : isComplete ? 0 : 75
}

const lineOf = ({ invariant, ok, count, examples }: InvariantResult): string => {
  const verdict = ok === null ? 'not checked' : ok ? 'holds' : `BROKEN ${count} times: ${examples.join(', ')}`
  return `${invariant}  ${verdict}\n     ${invariants[invariant]}\n`
}

/** Keys of the server; on another machine they are elsewhere, and what needs them is not checked. */
const secretOf = (config: Config, name: string): Uint8Array | null => {
  try {
    return new Uint8Array(readFileSync(join(config.dataDirectory, 'secrets', name)))
  } catch {
    return null
  }
}
