/**
 * All tokens of this computer behind one door: every driver whose library is there, each in its own host, and the
 * software UKEYs. A driver that is broken is a finding, and hurts no other.
 */
import { type TokenErrorCode, tokenErrorCodes } from '@certhall/contract/client/vocabulary'
import { AppError } from '@certhall/kernel/app-error'
import type { Catalogue, ModelEntry } from './catalogue/catalogue.ts'
import { matchModels } from './catalogue/match-models.ts'
import { isDriverPresent, type PlacedDriver, type PlaceOptions, presentDrivers } from './driver-places.ts'
import type { TokenDriver, TokenFacts } from './token.ts'

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

export const openTokenRoom = (options: PlaceOptions): TokenRoom => {
  const opened = new Map<string, PlacedDriver>()
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
      findings: seen
        .filter((each) => each.code !== undefined)
        .map(({ code = 'TOKEN_FAILED', path, models }) => ({ code, path, modelIds: models.map(({ modelId }) => modelId) })),
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
    models: () => {
      const { models } = options.catalogue
      return Promise.all(models.map(async (entry) => ({ entry, isDriverPresent: await isDriverPresent(options, entry) })))
    },
    list: async () => (await look()).tokens.map(({ facts }) => facts),
    pinFacts: async (tokenId) => (await ownerOf(tokenId)).pinFacts(tokenId),
    keys: async (tokenId) => (await ownerOf(tokenId)).keys(tokenId),
    changePin: (tokenId, pin, newPin) =>
      ownerOf(tokenId)
        .then((owner) => owner.changePin(tokenId, pin, newPin))
        .finally(() => [pin, newPin].forEach((each) => each.fill(0))),
    logIn: (tokenId, pin) =>
      ownerOf(tokenId)
        .then((owner) => owner.logIn(tokenId, pin))
        .finally(() => pin.fill(0)),
    close: async () => {
      await Promise.all([...opened.values()].map(({ driver }) => driver.close()))
      opened.clear()
    },
  }
}

interface Listed {
  readonly tokens: readonly TokenFacts[]
  readonly code: TokenErrorCode | undefined
}

const listOf = (driver: TokenDriver): Promise<Listed> =>
  driver.list().then(
    (tokens) => ({ tokens, code: undefined }),
    (error: unknown) => ({ tokens: [], code: codeOf(error) }),
  )

const codeOf = (error: unknown): TokenErrorCode => {
  const code = error instanceof AppError ? tokenErrorCodes.find((each) => each === error.code) : undefined
  return code ?? 'TOKEN_FAILED'
}

const recognised = (catalogue: Catalogue, facts: TokenFacts, ofLibrary: readonly ModelEntry[]): readonly ModelEntry[] => {
  const matched = matchModels(catalogue, facts)
  return matched.length > 0 ? matched : ofLibrary
}
