import { orThrow } from '@certhall/kernel/app-error'
import { openCatalogue, shippedCatalogue } from '@certhall/token/catalogue/catalogue'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { type Language, openPerson, type widths } from './chromium.ts'
import { hall } from './hall.ts'
import { planOf } from './plans.ts'
import type { TestClient } from './ukey-client.ts'
import { agreeThere, chosenPin as pin, passcodeFor, passcodeView, ukeyPerson } from './ukey-person.ts'
import { words } from './words.ts'

/** What a download into a UKEY survives, or how it ends: one certificate, or a clear way out. Each in one language; the words of both are complete by their types. */
export const ukeyTrouble = (clientOf: () => TestClient): void => {
  describe('a download into a UKEY in trouble', () => {
    let leave: () => Promise<void>
    let number = 80
    let token: string

    /** A person at a page of their own, the client beside them with one UKEY, and a PASSCODE. */
    const come = async (
      language: Language,
      width: keyof typeof widths,
      wish: { readonly triesMost?: number; readonly totalOctets?: number } = {},
    ) => {
      const client = clientOf()
      const { context, page } = await openPerson(hall().browser, language, width)
      leave = async () => {
        await client.kill()
        await client.unplug(token)
        await context.close()
      }
      await client.start()
      token = await client.newToken({ label: 'trouble', pin, ...wish })
      const { ukey, shell } = words[language]
      const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()
      return {
        client,
        page,
        press,
        ukey,
        problem: shell.problem,
        its: ukeyPerson(page, language),
        passcode: await passcodeFor(planOf((number += 1))),
      }
    }
    afterEach(() => leave())

    it('goes on when the client was killed while it waited for the person, and again before it wrote', async () => {
      const { client, page, ukey, its, passcode } = await come('zh', 'narrow')
      const lost = page.getByRole('alert').getByText(ukey.faults.CLIENT_LOST.title)
      await its.enter(passcode)
      await its.submit()
      await client.kill()
      await lost.waitFor()
      await its.look('ukey-client-lost')
      await client.start()
      await agreeThere(await its.submit())
      await page.getByRole('button', { name: ukey.consent.open }).waitFor()
      await client.kill()
      await lost.waitFor()
      expect(await client.certificatesOn(token)).toBe(0)
      await client.start()
      await agreeThere(await its.submit())
      await its.finished()
      expect(await client.certificatesOn(token)).toBe(1)
      expect(await client.keysOn(token)).toBe(1)
      expect((await passcodeView(passcode)).state).toBe('used')
    })

    it('is confirmed in the end when the network lost the certificate once, and the confirmation twice', async () => {
      const { client, page, press, problem, its, passcode } = await come('en', 'wide')
      const lost = await loseOnce(page, [
        ['redeem', 'answer'],
        ['confirm', 'request'],
      ])
      await its.enter(passcode)
      await agreeThere(await its.submit())
      await agreeThere(await its.openConsent())
      await page.getByRole('button', { name: problem.retry }).waitFor()
      await its.look('ukey-confirm-lost')
      expect((await passcodeView(passcode)).state).toBe('redeeming')
      const again = await loseOnce(page, [['confirm', 'answer']])
      await press(problem.retry)
      await expect.poll(() => [...lost, ...again]).toEqual(['redeem', 'confirm', 'confirm'])
      await press(problem.retry)
      await its.finished()
      expect(await client.certificatesOn(token)).toBe(1)
      const { state, issued } = await passcodeView(passcode)
      expect(state).toBe('used')
      await page
        .getByText(issued?.serialNumber ?? '')
        .first()
        .waitFor()
    })

    it('stops at a UKEY that locks, says where to go, and takes another one while no key is bound', async () => {
      const { client, page, press, ukey, its, passcode } = await come('en', 'narrow', { triesMost: 2 })
      await its.enter(passcode)
      const consent = await its.submit()
      await agreeThere(consent, '999999')
      await consent.locator('[name=lastTry]').check()
      await agreeThere(consent, '999999')
      await page.getByRole('alert').getByText(ukey.faults.PIN_LOCKED.title).waitFor()
      await page.getByText(ukey.remedies.locked).waitFor()
      await page.locator('main').getByRole('link', { name: ukey.remedies.toServicePoints }).waitFor()
      await page.locator('main a[href^="tel:"]').first().waitFor()
      await its.look('ukey-locked')
      await press(ukey.choose.submit)
      await page.getByText(ukey.choose.notReady).waitFor()
      expect(await passcodeView(passcode)).toMatchObject({ state: 'delivered', boundSpkiSha256: null })
      await client.unplug(token)
      token = await client.newToken({ label: 'instead', pin })
      await its.enter(passcode)
      await agreeThere(await its.submit())
      await agreeThere(await its.openConsent())
      await its.finished()
      expect(await client.certificatesOn(token)).toBe(1)
    })

    it('asks for room in a full UKEY, before the PASSCODE is touched and after, and goes on when there is some', async () => {
      const { client, page, press, ukey, its, passcode } = await come('zh', 'wide', { totalOctets: 4_000 })
      await its.enter(passcode)
      await page.getByText(ukey.remedies.makeRoom).waitFor()
      await press(ukey.choose.submit)
      await page.getByText(ukey.choose.notReady).waitFor()
      await its.look('ukey-full')
      expect(await passcodeView(passcode)).toMatchObject({ state: 'delivered', boundSpkiSha256: null })
      await client.resize(token, 65_536)
      await press(ukey.checks.again)
      await page.getByText(ukey.remedies.makeRoom).waitFor({ state: 'detached' })
      await agreeThere(await its.submit())
      await page.getByRole('button', { name: ukey.consent.open }).waitFor()
      await client.resize(token, 0)
      await agreeThere(await its.openConsent())
      await page.getByRole('alert').getByText(ukey.faults.TOKEN_FULL.title).waitFor()
      await page.getByText(ukey.remedies.makeRoomHere).waitFor()
      await its.look('ukey-full-late')
      expect(await client.certificatesOn(token)).toBe(0)
      expect((await passcodeView(passcode)).state).toBe('redeeming')
      await client.resize(token, 65_536)
      await press(ukey.checks.again)
      await page.getByText(ukey.remedies.makeRoomHere).waitFor({ state: 'detached' })
      await agreeThere(await its.submit())
      await its.finished()
      expect(await client.certificatesOn(token)).toBe(1)
    })
  })
}

/** 选择UKEY型号 where several models match: the best stands there, and the person's word counts at the client. */
export const ukeyModels = (clientOf: () => TestClient): void => {
  describe('a UKEY that several models match', () => {
    it.each([
      ['zh', 'narrow'],
      ['en', 'wide'],
    ] as const)('is preselected as the best, and named as the person says, on %s pages', async (language, width) => {
      const client = clientOf()
      const { context, page } = await openPerson(hall().browser, language, width)
      const its = ukeyPerson(page, language)
      const { choose, pin: said } = words[language].ukey
      const token = await client.newToken({ label: 'two names', pin })
      await client.start(twoModels())
      const [best, other] = twoModels().map(({ nameZh, nameEn }) => (language === 'zh' ? nameZh : nameEn))
      await its.open('/hall/ukey/pin')
      const model = page.getByLabel(choose.exactModel, { exact: true })
      await model.waitFor()
      expect(await model.locator('option:checked').textContent()).toBe(best)
      await model.selectOption({ label: other ?? '' })
      await page
        .locator('.token')
        .getByText(other ?? '')
        .waitFor()
      await its.look('ukey-model')
      const consent = await its.windowBy(page.getByRole('button', { name: said.change, exact: true }))
      await consent
        .getByText(other ?? '')
        .first()
        .waitFor()
      await agreeThere(consent, pin, '864209')
      await page.getByText(said.changed, { exact: true }).waitFor()
      await client.kill()
      await client.unplug(token)
      await context.close()
    })
  })
}

/** Two entries that say the same of how they are recognised. */
const twoModels = () => {
  const [first] = orThrow(openCatalogue(shippedCatalogue())).models.filter(({ kind }) => kind === 'soft')
  return first === undefined
    ? []
    : [first, { ...first, modelId: 'another-software-ukey', nameZh: '另一种软件 UKEY', nameEn: 'Another software UKEY' }]
}

/** The network loses one request to each address, or the answer to it. */
const loseOnce = async (
  page: Page,
  losses: readonly (readonly [address: string, what: 'request' | 'answer'])[],
): Promise<readonly string[]> => {
  const lost: string[] = []
  for (const [address, what] of losses) {
    const lose: Parameters<Page['route']>[1] = async (route) => {
      if (what === 'answer') await route.fetch()
      lost.push(address)
      await route.abort('internetdisconnected')
    }
    await page.route(`**/api/v1/passcodes/${address}`, lose, { times: 1 })
  }
  return lost
}
