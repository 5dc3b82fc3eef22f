/** Where drivers are on this machine, and the drivers that were opened there. */
import type { Catalogue, ModelEntry, SystemName } from './catalogue/catalogue.ts'
import { checkLibrary } from './host/check-library.ts'
import type { DriverOrder } from './host/driver-order.ts'
import { hostedDriver, type HostedDriverOptions } from './host/hosted-driver.ts'
import type { HostProgram } from './host/host-process.ts'
import { softDriver } from './soft/soft-driver.ts'
import type { TokenDriver } from './token.ts'

export interface PlaceOptions {
  readonly catalogue: Catalogue
  /** undefined on a machine that the catalogue has no word for: software UKEYs alone. */
  readonly system: SystemName | undefined
  /** Where software UKEYs lie; without it there are none. */
  readonly softFolder?: string
  /** From the machine owner's configuration, before the catalogue's own places. */
  readonly ownLibraries?: readonly OwnLibrary[]
  /** For a packed client, whose host is another file: `(order) => hostProgramOf(order, file)` of host/host-process. */
  readonly hostProgram?: (order: DriverOrder) => HostProgram
  readonly hostEnvironment?: Readonly<Record<string, string>>
  readonly limitsMs?: HostedDriverOptions['limitsMs']
}

export interface OwnLibrary {
  readonly modelId: string
  readonly path: string
  readonly ulongOctets?: 4 | 8
}

export interface PlacedDriver {
  readonly driver: TokenDriver
  readonly path: string
  /** Entries that this library serves. */
  readonly models: readonly ModelEntry[]
}

/** Looked for each time: a driver installed while the client runs is found, one taken away is let go. */
export const presentDrivers = async (options: PlaceOptions, opened: Map<string, PlacedDriver>): Promise<readonly PlacedDriver[]> => {
  const places = await Promise.all(options.catalogue.models.map(async (entry) => ({ entry, place: await placeOf(options, entry) })))
  const found = places.flatMap(({ entry, place }) => (place === undefined ? [] : [{ entry, place }]))
  const byPath = Map.groupBy(found, ({ place }) => place.path)
  for (const [path, { driver }] of opened) {
    if (byPath.has(path)) continue
    opened.delete(path)
    await driver.close()
  }
  return [...byPath]
    .map(([path, users]) => {
      const [first] = users
      const known = opened.get(path)
      if (known !== undefined || first === undefined) return known
      const fresh = { path, models: users.map(({ entry }) => entry), driver: openPlace(options, first.place, first.entry) }
      opened.set(path, fresh)
      return fresh
    })
    .filter((each) => each !== undefined)
}

interface Place {
  readonly path: string
  readonly sha256?: string | undefined
  readonly ulongOctets?: 4 | 8 | undefined
}

export const isDriverPresent = async (options: PlaceOptions, entry: ModelEntry): Promise<boolean> =>
  (await placeOf(options, entry)) !== undefined

/** The first place of the model's driver that may be loaded from. */
const placeOf = async ({ system, softFolder, ownLibraries = [] }: PlaceOptions, entry: ModelEntry): Promise<Place | undefined> => {
  if (entry.kind === 'soft') return softFolder === undefined ? undefined : { path: softFolder }
  const listed = entry.libraries.filter(({ systems }) => system !== undefined && systems.includes(system))
  for (const place of [...ownLibraries.filter(({ modelId }) => modelId === entry.modelId), ...listed]) {
    if (
      await checkLibrary(place.path).then(
        () => true,
        () => false,
      )
    )
      return place
  }
  return undefined
}

const openPlace = (options: PlaceOptions, { path, sha256, ulongOctets }: Place, { kind, quirks }: ModelEntry): TokenDriver => {
  // Software UKEYs are no vendor's library: they need no process of their own.
  if (kind === 'soft') return softDriver({ folder: path })
  const library = { libraryPath: path, quirks }
  const order: DriverOrder = kind === 'skf' ? { kind, ...library, ulongOctets: ulongOctets ?? null } : { kind, ...library }
  return hostedDriver({
    order,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(options.hostProgram === undefined ? {} : { program: options.hostProgram(order) }),
    ...(options.hostEnvironment === undefined ? {} : { environment: options.hostEnvironment }),
    ...(options.limitsMs === undefined ? {} : { limitsMs: options.limitsMs }),
  })
}
