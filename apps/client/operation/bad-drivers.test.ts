import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '@certhall/kernel/app-error'
import { type ClientHouse, type ClientPage, consentTo, goodPin, openClientHouse, submit, visit } from '@certhall/testkit/client-house'
import type { TokenLogin, Tokens } from './ports.ts'

let house: ClientHouse | undefined
afterEach(() => house?.close())

const never = <Result>(): Promise<Result> => new Promise(() => {})
const bendLogin =
  (change: (login: TokenLogin) => Partial<TokenLogin>) =>
  (tokens: Tokens): Tokens => ({
    ...tokens,
    logIn: async (tokenId, pin) => {
      const login = await tokens.logIn(tokenId, pin)
      return { ...login, ...change(login) }
    },
  })

const openWith = async (
  bend: (tokens: Tokens) => Tokens,
  limits = {},
): Promise<{ house: ClientHouse; page: ClientPage; tokenRef: string }> => {
  house = await openClientHouse({ bend, limits })
  const page = await house.page()
  await page.greet()
  return { house, page, tokenRef: (await page.token()).tokenRef }
}
const enrol = async (page: ClientPage, tokenRef: string): Promise<string | undefined> => {
  const asked = page.call('key.enrol', { tokenRef, enrolId: 'one', algorithm: 'ecdsa-p256', subject: 'CN=张三', language: 'en' })
  await consentTo(await page.consent(), { pin: goodPin })
  return (await asked).error?.code
}

describe('a driver that hangs', () => {
  it('at the login ends in DRIVER_TIMEOUT, a login that comes later is ended, and the client goes on', async () => {
    let answer = (): void => {}
    let loggedOut = 0
    const { page, tokenRef } = await openWith(
      (tokens) => ({
        ...tokens,
        logIn: async (tokenId, pin) => {
          const login = await tokens.logIn(tokenId, pin)
          await new Promise<void>((resolve) => (answer = resolve))
          return {
            ...login,
            logOut: async () => {
              loggedOut += 1
              await login.logOut()
            },
          }
        },
      }),
      { driverCallMs: 1_500 },
    )
    expect(await enrol(page, tokenRef)).toBe('DRIVER_TIMEOUT')
    answer()
    await expect.poll(() => loggedOut).toBe(1)
    expect((await page.ask('token.list', {})).tokens).toHaveLength(1)
  })

  it('at the list hangs nobody else: the next page hears DRIVER_TIMEOUT too, and greetings are answered', async () => {
    house = await openClientHouse({ bend: (tokens) => ({ ...tokens, list: never }), limits: { driverCallMs: 100 } })
    const page = await house.page()
    await page.greet()
    expect((await page.call('token.list', {})).error?.code).toBe('DRIVER_TIMEOUT')
    expect((await page.greet()).protocol).toBe(1)
  })
})

describe('a driver that crashes', () => {
  it('is told as such, and the login is ended all the same', async () => {
    let loggedOut = 0
    const { page, tokenRef } = await openWith(
      bendLogin((login) => ({
        generateKey: async () => {
          throw new AppError('DRIVER_CRASHED')
        },
        logOut: async () => {
          loggedOut += 1
          await login.logOut()
        },
      })),
    )
    expect(await enrol(page, tokenRef)).toBe('DRIVER_CRASHED')
    expect(loggedOut).toBe(1)
  })

  it('with an error of its own kind is TOKEN_FAILED, and its words reach no page', async () => {
    const { page, tokenRef } = await openWith(
      bendLogin(() => ({
        generateKey: async () => {
          throw new Error('/usr/lib/secret-vendor.so: 0x0A000001')
        },
      })),
    )
    expect(await enrol(page, tokenRef)).toBe('TOKEN_FAILED')
    expect(JSON.stringify(page.events)).not.toContain('secret-vendor')
  })
})

describe('a driver that lies', () => {
  it('about a signature: no request leaves, and no key counts as enrolled', async () => {
    const { house: own, page, tokenRef } = await openWith(bendLogin(() => ({ sign: async () => new Uint8Array(64) })))
    expect(await enrol(page, tokenRef)).toBe('TOKEN_FAILED')
    expect(own.stateFile('enrolments.json')).toContain('"csr":null')
  })

  it('about a signature that has the right form', async () => {
    const { page, tokenRef } = await openWith(bendLogin((login) => ({ sign: (keyId) => login.sign(keyId, Uint8Array.of(1)) })))
    expect(await enrol(page, tokenRef)).toBe('TOKEN_FAILED')
  })

  it('about the key: a public key of another kind, or rubbish', async () => {
    const { page, tokenRef } = await openWith(
      bendLogin((login) => ({
        generateKey: async (request) => {
          const made = await login.generateKey(request)
          return { ...made, key: { ...made.key, spki: new Uint8Array(5_000) } }
        },
      })),
    )
    expect(await enrol(page, tokenRef)).toBe('TOKEN_FAILED')
  })

  it('about nothing, but gives a key that could be exported: refused and removed', async () => {
    const {
      house: own,
      page,
      tokenRef,
    } = await openWith(
      bendLogin((login) => ({
        generateKey: async (request) => ({
          ...(await login.generateKey(request)),
          facts: { isGeneratedInToken: true, isSensitive: true, isNeverExtractable: false },
        }),
      })),
    )
    expect(await enrol(page, tokenRef)).toBe('KEY_EXPORTABLE')
    expect(await own.driver.keys(own.tokenId)).toEqual([])
  })

  it('about what it wrote: read back, it is not believed', async () => {
    const { house: own, page, tokenRef } = await openWith(bendLogin(() => ({ writeCertificates: async () => {} })))
    const asked = page.ask('key.enrol', { tokenRef, enrolId: 'one', algorithm: 'ecdsa-p256', subject: 'CN=张三', language: 'en' })
    await consentTo(await page.consent(), { pin: goodPin })
    const installed = page.call('certificate.install', { tokenRef, enrolId: 'one', chain: own.ca.issue((await asked).csr), language: 'en' })
    await consentTo(await page.consent(), { pin: goodPin })
    expect((await installed).error?.code).toBe('TOKEN_FAILED')
  })

  it('about lengths and tries: the page never sees what nobody agreed on, and an honest neighbour stays in the list', async () => {
    house = await openClientHouse({
      bend: (tokens) => ({
        ...tokens,
        list: async () => (await tokens.list()).flatMap((facts) => [{ ...facts, tokenId: 'liar', label: 'x'.repeat(100_000) }, facts]),
        pinFacts: async (tokenId) => (tokenId === 'liar' ? ({ state: 'ok', triesLeft: 'many' } as never) : tokens.pinFacts(tokenId)),
      }),
    })
    const page = await house.page()
    await page.greet()
    expect((await page.ask('token.list', {})).tokens.map(({ serialNumber }) => serialNumber)).toEqual([house.tokenId])
  })

  it('about the PIN being wrong: it is asked again and again by the person alone', async () => {
    let wrong = 0
    const {
      house: own,
      page,
      tokenRef,
    } = await openWith((tokens) => ({
      ...tokens,
      logIn: async () => {
        wrong += 1
        throw new AppError('PIN_INCORRECT')
      },
    }))
    const asked = page.call('key.enrol', { tokenRef, enrolId: 'one', algorithm: 'ecdsa-p256', subject: 'CN=张三', language: 'en' })
    const url = await page.consent()
    const first = await visit(url)
    const second = await submit(url, { formToken: first.formToken, decision: 'agree', pin: goodPin })
    expect(second.html).toContain('The PIN is wrong')
    expect(wrong).toBe(1)
    await submit(url, { formToken: second.formToken, decision: 'cancel' })
    expect((await asked).error?.code).toBe('USER_CANCELLED')
    expect(wrong).toBe(1)
    expect((await own.driver.pinFacts(own.tokenId)).triesLeft).toBe(6)
  })
})

describe('PINs in memory', () => {
  it('are overwritten after every call, also after one that failed', async () => {
    const seen: Uint8Array[] = []
    const { page, tokenRef } = await openWith((tokens) => ({
      ...tokens,
      logIn: async (_tokenId, pin) => {
        seen.push(pin)
        throw new AppError('DRIVER_CRASHED')
      },
    }))
    expect(await enrol(page, tokenRef)).toBe('DRIVER_CRASHED')
    expect(seen.map((pin) => [...pin].every((octet) => octet === 0))).toEqual([true])
  })
})

describe('watching tokens', () => {
  it('tells of one pulled and put in again, and stops when asked', async () => {
    let isIn = true
    const { page } = await openWith((tokens) => ({ ...tokens, list: async () => (isIn ? tokens.list() : []) }))
    await page.ask('token.watch', { on: true })
    // The first look only learns what is in.
    await page.ask('token.list', {})
    isIn = false
    await page.event('token.removed')
    isIn = true
    await page.event('token.inserted')
    expect(await page.ask('token.watch', { on: false })).toEqual({})
  })
})
