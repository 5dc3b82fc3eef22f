/** What a token promises, whatever it is made of: run on software, on PKCS#11 and on SKF. */
import { createHash, createPublicKey, createSign, createVerify, type KeyObject, sign, verify } from 'node:crypto'
import type { PinState } from '@certhall/contract/client/vocabulary'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import { toHex, utf8 } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import { type AlgorithmName, algorithmNames, algorithmOf } from '@certhall/pki/algorithm'
import { buildSerial } from '@certhall/pki/certificate/serial'
import { assembleCertificate, compileTemplate } from '@certhall/pki/certificate/template'
import { openNodeSignatures } from '@certhall/pki/key/node-signatures'
import { encodeName } from '@certhall/pki/name/name'
import type { GeneratedKey, TokenDriver, TokenSession } from '@certhall/token/token'
import { afterEach, describe, expect, it } from 'vitest'
import { holderKey } from './issuing-house.ts'

/** A fresh token, plugged in, without keys. */
export interface TokenOnBench {
  readonly driver: TokenDriver
  readonly tokenId: string
  /** Right now: the factory's, or one that was chosen. */
  readonly pin: string
  readonly unplug: () => Promise<void>
  readonly plugIn: () => Promise<void>
  /** From now on no further key fits. */
  readonly fill: () => Promise<void>
  /** Ends what `open` began. */
  readonly close: () => Promise<void>
}

export interface TokenKind {
  readonly open: (wish: { readonly pin: 'factory' | 'chosen'; readonly triesMost: number }) => Promise<TokenOnBench>
  /** Each is made and signs; everything else is refused. */
  readonly algorithms: readonly AlgorithmName[]
  /** What this kind can tell about itself; where it cannot, it must say null. */
  readonly tells: { readonly triesLeft: boolean; readonly isInitial: boolean; readonly space: boolean }
}

/** Six to sixteen octets, as every kind takes them. */
const chosenPin = '839201'
const wrongPin = '000000'

export const tokenSuite = (kind: string, { open, algorithms, tells }: TokenKind): void => {
  const [algorithm] = algorithms.includes('ecdsa-p256') ? (['ecdsa-p256'] as const) : algorithms
  if (algorithm === undefined) throw new RangeError('a token makes keys')
  let bench: TokenOnBench | undefined

  const put = async (wish: Partial<Parameters<TokenKind['open']>[0]> = {}): Promise<TokenOnBench> => {
    bench = await open({ pin: 'chosen', triesMost: 6, ...wish })
    return bench
  }
  const logIn = ({ driver, tokenId, pin }: TokenOnBench, typed = pin): Promise<TokenSession> => driver.logIn(tokenId, utf8(typed))
  const make = (session: TokenSession, keyId: string, name: AlgorithmName = algorithm): Promise<GeneratedKey> =>
    session.generateKey({ keyId, algorithm: name, label: 'certhall' })
  const factsOf = ({ driver, tokenId }: TokenOnBench) => driver.pinFacts(tokenId)
  const expectTries = async (token: TokenOnBench, triesLeft: number, state: PinState): Promise<void> => {
    expect(await factsOf(token)).toMatchObject({ state, triesLeft: tells.triesLeft ? triesLeft : null })
  }

  afterEach(async () => {
    await bench?.close()
    bench = undefined
  })

  describe(`PIN of a token: ${kind}`, () => {
    it('spends exactly one try for each wrong PIN, and none for asking', async () => {
      const token = await put({ triesMost: 4 })
      await expectTries(token, 4, 'ok')
      expect(await codeOf(logIn(token, wrongPin))).toBe('PIN_INCORRECT')
      await expectTries(token, 3, 'low')
      await expectTries(token, 3, 'low')
      await token.driver.list()
      await token.driver.keys(token.tokenId)
      expect(await codeOf(token.driver.changePin(token.tokenId, utf8(wrongPin), utf8('774411')))).toBe('PIN_INCORRECT')
      await expectTries(token, 2, 'low')
      expect(await codeOf(logIn(token, wrongPin))).toBe('PIN_INCORRECT')
      await expectTries(token, 1, 'final')
    })

    it('gives all tries back after the right PIN', async () => {
      const token = await put({ triesMost: 3 })
      await codeOf(logIn(token, wrongPin))
      await codeOf(logIn(token, wrongPin))
      await expectTries(token, 1, 'final')
      await (await logIn(token)).logOut()
      await expectTries(token, 3, 'ok')
    })

    it('is locked by the last wrong try, and then refuses the right one too without an attempt', async () => {
      const token = await put({ triesMost: 2 })
      await codeOf(logIn(token, wrongPin))
      expect(['PIN_LOCKED', 'PIN_INCORRECT']).toContain(await codeOf(logIn(token, wrongPin)))
      await expectTries(token, 0, 'locked')
      expect(await codeOf(logIn(token))).toBe('PIN_LOCKED')
      expect(await codeOf(token.driver.changePin(token.tokenId, utf8(token.pin), utf8('774411')))).toBe('PIN_LOCKED')
      await expectTries(token, 0, 'locked')
    })

    it('refuses a new PIN that is too short without an attempt', async () => {
      const token = await put({ triesMost: 4 })
      expect(await codeOf(token.driver.changePin(token.tokenId, utf8(token.pin), utf8('1')))).toBe('PIN_POLICY')
      await expectTries(token, 4, 'ok')
    })

    it('works under the new PIN alone after a change', async () => {
      const token = await put()
      await token.driver.changePin(token.tokenId, utf8(token.pin), utf8('774411'))
      expect(await codeOf(logIn(token))).toBe('PIN_INCORRECT')
      await (await logIn(token, '774411')).logOut()
    })

    it('is wiped from the memory handed in, right or wrong', async () => {
      const token = await put()
      const [right, wrong, changed, unknown] = [utf8(token.pin), utf8(wrongPin), utf8('774411'), utf8(wrongPin)]
      await codeOf(token.driver.logIn(token.tokenId, wrong))
      await codeOf(token.driver.logIn('no such token', unknown))
      await token.driver.changePin(token.tokenId, right, changed)
      for (const each of [right, wrong, changed, unknown]) expect(new Set(each)).toEqual(new Set([0]))
    })

    it('of the factory lets nothing happen but its change', async () => {
      const token = await put({ pin: 'factory' })
      expect((await factsOf(token)).isInitial).toBe(tells.isInitial ? true : null)
      const early = logIn(token).then((session) => make(session, keyIds[0]).finally(session.logOut))
      if (tells.isInitial) expect(await codeOf(early)).toBe('INITIAL_PIN_MUST_CHANGE')
      else await codeOf(early)
      await token.driver.changePin(token.tokenId, utf8(token.pin), utf8(chosenPin))
      expect((await factsOf(token)).isInitial).toBe(tells.isInitial ? false : null)
      const session = await logIn(token, chosenPin)
      await make(session, keyIds[0])
      await session.logOut()
    })
  })

  describe(`keys of a token: ${kind}`, () => {
    it('refuses what it does not know: token, key, algorithm', async () => {
      const token = await put()
      expect(await codeOf(token.driver.pinFacts('no such token'))).toBe('NO_TOKEN')
      expect(await codeOf(token.driver.keys('no such token'))).toBe('NO_TOKEN')
      const session = await logIn(token)
      expect(await codeOf(session.sign(keyIds[1], utf8('x')))).toBe('KEY_NOT_FOUND')
      expect(await codeOf(session.writeCertificates(keyIds[1], [await authority()]))).toBe('KEY_NOT_FOUND')
      for (const name of algorithmNames.filter((each) => !algorithms.includes(each))) {
        expect([name, await codeOf(make(session, keyIds[1], name))]).toEqual([name, 'ALGORITHM_UNSUPPORTED'])
      }
      await session.removeKey(keyIds[1])
      expect(await token.driver.keys(token.tokenId)).toEqual([])
      await session.logOut()
    })

    it('says what it is, the same every time', async () => {
      const token = await put()
      const facts = (await token.driver.list()).find(({ tokenId }) => tokenId === token.tokenId)
      expect([...(facts?.algorithms ?? [])].sort()).toEqual([...algorithms].sort())
      expect(facts?.serialNumber).not.toBe('')
      expect(typeof facts?.space.freeOctets).toBe(tells.space ? 'number' : 'object')
      expect((await token.driver.list()).find(({ tokenId }) => tokenId === token.tokenId)).toEqual(facts)
    })

    it.each(algorithms)('makes a key of %s inside, and signs with it', async (name) => {
      const token = await put()
      const session = await logIn(token)
      const { key, facts } = await make(session, keyIds[0], name)
      expect(facts).toEqual({ isGeneratedInToken: true, isSensitive: true, isNeverExtractable: true })
      expect(key).toMatchObject({ keyId: keyIds[0], algorithm: name, certificate: null })
      for (const content of [utf8(''), utf8('one'), systemRandom.bytes(5_000)]) {
        const signature = await session.sign(keyIds[0], content)
        expect(verifies(name, key.spki, content, signature)).toBe(true)
        expect(verifies(name, key.spki, utf8('another'), signature)).toBe(false)
      }
      await session.logOut()
      expect(await token.driver.keys(token.tokenId)).toEqual([key])
    })

    it('gives the key that is there when the same is asked again, in another login too', async () => {
      const token = await put()
      const first = await logIn(token)
      const { key } = await make(first, keyIds[0])
      expect((await make(first, keyIds[0])).key).toEqual(key)
      await first.logOut()
      const second = await logIn(token)
      expect((await make(second, keyIds[0])).key).toEqual(key)
      expect((await make(second, keyIds[1])).key.spki).not.toEqual(key.spki)
      await second.logOut()
      expect(await token.driver.keys(token.tokenId)).toHaveLength(2)
    })

    it('keeps a certificate beside its key, once however often it is written, until the key goes', async () => {
      const token = await put()
      const session = await logIn(token)
      const { key } = await make(session, keyIds[0])
      await make(session, keyIds[1])
      const leaf = await certificateOf(algorithm, key.spki, (tbs) => session.sign(keyIds[0], tbs))
      const chain = [leaf, await authority()]
      await session.writeCertificates(keyIds[0], chain)
      const free = async () => (await token.driver.list()).find(({ tokenId }) => tokenId === token.tokenId)?.space.freeOctets
      const freeAfter = await free()
      await session.writeCertificates(keyIds[0], chain)
      expect(await free()).toBe(freeAfter)
      const certificates = async () => {
        const keys = await token.driver.keys(token.tokenId)
        return new Map(keys.map(({ keyId, certificate }) => [keyId, certificate === null ? null : toHex(certificate)]))
      }
      expect(await certificates()).toEqual(
        new Map([
          [keyIds[0], toHex(leaf)],
          [keyIds[1], null],
        ]),
      )
      const renewed = await certificateOf(algorithm, key.spki, (tbs) => session.sign(keyIds[0], tbs))
      await session.writeCertificates(keyIds[0], [renewed, ...chain.slice(1)])
      expect((await certificates()).get(keyIds[0])).toBe(toHex(renewed))
      await session.removeKey(keyIds[0])
      await session.removeKey(keyIds[0])
      expect(await certificates()).toEqual(new Map([[keyIds[1], null]]))
      expect(await codeOf(session.sign(keyIds[0], utf8('x')))).toBe('KEY_NOT_FOUND')
      await session.logOut()
    })

    it('refuses a key that does not fit, and keeps what it has', async () => {
      const token = await put()
      const session = await logIn(token)
      const { key } = await make(session, keyIds[0])
      await token.fill()
      expect(await codeOf(make(session, keyIds[1]))).toBe('TOKEN_FULL')
      expect((await make(session, keyIds[0])).key).toEqual(key)
      expect(verifies(algorithm, key.spki, utf8('still'), await session.sign(keyIds[0], utf8('still')))).toBe(true)
      await session.logOut()
      expect((await token.driver.keys(token.tokenId)).map(({ keyId }) => keyId)).toEqual([keyIds[0]])
    })
  })

  describe(`a login to a token: ${kind}`, () => {
    it('ends: nothing works after it, and ending it again does no harm', async () => {
      const token = await put()
      const session = await logIn(token)
      await make(session, keyIds[0])
      await session.logOut()
      await session.logOut()
      expect(await codeOf(session.sign(keyIds[0], utf8('x')))).toBe('TOKEN_FAILED')
      expect(await codeOf(make(session, keyIds[1]))).toBe('TOKEN_FAILED')
    })

    it('does not outlive the token: pulled out while a key is made, and put in again', async () => {
      const token = await put()
      const session = await logIn(token)
      const making = codeOf(make(session, keyIds[0], algorithms.includes('rsa-2048') ? 'rsa-2048' : algorithm))
      await token.unplug()
      expect(await making).toBe('TOKEN_REMOVED')
      expect((await token.driver.list()).map(({ tokenId }) => tokenId)).not.toContain(token.tokenId)
      expect(['TOKEN_REMOVED', 'NO_TOKEN']).toContain(await codeOf(token.driver.pinFacts(token.tokenId)))
      expect(['TOKEN_REMOVED', 'NO_TOKEN']).toContain(await codeOf(logIn(token)))
      await token.plugIn()
      expect(['TOKEN_REMOVED', 'TOKEN_FAILED']).toContain(await codeOf(session.sign(keyIds[0], utf8('x'))))
      await session.logOut()
      const again = await logIn(token)
      const { key } = await make(again, keyIds[0])
      expect(await token.driver.keys(token.tokenId)).toEqual([key])
      await again.logOut()
    })

    it('tried on a token that is out spends nothing', async () => {
      const token = await put({ triesMost: 3 })
      await token.driver.list()
      await token.unplug()
      expect(['TOKEN_REMOVED', 'NO_TOKEN']).toContain(await codeOf(logIn(token, wrongPin)))
      await token.plugIn()
      await expectTries(token, 3, 'ok')
    })
  })
}

/** Hexadecimal, for kinds whose keys are named by octets. */
const keyIds = ['c0ffee01', 'c0ffee02'] as const

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

const signatures = openNodeSignatures<KeyObject>({ createHash, createSign, createVerify, sign, verify })

const verifies = (name: AlgorithmName, spki: Uint8Array, content: Uint8Array, signature: Uint8Array): boolean =>
  signatures.verify({ algorithm: algorithmOf(name), spki, key: publicKeyOf(spki) }, content, signature)

const publicKeyOf = (spki: Uint8Array): KeyObject => createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })

type SignBy = (tbs: Uint8Array) => Promise<Uint8Array>

/** Self-signed, as short as a real one can be. */
export const certificateOf = async (name: AlgorithmName, spki: Uint8Array, signBy: SignBy): Promise<Uint8Array> => {
  const subject = orThrow(encodeName([{ type: 'CN', value: '测试' }]))
  const notAfterMs = Date.UTC(2030, 0, 1)
  const template = compileTemplate({ issuer: subject, algorithm: algorithmOf(name), extensions: ['subjectKeyIdentifier'] })
  const serial = buildSerial(1, notAfterMs, systemRandom.bytes(16))
  const tbs = template.buildTbs({ serial, notBeforeMs: Date.UTC(2026, 0, 1), notAfterMs, subject, spki })
  return assembleCertificate(algorithmOf(name), tbs, await signBy(tbs))
}

const authority = (): Promise<Uint8Array> => {
  const { spki, privateKey } = holderKey('ecdsa-p256')
  const by = { algorithm: algorithmOf('ecdsa-p256'), spki, key: privateKey }
  return certificateOf('ecdsa-p256', spki, async (tbs) => signatures.sign(by, tbs))
}
