import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Download } from '../journeys/holder.ts'
import { enterWith, freeze } from '../journeys/holder-acts.ts'
import { readClock } from '../journeys/evaluation-clock.ts'
import type { Language } from './chromium.ts'
import { addressOf, dayMs, enter, holderHall, inBrowser, jump, nameLike } from './holder-hall.ts'
import { ask, pemOf } from './holder-check.ts'
import { looker } from './story.ts'
import { words } from './words.ts'

const patience = { timeout: 20_000 }

/** Sixty days before the end of two certificates: both are renewed in one go; then one of them is frozen, and has a past. */
export const holderRenewals = (both: () => readonly [Download, Download]) =>
  describe('certificates that are about to end', () => {
    beforeAll(async () => {
      const ends = both().map(({ issued }) => Date.parse(issued.notAfter))
      await jump({ to: new Date(Math.min(...ends) - 60 * dayMs).toISOString() })
    })

    it('在 1280 像素宽的中文页面上：勾选两张，未同意不能提交，返回后都还在', () =>
      inBrowser('zh', 'wide', async (page) => {
        const { certificate, application } = words.zh
        const look = looker('zh')
        await enter(page, 'zh', both()[0])
        await page.getByText(certificate.list.severalHint).waitFor()
        await look(page, 'renewals-list')
        await tickBoth(page, 'zh')
        await page.getByRole('button', { name: certificate.renewals.submit, exact: true }).click()
        await page.locator('.summary').waitFor()
        await page.getByText(application.notice.consentMissing).first().waitFor()
        await page.getByText(certificate.renewals.declarationMissing).first().waitFor()
        await look(page, 'renewals-refused')
        await page.getByRole('link', { name: certificate.start.cancel, exact: true }).click()
        await page.getByText(certificate.list.severalHint).waitFor()
      }))

    it('on English pages 390 pixels wide: two in one go, each with a number of its own', () =>
      inBrowser('en', 'narrow', async (page) => {
        const { certificate } = words.en
        const look = looker('en')
        await enter(page, 'en', both()[0])
        await tickBoth(page, 'en')
        await look(page, 'renewals-chosen')
        for (const box of await page.getByRole('checkbox').all()) await box.check()
        await page.getByRole('button', { name: certificate.renewals.submit, exact: true }).click()
        await page.getByText(certificate.renewals.doneTitle).waitFor()
        const numbers = await page
          .locator('main')
          .getByRole('link', { name: /A\d{4}-\d{6}/ })
          .allTextContents()
        expect(new Set(numbers).size).toBe(2)
        await look(page, 'renewals-done')
        await page.getByRole('link', { name: certificate.detail.back }).click()
        const open = nameLike(certificate.list.open.replace('{type}', certificate.applicationTypes.renew))
        await expect.poll(() => page.getByText(open).count(), patience).toBe(2)
        expect(await page.getByRole('checkbox').count()).toBe(0)
        await look(page, 'renewals-open')
      }))

    it('在中文页面上核验刚冻结的一张：现在不可信赖，上个月有效', async () => {
      const { baseUrl } = holderHall().system
      const [, second] = both()
      await freeze(await enterWith(baseUrl, second), second, 'suspicious')
      const monthAgo = new Date(Date.parse((await readClock(baseUrl)).now) - 30 * dayMs).toISOString().slice(0, 16)
      await inBrowser('zh', 'narrow', async (page) => {
        const { states, past } = words.zh.check
        await page.goto(addressOf('/check'))
        await ask(page, 'zh', { pem: pemOf(second), at: monthAgo })
        await page.getByText(states.frozen, { exact: true }).waitFor()
        await page.getByText(past.good, { exact: true }).waitFor()
        await looker('zh')(page, 'check-past')
      })
    })
  })

/** From the list to the page of several. */
const tickBoth = async (page: Page, language: Language): Promise<void> => {
  const { list, renewals } = words[language].certificate
  const ticks = page.getByRole('checkbox', { name: nameLike(list.select) })
  await expect.poll(() => ticks.count(), patience).toBe(2)
  for (const tick of await ticks.all()) await tick.check()
  await page.getByRole('button', { name: list.several_other.replace('{count}', '2') }).click()
  await page.getByRole('heading', { name: renewals.chosen }).waitFor()
}
