import { generatePasscode } from '@certhall/contract/passcode/passcode-code'
import { systemRandom } from '@certhall/kernel/random'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchPasscodes } from './match-passcode.ts'
import { passcodePepper } from './passcode-pepper.ts'

const pepper = passcodePepper(new Uint8Array(32).fill(1))
const storeOf = (codes: readonly { locator: string; secret: string }[]) => {
  const rows = codes.map(({ locator, secret }, index) => ({
    passcodeId: String(index),
    locator,
    secretHmac: pepper.digest(locator, secret),
  }))
  return { secretsOf: async (locators: readonly string[]) => rows.filter((row) => locators.includes(row.locator)) }
}

describe('finding the row of a PASSCODE', () => {
  it('finds nothing for another secret, another locator, or another pepper', async () => {
    const code = generatePasscode(systemRandom)
    const other = generatePasscode(systemRandom)
    const store = storeOf([code])
    expect(
      await matchPasscodes(store, pepper, [
        { locator: code.locator, secret: other.secret },
        { locator: other.locator, secret: code.secret },
      ]),
    ).toEqual([undefined, undefined])
    expect(await matchPasscodes(store, passcodePepper(new Uint8Array(32)), [code])).toEqual([undefined])
  })

  it('makes the digest for an unknown locator as well, so that time does not tell', async () => {
    let digests = 0
    const counting = { digest: (locator: string, secret: string) => ((digests += 1), pepper.digest(locator, secret)) }
    const code = generatePasscode(systemRandom)
    await matchPasscodes(storeOf([]), counting, [code])
    await matchPasscodes(storeOf([code]), counting, [code])
    expect(digests).toBe(2)
  })

  it('finds the right one of several with one locator', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.nat(5), async (count, pick) => {
        const codes = Array.from({ length: count }, () => ({ locator: 'ABCD', secret: generatePasscode(systemRandom).secret }))
        const wanted = codes[pick % count]
        if (wanted === undefined) return
        expect(await matchPasscodes(storeOf(codes), pepper, [wanted])).toEqual([String(pick % count)])
      }),
    )
  })
})
