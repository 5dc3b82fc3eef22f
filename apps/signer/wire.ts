import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { openCrlKeeper } from '@certhall/ca/crl/crl-keeper'
import { listTimes } from '@certhall/ca/crl/list-times'
import { publishCrl } from '@certhall/ca/crl/publish-crl'
import { publishDelta } from '@certhall/ca/crl/publish-delta'
import { issueCertificates } from '@certhall/ca/issuance/issue-certificates'
import type { IssuerDeps } from '@certhall/ca/issuance/issuer'
import { openOrderQueue } from '@certhall/ca/issuance/order-queue'
import { settleAllLeft } from '@certhall/ca/issuance/settle-left'
import { selfTest } from '@certhall/ca/key/self-test'
import { openSealedKey } from '@certhall/ca/key/sealed-key'
import { openSigningPool, type SigningKey } from '@certhall/ca/key/signing-pool'
import type { ClockOffset } from '@certhall/ca/evaluation/move-clock'
import type { Ledger } from '@certhall/ca/ports'
import { endingRootLists, shortLives } from '@certhall/ca/profile/authority-life'
import { compileProfileBook, definitionsInReach, type ProfileBook } from '@certhall/ca/profile/profile-book'
import { parseProfiles, type ProfileDefinition, type ProfilesFile } from '@certhall/ca/profile/profile-file'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Log } from '@certhall/kernel/log'
import { systemRandom } from '@certhall/kernel/random'
import { clockOffset } from '@certhall/store/ca/clock-offset'
import { grantResponder } from '@certhall/store/ca/grant-responder'
import { postgresLedger } from '@certhall/store/ca/ledger'
import { caMigrations } from '@certhall/store/migrations/ca/migrations'
import { migrate } from '@certhall/store/migrator'
import { chooseRunDirectory } from '@certhall/store/postgres/run-directory'
import { openDatabase } from '@certhall/store/transaction'
import type { SignerConfig } from './config.ts'
import { type Doors, openDoors } from './doors.ts'
import { openHallClock } from './hall-clock.ts'
import { keyFiles } from './key-files.ts'
import { readPassphrase } from './passphrases.ts'

export interface OpenLedger {
  readonly ledger: Ledger
  readonly offset: ClockOffset
  readonly close: () => Promise<void>
}

export const openLedger = async (config: SignerConfig, log: Log): Promise<OpenLedger> => {
  const database = openDatabase<unknown>(config.databaseUrl, { max: 8, applicationName: 'certhall-signer', log })
  try {
    await migrate(database.kysely, caMigrations, { schema: 'ca', log })
    await grantResponder(database.kysely)
    return { ledger: postgresLedger(database.kysely), offset: clockOffset(database.kysely), close: database.close }
  } catch (error) {
    await database.close()
    throw error
  }
}

export const readProfiles = (config: SignerConfig): ProfilesFile => parseProfiles(readFileSync(config.profilesFile, 'utf8'))

/** Everything in the order of a safe start: self-tests, ledger, keys, what a crash left, lists; the doors last. */
export const openSigner = async (config: SignerConfig, log: Log): Promise<{ readonly close: () => Promise<void> }> => {
  selfTest()
  const { ledger, offset, close: closeLedger } = await openLedger(config, log)
  let stopClock = (): void => {}
  try {
    const clock = await openHallClock(config, offset, log)
    stopClock = clock.stop
    const profiles = compileProfileBook(
      await definitionsOf(config, ledger, log),
      await ledger.read((transaction) => transaction.authorities()),
      config.publicUrl,
    )
    await warnInTime(ledger, profiles, clock.nowMs(), log)
    const signing = openSigningPool(unseal(config, profiles), availableParallelism())
    const deps: IssuerDeps = { ledger, signing, profiles, clock, random: systemRandom, log, inHand: new Set() }
    await settleAllLeft(deps)
    const keeper = keeperOf(deps)
    await keeper.start()
    const queue = openOrderQueue((orders) => issueCertificates(deps, orders), { maximumBatch: 256, maximumBatches: 2 })
    const runDirectory = chooseRunDirectory(config.dataDirectory, config.runDirectory)
    const doors: Doors = await openDoors(runDirectory, { ...deps, clock, queue, keeper })
    const close = async (): Promise<void> => {
      await doors.close()
      await queue.drain()
      await keeper.stop()
      await signing.close()
      stopClock()
      await closeLedger()
    }
    return { close }
  } catch (error) {
    stopClock()
    await closeLedger()
    throw error
  }
}

/** What only the root's passphrase can mend, and takes a person who knows it. */
const warnInTime = async (ledger: Ledger, profiles: ProfileBook, nowMs: number, log: Log): Promise<void> => {
  for (const shortLife of shortLives(profiles, nowMs)) {
    log.warn('an issuing authority ends before the longest certificate it could issue: roll it over', { ...shortLife })
  }
  const authorityIds = endingRootLists(profiles, await ledger.read((transaction) => transaction.publishedCrls()), nowMs)
  if (authorityIds.length > 0) log.warn('lists of roots end within 60 days: sign them again with certhall ca root-lists', { authorityIds })
}

const definitionsOf = async (config: SignerConfig, ledger: Ledger, log: Log): Promise<readonly ProfileDefinition[]> => {
  const { profiles } = readProfiles(config)
  const inReach = definitionsInReach(profiles, await ledger.read((transaction) => transaction.authorities()))
  const left = profiles.filter((definition) => !inReach.includes(definition)).map(({ profileId }) => profileId)
  if (left.length > 0) log.warn('profiles left out until their authority is made', { profileIds: left })
  return inReach
}

/** All keys but the roots', which stay sealed. */
const unseal = (config: SignerConfig, profiles: ProfileBook): readonly SigningKey[] => {
  const online = [...profiles.authorities.values()].filter(({ role }) => role !== 'root')
  const files = keyFiles(config.dataDirectory)
  const passphrase = readPassphrase(config.passphraseFile)
  return online.map(({ authorityId, algorithm }) => {
    const sealed = files.read(authorityId)
    if (sealed === undefined) throw new AppError<ErrorCode>('internal.key-sealed', { detail: { authorityId, reason: 'missing' } })
    return { authorityId, algorithm, privateKey: openSealedKey(sealed, passphrase) }
  })
}

const keeperOf = ({ ledger, signing, profiles, clock, log }: IssuerDeps) => {
  const online = [...profiles.authorities.values()].filter(({ role }) => role !== 'root')
  const authorityIds = (nowMs: number): readonly string[] =>
    online.filter(({ certificate }) => certificate.notAfterMs > nowMs).map(({ authorityId }) => authorityId)
  const publish = (authorityId: string, kind: 'full' | 'delta'): Promise<boolean> => {
    const authority = profiles.authorities.get(authorityId)
    const addresses = profiles.delegates.get(authorityId)?.addresses
    if (authority === undefined || addresses === undefined) throw new AppError<ErrorCode>('missing.authority')
    const crlDeps = { ledger, clock, signStream: signing.signStream }
    return kind === 'full' ? publishCrl(crlDeps, authority, listTimes.validityMs, addresses.delta) : publishDelta(crlDeps, authority)
  }
  return openCrlKeeper({ authorityIds, publish, ledger, clock, log })
}
