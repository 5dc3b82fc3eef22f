/**
 * All tokens of this computer behind one door: every driver whose library is there, each in its own host, and the
 * software UKEYs. A driver that is broken is a finding, and hurts no other.
 */
import { type TokenErrorCode, tokenErrorCodes } from '@certhall/contract/client/vocabulary'
import { AppError } from '@certhall/kernel/app-error'
import type { Catalogue, ModelEntry, SystemName } from './catalogue/catalogue.ts'
import { matchModels } from './catalogue/match-models.ts'
import { checkLibrary } from './host/check-library.ts'
import type { DriverOrder } from './host/driver-order.ts'
import { hostedDriver, type HostedDriverOptions } from './host/hosted-driver.ts'
import type { HostProgram } from './host/host-process.ts'
import { softDriver } from './soft/soft-driver.ts'
import type { TokenDriver, TokenFacts } from './token.ts'

export interface TokenRoomOptions {
  readonly catalogue: Catalogue
  /** undefined on a machine that the catalogue has no word for: software UKEYs alone. */
  readonly system: SystemName | undefined
  /** Where software UKEYs lie; without it there are none. */
  readonly softFolder?: string
  /** From the machine owner's configuration, before the catalogue's own places. */
  readonly ownLibraries?: readonly OwnLibrary[]
  /** For a client that is one executable. */
  readonly hostProgram?: (order: DriverOrder) => HostProgram
  readonly hostEnvironment?: Readonly<Record<string, string>>
  readonly limitsMs?: HostedDriverOptions['limitsMs']
}

export interface OwnLibrary {
  readonly modelId: string
  readonly path: string
  readonly ulongOctets?: 4 | 8
}

export interface TokenRoom extends TokenDriver {
  readonly look: () => Promise<RoomView>
  readonly models: () => Promise<readonly RoomModel[]>
}

export interface RoomView {
  readonly tokens: readonly RoomToken[]
  readonly findings: readonly DriverFinding[]
}

export interface RoomToken {
  readonly facts: TokenFacts
  /** The most exact first; those of its library when none was recognised; several: the person chooses. */
  readonly models: readonly ModelEntry[]
}

/** A library that is there and does not work. One that is not there is `isDriverPresent: false` of its model. */
export interface DriverFinding {
  readonly path: string
  readonly modelIds: readonly string[]
  readonly code: TokenErrorCode
}

export interface RoomModel {
  readonly entry: ModelEntry
  readonly isDriverPresent: boolean
}

export const openTokenRoom = (options: TokenRoomOptions): TokenRoom => {
  const opened = new Map<string, Opened>()
  let owners: ReadonlyMap<string, TokenDriver> = new Map()

  const look = async (): Promise<RoomView> => {
    const present = await presentDrivers(options, opened)
    const seen = await Promise.all(present.map(async (each) => ({ ...each, ...(await listOf(each.driver)) })))
    const found = seen.flatMap(({ driver, models, tokens }) => tokens.map((facts) => ({ driver, facts, models })))
    // One token seen through two libraries is one token: the catalogue's order decides whose.
    const unique = found.filter(({ facts }, index) => found.findIndex((each) => each.facts.tokenId === facts.tokenId) === index)
    owners = new Map([...owners, ...unique.map(({ facts, driver }) => [facts.tokenId, driver] as const)])
    return {
      tokens: unique.map(({ facts, models }) => ({ facts, models: recognised(options.catalogue, facts, models) })),
      findings: seen.flatMap(({ code, path, models }) => (code === undefined ? [] : [{ code, path, modelIds: models.map(({ modelId }) => modelId) }])),
    }
  }
  const ownerOf = async (tokenId: string): Promise<TokenDriver> => {
    if (!owners.has(tokenId)) await look()
    const owner = owners.get(tokenId)
    if (owner === undefined) throw new AppError<TokenErrorCode>('NO_TOKEN')
    return owner
  }
  return {
    look,
    models: () => Promise.all(options.catalogue.models.map(async (entry) => ({ entry, isDriverPresent: await isPresent(options, entry) }))),
    list: async () => (await look()).tokens.map(({ facts }) => facts),
    pinFacts: async (tokenId) => (await ownerOf(tokenId)).pinFacts(tokenId),
    keys: async (tokenId) => (await ownerOf(tokenId)).keys(tokenId),
    changePin: (tokenId, pin, newPin) =>
      ownerOf(tokenId)
        .then((owner) => owner.changePin(tokenId, pin, newPin))
        .finally(() => [pin, newPin].forEach((each) => each.fill(0))),
    logIn: (tokenId, pin) => ownerOf(tokenId).then((owner) => owner.logIn(tokenId, pin)).finally(() => pin.fill(0)),
    close: async () => {
      await Promise.all([...opened.values()].map(({ driver }) => driver.close()))
      opened.clear()
    },
  }
}

interface Opened {
  readonly driver: TokenDriver
  readonly path: string
  /** Entries that this library serves. */
  readonly models: readonly ModelEntry[]
}

/** Looked for each time: a driver installed while the client runs is found, one taken away is let go. */
const presentDrivers = async (options: TokenRoomOptions, opened: Map<string, Opened>): Promise<readonly Opened[]> => {
  const places = await Promise.all(options.catalogue.models.map(async (entry) => ({ entry, place: await placeOf(options, entry) })))
  const byPath = Map.groupBy(places.flatMap(({ entry, place }) => (place === undefined ? [] : [{ entry, place }])), ({ place }) => place.path)
  for (const [path, { driver }] of opened) {
    if (byPath.has(path)) continue
    opened.delete(path)
    await driver.close()
  }
  return [...byPath].map(([path, users]) => {
    const [first] = users
    const known = opened.get(path)
    if (known !== undefined || first === undefined) return known
    const fresh = { path, models: users.map(({ entry }) => entry), driver: openPlace(options, first.place, first.entry) }
    opened.set(path, fresh)
    return fresh
  }).filter((each) => each !== undefined)
}

interface Place {
  readonly path: string
  readonly sha256?: string | undefined
  readonly ulongOctets?: 4 | 8 | undefined
}

const isPresent = async (options: TokenRoomOptions, entry: ModelEntry): Promise<boolean> => (await placeOf(options, entry)) !== undefined

/** The first place of the model's driver that may be loaded from. */
const placeOf = async ({ system, softFolder, ownLibraries = [] }: TokenRoomOptions, entry: ModelEntry): Promise<Place | undefined> => {
  if (entry.kind === 'soft') return softFolder === undefined ? undefined : { path: softFolder }
  const listed = entry.libraries.filter(({ systems }) => system !== undefined && systems.includes(system))
  for (const place of [...ownLibraries.filter(({ modelId }) => modelId === entry.modelId), ...listed]) {
    if (await checkLibrary(place.path).then(() => true, () => false)) return place
  }
  return undefined
}

const openPlace = (options: TokenRoomOptions, { path, sha256, ulongOctets }: Place, { kind, quirks }: ModelEntry): TokenDriver => {
  // Software UKEYs are no vendor's library: they need no process of their own.
  if (kind === 'soft') return softDriver({ folder: path })
  const order: DriverOrder = kind === 'skf' ? { kind, libraryPath: path, quirks, ulongOctets: ulongOctets ?? null } : { kind, libraryPath: path, quirks }
  return hostedDriver({
    order,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(options.hostProgram === undefined ? {} : { program: options.hostProgram(order) }),
    ...(options.hostEnvironment === undefined ? {} : { environment: options.hostEnvironment }),
    ...(options.limitsMs === undefined ? {} : { limitsMs: options.limitsMs }),
  })
}

const listOf = (driver: TokenDriver): Promise<{ readonly tokens: readonly TokenFacts[]; readonly code: TokenErrorCode | undefined }> =>
  driver.list().then(
    (tokens) => ({ tokens, code: undefined }),
    (error: unknown) => ({ tokens: [], code: (error instanceof AppError ? tokenErrorCodes.find((code) => code === error.code) : undefined) ?? 'TOKEN_FAILED' }),
  )

const recognised = (catalogue: Catalogue, facts: TokenFacts, ofLibrary: readonly ModelEntry[]): readonly ModelEntry[] => {
  const matched = matchModels(catalogue, facts)
  return matched.length > 0 ? matched : ofLibrary
}
