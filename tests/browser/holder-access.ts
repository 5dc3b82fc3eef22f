import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { Download } from '../journeys/holder.ts'
import { enter, inBrowser, manageName, unlock } from './holder-hall.ts'
import { looker } from './story.ts'
import { words } from './words.ts'

/** 登录记录: two browsers logged in with one certificate; the other one is ended and told so at its next step. */
export const holderAccess = (held: () => Download): void =>
  it('sees both logins, ends the one on English pages 390 pixels wide, which says so, logs in again and goes on', () =>
    inBrowser('zh', 'wide', async (page) => {
      const { sessions, room } = words.zh.holder
      await enter(page, 'zh', held())
      await inBrowser('en', 'narrow', async (other) => {
        await enter(other, 'en', held())
        await page.getByRole('link', { name: room.sessions, exact: true }).click()
        await expect.poll(() => cards(page).count(), patience).toBe(2)
        await looker('zh')(page, 'sessions-two')
        await cards(page).filter({ hasNotText: sessions.current }).getByRole('button', { name: sessions.end, exact: true }).click()
        await expect.poll(() => cards(page).count(), patience).toBe(1)
        await toldAndBack(other, held())
        await page.reload()
        await expect.poll(() => cards(page).count(), patience).toBe(2)
      })
      await cards(page).filter({ hasText: sessions.current }).getByRole('button', { name: sessions.end, exact: true }).click()
      await page.getByRole('button', { name: words.zh.holder.login.tileAction }).waitFor()
      expect(await page.locator('.holder-bar').count()).toBe(0)
    }))

/** The next step says that the login is over, over the page that stays; after another login that step is done. */
const toldAndBack = async (page: Page, held: Download): Promise<void> => {
  const { holder, certificate } = words.en
  await page
    .getByRole('link', { name: manageName('en') })
    .first()
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('heading', { name: holder.ended.title }).waitFor()
  await looker('en')(page, 'session-ended')
  await unlock(page, 'en', held)
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: certificate.detail.fields, exact: true }).waitFor()
  expect(await page.locator('main').textContent()).toContain(held.issued.serialNumber)
}

const cards = (page: Page) => page.locator('main .card')
const patience = { timeout: 20_000 }
