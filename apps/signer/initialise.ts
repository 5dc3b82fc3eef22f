import { plannedAuthorityIds } from '@certhall/ca/key/authority-plan'
import { createHierarchy } from '@certhall/ca/key/create-hierarchy'
import type { HierarchyOrder } from '@certhall/ca/key/make-authority'
import { selfTest } from '@certhall/ca/key/self-test'
import type { Ledger } from '@certhall/ca/ports'
import { compileProfileBook, definitionsInReach } from '@certhall/ca/profile/profile-book'
import { inviteStaff } from '@certhall/ca/staff/invite-staff'
import type { StaffRole } from '@certhall/contract/staff/roles'
import { type Clock, systemClock } from '@certhall/kernel/clock'
import { jsonLog, type Log } from '@certhall/kernel/log'
import { systemRandom } from '@certhall/kernel/random'
import { readConfig, type SignerConfig } from './config.ts'
import { openHallClock } from './hall-clock.ts'
import { keyFiles } from './key-files.ts'
import { makePassphrase, readPassphrase, rootPassphraseOf } from './passphrases.ts'
import { tellFailure } from './tell-failure.ts'
import { openLedger, readProfiles } from './wire.ts'

/**
 * The first start: makes the hierarchy, enters it in the ledger and, in evaluation mode, invites the sample staff. Prints
 * one JSON line. Running it again finishes what is missing and invites only who has no certificate yet.
 */
const main = async (): Promise<void> => {
  const config = readConfig()
  const log = jsonLog('signer', (line) => process.stderr.write(line), systemClock.nowMs, 'warn')
  selfTest()
  const { organization, profiles } = readProfiles(config)
  const isEvaluation = config.mode === 'evaluation'
  if (isEvaluation) makePassphrases(config)
  const { ledger, offset, close } = await openLedger(config, log)
  try {
    const clock = await openHallClock(config, offset, log)
    clock.stop()
    const order: HierarchyOrder = {
      ledger,
      files: keyFiles(config.dataDirectory),
      clock,
      random: systemRandom,
      publicUrl: config.publicUrl,
      organization,
      isEvaluation,
      signerPassphrase: readPassphrase(config.passphraseFile),
      rootPassphrase: rootPassphraseOf(config),
    }
    const missing = await makeAuthorities(ledger, order, log)
    // Profiles that do not fit are told now, and not at the first start of the signer.
    const records = await ledger.read((transaction) => transaction.authorities())
    compileProfileBook(definitionsInReach(profiles, records), records, config.publicUrl)
    const invitations = isEvaluation ? await inviteSamples(ledger, clock) : []
    process.stdout.write(`${JSON.stringify({ invitations, missing })}\n`)
  } finally {
    await close()
  }
}

/**
 * Gives what is still missing. A house that has authorities already goes on with them when nobody gives the passphrase for
 * a later one: nobody may sit at the terminal when a new version starts. A wrong passphrase is an error all the same.
 */
const makeAuthorities = async (ledger: Ledger, order: HierarchyOrder, log: Log): Promise<readonly string[]> => {
  const known = async (): Promise<readonly string[]> =>
    (await ledger.read((transaction) => transaction.authorities())).map(({ authorityId }) => authorityId)
  const isFirst = (await known()).length === 0
  let isPassphraseGiven = true
  const rootPassphrase = () =>
    order.rootPassphrase().catch((error: unknown) => {
      isPassphraseGiven = false
      throw error
    })
  try {
    await createHierarchy({ ...order, rootPassphrase })
    return []
  } catch (error) {
    if (isFirst || isPassphraseGiven) throw error
    const made = await known()
    const missing = plannedAuthorityIds.filter((authorityId) => !made.includes(authorityId))
    if (missing.length === 0) throw error
    log.warn('authorities not made for want of the root passphrase; the next start asks again', { missing })
    return missing
  }
}

const makePassphrases = ({ passphraseFile, rootPassphraseFile }: SignerConfig): void => {
  for (const path of [passphraseFile, rootPassphraseFile]) if (path !== null) makePassphrase(path, systemRandom)
}

const samples: readonly { readonly name: string; readonly roles: readonly StaffRole[] }[] = [
  { name: '李审核', roles: ['reviewer'] },
  { name: '王复核', roles: ['reviewer'] },
  { name: '张制证', roles: ['issuer'] },
  { name: '赵审计', roles: ['auditor'] },
  { name: '孙客服', roles: ['customerService'] },
]

const inviteSamples = async (ledger: Ledger, clock: Clock) => {
  const known = await ledger.read((transaction) => transaction.staffMembers())
  const invitations = []
  for (const { name, roles } of samples) {
    const person = known.find((member) => member.name === name)
    if (person !== undefined && (person.certificates.length > 0 || person.disabled !== null)) continue
    const { token } = await inviteStaff(
      { ledger, clock, random: systemRandom },
      { name, roles, personId: person?.personId ?? null, validHours: 24 },
    )
    invitations.push({ name, roles, token })
  }
  return invitations
}

main().then(() => process.disconnect?.(), tellFailure('initialise'))
