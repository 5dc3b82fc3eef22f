/**
 * Tokens behind a vendor's PKCS#11 library. The standard knows no number of tries left, only flags, and no word for "still
 * the factory's PIN" but a flag that many libraries never set: what is not told is null.
 */
import { oneAtATime } from '../in-turn.ts'
import type { TokenQuirks } from '../quirks.ts'
import type { TokenDriver, TokenFacts } from '../token.ts'
import { ckf, ckuUser } from './constants.ts'
import { type Library, openLibrary } from './library.ts'
import { withMemory } from './memory.ts'
import { type Login, openLogin } from './login.ts'
import { loginSession } from './login-session.ts'
import { objectsOf } from './objects.ts'
import { checkNewPin, openPinReader, type PinReader, refuseLockedPin, spendTry } from './pin.ts'
import { readKeys } from './public-keys.ts'
import { abilitiesOf, type PresentToken, presentTokens } from './slots.ts'
import { tokenError } from './token-code.ts'

export interface Pkcs11DriverOptions {
  readonly libraryPath: string
  readonly quirks: TokenQuirks
}

export const openPkcs11Driver = async ({ libraryPath, quirks }: Pkcs11DriverOptions): Promise<TokenDriver> => {
  const library = await openLibrary(libraryPath)
  const inTurn = oneAtATime()
  const seen = new Set<string>()
  const ground: Ground = { library, quirks, pins: openPinReader(quirks), present: (tokenId) => presentToken(library, seen, tokenId) }
  /** The login belongs to the process: a second one ends the first. */
  let current: Login | undefined
  const endCurrent = async (): Promise<void> => {
    await current?.end()
    current = undefined
  }
  return {
    list: () =>
      inTurn(async () => {
        const facts: TokenFacts[] = []
        for (const token of await presentTokens(library)) {
          seen.add(token.tokenId)
          facts.push(await factsOf(library, token))
        }
        return facts
      }),
    pinFacts: (tokenId) => inTurn(async () => ground.pins.read(await ground.present(tokenId))),
    keys: (tokenId) =>
      inTurn(async () => {
        const { slot } = await ground.present(tokenId)
        return withSession(library, slot, 'readOnly', (session) => readKeys(objectsOf(library, session)))
      }),
    changePin: (tokenId, pin, newPin) =>
      inTurn(async () => {
        await endCurrent()
        return changePin(ground, tokenId, pin, newPin)
      }).finally(() => [pin, newPin].forEach((each) => each.fill(0))),
    logIn: (tokenId, pin) =>
      inTurn(async () => {
        await endCurrent()
        current = await logIn(ground, tokenId, pin)
        return loginSession(current, inTurn)
      }).finally(() => pin.fill(0)),
    close: () =>
      inTurn(async () => {
        await endCurrent()
        await library.close()
      }),
  }
}

interface Ground {
  readonly library: Library
  readonly quirks: TokenQuirks
  readonly pins: PinReader
  readonly present: (tokenId: string) => Promise<PresentToken>
}

const presentToken = async (library: Library, seen: Set<string>, tokenId: string): Promise<PresentToken> => {
  const token = (await presentTokens(library)).find((each) => each.tokenId === tokenId)
  if (token === undefined) throw tokenError(seen.has(tokenId) ? 'TOKEN_REMOVED' : 'NO_TOKEN')
  seen.add(tokenId)
  return token
}

const factsOf = async (library: Library, token: PresentToken): Promise<TokenFacts> => {
  const { tokenId, manufacturer, model, label, serialNumber, space } = token
  const { algorithms } = await abilitiesOf(library, token.slot)
  return { tokenId, driver: 'pkcs11', manufacturer, model, label, serialNumber, space, algorithms }
}

const changePin = async ({ library, quirks, pins, present }: Ground, tokenId: string, pin: Uint8Array, newPin: Uint8Array) => {
  const token = await present(tokenId)
  refuseLockedPin(token)
  checkNewPin(token, quirks, pin, newPin)
  await withSession(library, token.slot, 'readWrite', (session) =>
    withMemory(library.layout, (memory) => {
      const [old, chosen] = [memory.copy(pin), memory.copy(newPin)]
      const attempt = () => library.call('C_SetPIN', session, old.address, pin.length, chosen.address, newPin.length)
      return spendTry(() => present(tokenId), attempt)
    }),
  )
  pins.markChanged(tokenId)
  return pins.read(await present(tokenId))
}

const logIn = async ({ library, quirks, pins, present }: Ground, tokenId: string, pin: Uint8Array): Promise<Login> => {
  const token = await present(tokenId)
  refuseLockedPin(token)
  // The token would let us in and then refuse every step: this way not even a try is spent.
  if (pins.read(token).isInitial === true) throw tokenError('INITIAL_PIN_MUST_CHANGE')
  const { mechanisms, algorithms } = await abilitiesOf(library, token.slot)
  const session = await openSession(library, token.slot, 'readWrite')
  try {
    await withMemory(library.layout, (memory) => {
      const typed = memory.copy(pin)
      return spendTry(
        () => present(tokenId),
        () => library.call('C_Login', session, ckuUser, typed.address, pin.length),
        'PIN_INCORRECT',
      )
    })
  } catch (error) {
    await library.ask('C_CloseSession', session)
    throw error
  }
  const end = async (): Promise<void> => {
    await library.ask('C_Logout', session)
    await library.ask('C_CloseSession', session)
  }
  const objects = objectsOf(library, session)
  return openLogin({ objects, algorithms, mechanisms, hashing: quirks.hashing, stillIn: () => present(tokenId) }, end)
}

type Access = 'readOnly' | 'readWrite'

const withSession = async <Value>(
  library: Library,
  slot: bigint,
  access: Access,
  work: (session: bigint) => Promise<Value>,
): Promise<Value> => {
  const session = await openSession(library, slot, access)
  try {
    return await work(session)
  } finally {
    await library.ask('C_CloseSession', session)
  }
}

const openSession = (library: Library, slot: bigint, access: Access): Promise<bigint> =>
  withMemory(library.layout, async (memory) => {
    const session = memory.ulong(0n)
    const flags = access === 'readWrite' ? ckf.serialSession | ckf.rwSession : ckf.serialSession
    await library.call('C_OpenSession', slot, flags, null, null, session.address)
    return memory.readUlong(session)
  })
