import type { HierarchyOrder } from '@certhall/ca/key/make-authority'
import { generationOf } from '@certhall/ca/key/authority-plan'
import { renewRootLists, rollOver } from '@certhall/ca/key/roll-over'
import { selfTest } from '@certhall/ca/key/self-test'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { systemClock } from '@certhall/kernel/clock'
import { jsonLog } from '@certhall/kernel/log'
import { systemRandom } from '@certhall/kernel/random'
import { type SignerConfig, readConfig } from './config.ts'
import { openHallClock } from './hall-clock.ts'
import { keyFiles } from './key-files.ts'
import { readPassphrase, rootPassphraseOf } from './passphrases.ts'
import { tellFailure } from './tell-failure.ts'
import { openLedger, readProfiles } from './wire.ts'

/**
 * What takes the root's key after the first start: `roll-over LINE [YEARS]` or `root-lists`. A program of its own beside the
 * running signer, which never sees that key; both write through the ledger. Prints one JSON line.
 */
const main = async (): Promise<void> => {
  const config = readConfig()
  const log = jsonLog('signer', (line) => process.stderr.write(line), systemClock.nowMs, 'warn')
  selfTest()
  const { ledger, offset, close } = await openLedger(config, log)
  try {
    const clock = await openHallClock(config, offset, log)
    clock.stop()
    const order: HierarchyOrder = {
      ledger,
      clock,
      files: keyFiles(config.dataDirectory),
      random: systemRandom,
      publicUrl: config.publicUrl,
      organization: readProfiles(config).organization,
      isEvaluation: config.mode === 'evaluation',
      signerPassphrase: readPassphrase(config.passphraseFile),
      rootPassphrase: rootPassphraseOf(config),
    }
    process.stdout.write(`${JSON.stringify(await act(order, config, process.argv.slice(2)))}\n`)
  } finally {
    await close()
  }
}

const act = async (order: HierarchyOrder, config: SignerConfig, [name, lineId = '', years]: readonly string[]): Promise<object> => {
  if (name === 'root-lists') return { authorityIds: await renewRootLists(order) }
  if (name !== 'roll-over') throw new AppError<ErrorCode>('input.unknown-choice', { detail: { offered: 'roll-over root-lists' } })
  const profiles = readProfiles(config).profiles.filter((profile) => profile.authorityId === lineId)
  const longestDays = Math.max(0, ...profiles.map(({ maximumValidityDays }) => maximumValidityDays))
  const wish = { lineId, longestDays, ...(years === undefined ? {} : { years: Number(years) }) }
  const { authorityId, name: subject, notAfterMs } = await rollOver(order, wish)
  return { authorityId, generation: generationOf(authorityId).generation, name: subject, notAfter: new Date(notAfterMs).toISOString() }
}

main().then(() => process.disconnect?.(), tellFailure('root-act'))
