/** Puts the client together with this machine's drivers and files. The only file that knows the token package. */
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { orThrow } from '@certhall/kernel/app-error'
import { systemClock } from '@certhall/kernel/clock'
import type { Log } from '@certhall/kernel/log'
import { systemRandom } from '@certhall/kernel/random'
import { type ModelEntry, openCatalogue, shippedCatalogue, systemNameOf } from '@certhall/token/catalogue/catalogue'
import { matchModels } from '@certhall/token/catalogue/match-models'
import { hostProgramOf } from '@certhall/token/host/host-process'
import { createSoftToken } from '@certhall/token/soft/soft-token'
import { openTokenRoom, type RoomView, type TokenRoom } from '@certhall/token/token-room'
import { openAuthorities } from './authority/authorities.ts'
import { type Client, createClient } from './client.ts'
import type { ClientConfig } from './config.ts'
import { openInstallation } from './installation/installation.ts'
import { openJournal } from './journal/journal.ts'
import { openEnrolmentFile } from './operation/enrolment-file.ts'
import type { ModelFacts, TokenModels, Tokens } from './operation/ports.ts'
import { nodeVerifySignature } from './operation/verify-signature.ts'
import { peerCheck, tellsPeers } from './peer/peer-owner.ts'

/** `catalogueKeys` of a catalogue that is not the program's own: for journeys, which have UKEYs that nobody sells. */
export const wireClient = async (config: ClientConfig, log: Log, catalogueKeys?: readonly string[]): Promise<Client> => {
  const { stateFolder, isEvaluation, allowedOrigins, version, driverHost, ownLibraries } = config
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 })
  const catalogue = orThrow(
    openCatalogue(config.catalogue === null ? shippedCatalogue() : shippedCatalogue(config.catalogue), catalogueKeys),
  )
  const softFolder = join(stateFolder, 'soft-tokens')
  // Software UKEYs exist in evaluation alone: an installed client must not be talked into one.
  if (isEvaluation) await makeFirstSoftToken(softFolder)
  const room = openTokenRoom({
    catalogue,
    system: systemNameOf(process.platform, process.arch),
    ownLibraries: ownLibraries.map(({ modelId, path, ulongOctets }) => ({
      modelId,
      path,
      ...(ulongOctets === undefined ? {} : { ulongOctets }),
    })),
    ...(isEvaluation ? { softFolder } : {}),
    ...(driverHost === null ? {} : { hostProgram: (order) => hostProgramOf(order, driverHost) }),
  })
  const { tokens, models } = viewOf(room, (facts) => matchModels(catalogue, facts))
  const client = createClient({
    tokens,
    models,
    allowedOrigins,
    isEvaluation,
    version,
    log,
    authorities: openAuthorities({
      configured: config.authorities,
      learned: join(stateFolder, 'authorities'),
      clock: systemClock,
      verifySignature: nodeVerifySignature,
    }),
    enrolments: openEnrolmentFile(join(stateFolder, 'enrolments.json'), (error) => log.warn('enrolments begun anew', { error })),
    installation: openInstallation(stateFolder, systemRandom),
    journal: openJournal(join(stateFolder, 'journal.jsonl'), systemClock.nowMs, (error) => log.warn('journal not written', { error })),
    verifySignature: nodeVerifySignature,
    peer: peerCheck(process.platform, process.getuid?.() ?? -1),
    tellsPeers: tellsPeers(process.platform),
    system: `${process.platform}-${process.arch}`,
    clock: systemClock,
    random: systemRandom,
  })
  return {
    listen: client.listen,
    close: async () => {
      await client.close()
      await room.close()
    },
  }
}

/** Look once, and keep what was seen of models and findings: both answers come from the same look. */
const viewOf = (
  room: TokenRoom,
  match: (facts: Parameters<TokenModels['matching']>[0]) => readonly ModelEntry[],
): { readonly tokens: Tokens; readonly models: TokenModels } => {
  let last: RoomView = { tokens: [], findings: [] }
  const look = async (): Promise<RoomView> => (last = await room.look())
  return {
    tokens: { ...room, list: async () => (await look()).tokens.map(({ facts }) => facts) },
    models: {
      all: async () =>
        (await room.models()).map(({ entry, isDriverPresent }) => ({
          ...namesOf(entry),
          isDriverPresent,
          isTested: entry.evidence.kind === 'tested',
        })),
      matching: (facts) => (last.tokens.find((seen) => seen.facts.tokenId === facts.tokenId)?.models ?? match(facts)).map(factsOf),
      recognises: (facts) => match(facts).length > 0,
      findings: async () => (await look()).findings.map(({ path, modelIds, code }) => `${code} ${path} (${modelIds.join(', ')})`),
    },
  }
}

const namesOf = ({ modelId, nameZh, nameEn, vendor }: ModelEntry) => ({ modelId, nameZh, nameEn, vendor })

const factsOf = (entry: ModelEntry): ModelFacts => ({
  ...namesOf(entry),
  isSoftware: entry.kind === 'soft' || /softhsm/i.test(entry.modelId),
  initialPins: entry.quirks.initialPins,
  pinLength: entry.quirks.pinOctets,
})

const makeFirstSoftToken = async (folder: string): Promise<void> => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (readdirSync(folder).some((name) => name.endsWith('.json'))) return
  await createSoftToken(folder, { label: '评估用软件UKEY' })
}
