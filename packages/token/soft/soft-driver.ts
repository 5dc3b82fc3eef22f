/**
 * A UKEY made of software: a real driver of the token interface, for evaluation and tests. A folder holds tokens, one
 * file each. One process at a time works on a folder.
 */
import { readdir } from 'node:fs/promises'
import type { PinFacts } from '@certhall/contract/client/messages'
import { AppError } from '@certhall/kernel/app-error'
import { equalBytes, fromBase64, toBase64, utf8 } from '@certhall/kernel/bytes'
import { oneAtATime } from '../in-turn.ts'
import { pinStateOf } from '../pin-state.ts'
import type { TokenDriver, TokenFacts } from '../token.ts'
import { keyOf, type OpenedToken, openToken } from './open-token.ts'
import { softAlgorithms } from './soft-key.ts'
import { softSession } from './soft-session.ts'
import { softFactoryPin, softManufacturer, softModel } from './soft-token.ts'
import { freeOctetsOf, isMissing, type TokenFile, tokenError, tokenIdOfFile, writeTokenFile } from './token-file.ts'
import { deriveByScrypt, type DeriveKey, newSalt, seal, unseal } from './vault.ts'

export interface SoftDriverOptions {
  readonly folder: string
  readonly derive?: DeriveKey
}

/** Octets of a new PIN. */
export const softPinOctets = { least: 6, most: 16 } as const

export const softDriver = ({ folder, derive = deriveByScrypt }: SoftDriverOptions): TokenDriver => {
  const inTurn = oneAtATime()
  const open = (tokenId: string): Promise<OpenedToken> => openToken(folder, tokenId)
  return {
    list: () => inTurn(() => listTokens(folder)),
    pinFacts: (tokenId) => inTurn(async () => pinFactsOf((await open(tokenId)).token)),
    keys: (tokenId) => inTurn(async () => (await open(tokenId)).token.containers.map(keyOf)),
    changePin: (tokenId, pin, newPin) =>
      inTurn(() => changePin({ folder, derive }, tokenId, pin, newPin)).finally(() => {
        pin.fill(0)
        newPin.fill(0)
      }),
    logIn: (tokenId, pin) =>
      inTurn(async () => {
        const { token, insertion } = await open(tokenId)
        const { token: proven, vaultKey } = await spendTry({ folder, derive }, token, pin)
        if (!proven.pin.isInitial) return softSession({ folder, tokenId, insertion, vaultKey, inTurn })
        vaultKey.fill(0)
        throw tokenError('INITIAL_PIN_MUST_CHANGE')
      }).finally(() => pin.fill(0)),
    close: () => inTurn(async () => {}),
  }
}

type Ground = Required<SoftDriverOptions>

const changePin = async ({ folder, derive }: Ground, tokenId: string, pin: Uint8Array, newPin: Uint8Array): Promise<PinFacts> => {
  const { token } = await openToken(folder, tokenId)
  if (token.pin.triesLeft > 0 && !isGoodPin(newPin, pin)) throw tokenError('PIN_POLICY')
  const { token: proven, vaultKey } = await spendTry({ folder, derive }, token, pin)
  const salt = newSalt()
  const pinKey = await derive(newPin, salt)
  const sealedKey = toBase64(seal(pinKey, vaultKey, token.serialNumber))
  for (const key of [pinKey, vaultKey]) key.fill(0)
  await openToken(folder, tokenId)
  const changed = { ...proven, pin: { ...proven.pin, isInitial: false }, vault: { salt: toBase64(salt), sealedKey } }
  await writeTokenFile(folder, changed)
  return pinFactsOf(changed)
}

/**
 * The counter goes down, on disk, before the PIN is looked at, and up again only when it was right: who kills the
 * program in between has spent the try.
 */
const spendTry = async ({ folder, derive }: Ground, token: TokenFile, pin: Uint8Array): Promise<Proven> => {
  const { triesLeft, triesMost } = token.pin
  if (triesLeft <= 0) throw tokenError('PIN_LOCKED')
  await writeTokenFile(folder, { ...token, pin: { ...token.pin, triesLeft: triesLeft - 1 } })
  const pinKey = await derive(pin, fromBase64(token.vault.salt))
  const vaultKey = unseal(pinKey, fromBase64(token.vault.sealedKey), token.serialNumber)
  pinKey.fill(0)
  const proven = { ...token, pin: { ...token.pin, triesLeft: triesMost } }
  if (vaultKey !== undefined) await writeTokenFile(folder, proven)
  await openToken(folder, token.serialNumber)
  if (vaultKey !== undefined) return { token: proven, vaultKey }
  throw triesLeft === 1 ? tokenError('PIN_LOCKED') : new AppError('PIN_INCORRECT', { detail: { triesLeft: triesLeft - 1 } })
}

interface Proven {
  readonly token: TokenFile
  readonly vaultKey: Uint8Array
}

const listTokens = async (folder: string): Promise<TokenFacts[]> => {
  const names = await readdir(folder).catch((cause: unknown) => {
    if (isMissing(cause)) return []
    throw tokenError('TOKEN_FAILED', cause)
  })
  const ids = names.flatMap((name) => tokenIdOfFile(name) ?? []).sort()
  // A file that cannot be read hides one token, never its neighbours.
  const tokens = await Promise.all(
    ids.map((tokenId) =>
      openToken(folder, tokenId).then(
        ({ token }) => factsOf(token),
        () => undefined,
      ),
    ),
  )
  return tokens.filter((each) => each !== undefined)
}

const factsOf = (token: TokenFile): TokenFacts => ({
  tokenId: token.serialNumber,
  driver: 'soft',
  manufacturer: softManufacturer,
  model: softModel,
  label: token.label,
  serialNumber: token.serialNumber,
  algorithms: softAlgorithms,
  space: { freeOctets: Math.max(0, freeOctetsOf(token)), totalOctets: token.totalOctets },
})

const pinFactsOf = ({ pin }: TokenFile): PinFacts => ({
  state: pinStateOf(pin.triesLeft, pin.triesMost),
  triesLeft: pin.triesLeft,
  triesMost: pin.triesMost,
  isInitial: pin.isInitial,
})

const isGoodPin = (newPin: Uint8Array, pin: Uint8Array): boolean =>
  newPin.length >= softPinOctets.least &&
  newPin.length <= softPinOctets.most &&
  !equalBytes(newPin, pin) &&
  !equalBytes(newPin, utf8(softFactoryPin))
