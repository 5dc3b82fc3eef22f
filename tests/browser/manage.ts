import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { apply } from '../journeys/applicant.ts'
import { releasedPasscode } from '../journeys/hall-people.ts'
import { type Download, download } from '../journeys/holder.ts'
import { awaitCode } from '../journeys/outbox.ts'
import { openSession } from '../journeys/session.ts'
import { type Language, openPerson } from './chromium.ts'
import { hall } from './hall.ts'
import { planOf } from './plans.ts'
import { looker, paper } from './story.ts'
import { words } from './words.ts'

const password = 'file password of the story 2026'
const patience = { timeout: 20_000 }
const plan = planOf(60)

/** The manual's chapters 4 and 5 as a holder lives them: log in, renew, freeze, and ask for it back. */
export const manage = () =>
  describe('a holder who manages certificates', () => {
    const directory = mkdtempSync(join(tmpdir(), 'certhall-manage-'))
    const file = join(directory, 'holder.p12')
    let person: Awaited<ReturnType<typeof openPerson>>
    let page: Page
    let held: Download

    beforeAll(async () => {
      held = await issue(plan)
      writeFileSync(file, held.p12)
    })
    afterAll(() => rmSync(directory, { recursive: true, force: true }))
    const open = async (language: Language, width: 'wide' | 'narrow'): Promise<void> => {
      person = await openPerson(hall().browser, language, width)
      page = person.page
    }
    afterEach(async () => {
      expect(person.complaints).toEqual([])
      await person.context.close()
    })

    describe('在 1280 像素宽的中文页面上', () => {
      beforeEach(() => open('zh', 'wide'))
      const look = looker('zh')
      const button = (name: string) => page.getByRole('button', { name, exact: true })
      const link = (name: string) => page.getByRole('link', { name, exact: true })

      it('业务办理 → 证书管理 → 个人证书登录：密码不对、文件不对都说清楚，登录后看到证书', async () => {
        await logIn(true)
        await look(page, 'manage-list')
        await page.getByText('有效', { exact: true }).first().waitFor()
        await page.getByRole('link', { name: /^管理：/ }).click()
        await page.getByRole('heading', { name: '证书信息' }).waitFor()
        await look(page, 'manage-detail')
        expect(await page.locator('main').textContent()).toContain(held.issued.serialNumber)
        await link('登录记录').click()
        await page.getByText('（当前登录）').or(page.getByText('(当前登录)')).waitFor()
        await look(page, 'manage-sessions')
      })

      it('保留的加密副本下次用用户名和密码登录', async () => {
        await page.goto(`${hall().system.baseUrl}/hall/manage`)
        await chooseFile()
        await page.getByRole('checkbox').check()
        await page.getByLabel('用户名（自己取一个）').fill('财务部')
        await page.getByLabel('证书密码', { exact: true }).fill(password)
        await button('登录').click()
        await page.getByRole('link', { name: /^管理：/ }).waitFor()
        await button('退出').click()
        await button('用证书登录: 个人证书登录').click()
        await page.getByRole('radio', { name: /软证书/ }).check()
        await page.getByLabel('用户名', { exact: true }).waitFor()
        await look(page, 'manage-login-kept')
        await page.getByLabel('证书密码', { exact: true }).fill('wrong password')
        await button('登录').click()
        await page.getByText(words.zh.holder.soft.faults['p12-password']).waitFor()
        await page.getByLabel('证书密码', { exact: true }).fill(password)
        await button('登录').click()
        await page.getByRole('link', { name: /^管理：/ }).waitFor()
      })

      it('证书更新：选原因、改单位信息、看差异、提交', async () => {
        await logIn()
        await page.getByRole('link', { name: /^管理：/ }).click()
        await link('证书更新').click()
        await page.getByText(/天（.* 起）才能/).waitFor()
        await page.getByRole('radio', { name: /单位信息变更/ }).check()
        await look(page, 'manage-renew')
        await button('下一步').click()
        await page.locator('#item-organization-address').fill('华夏路10号富力中心2301房')
        await button('下一步').click()
        await page.locator('.summary').waitFor()
        for (const kind of ['applicationForm', 'changeProof'])
          await page.locator(`#item-document-${kind}`).setInputFiles(paper('application/pdf'))
        await expect.poll(() => page.getByRole('link', { name: /材料\.pdf/ }).count(), patience).toBe(2)
        await look(page, 'manage-renew-details')
        await button('下一步').click()
        const difference = page.locator('.difference')
        await difference.waitFor()
        expect(await difference.textContent()).toContain('华夏路10号富力中心2301房')
        await expect.poll(() => page.getByRole('checkbox').count(), patience).toBe(4)
        for (const box of await page.getByRole('checkbox').all()) await box.check()
        await look(page, 'manage-renew-confirm')
        await button('提交').click()
        await page
          .getByText(/A\d{4}-\d{6}/)
          .first()
          .waitFor()
        await look(page, 'manage-renew-done')
        await link('返回证书管理').click()
        await page.getByText(/更新办理中：A/).waitFor()
      })

      it('证书冻结：登录后两次点击，更新随即停止，登录被拒绝', async () => {
        await logIn()
        await page.getByRole('link', { name: /^证书冻结：/ }).click()
        await button('立即冻结').waitFor()
        await look(page, 'manage-freeze')
        await button('立即冻结').click()
        await page.getByText(/^已于 .* 冻结$/).waitFor()
        await look(page, 'manage-frozen')
        await link('返回证书列表').click()
        await page.getByRole('heading', { name: words.zh.holder.ended.frozenTitle }).waitFor()
        await look(page, 'manage-ended')
        await page.context().clearCookies()
        await page.goto(`${hall().system.baseUrl}/hall/manage`)
        await chooseFile()
        await page.getByLabel('证书密码', { exact: true }).fill(password)
        await button('登录').click()
        await page.getByText(words.zh.errors['auth.certificate-frozen'].title).waitFor()
      })

      it('证书注销：证书须再验证一次，提交时立即冻结，登录随即结束，结果仍在', async () => {
        const other = await issue(planOf(61))
        await page.goto(`${hall().system.baseUrl}/hall/manage`)
        await chooseFile()
        const unlock = async () => {
          await page
            .locator('input[type=file]')
            .setInputFiles({ name: 'other.p12', mimeType: 'application/x-pkcs12', buffer: Buffer.from(other.p12) })
          await page.getByLabel('证书密码', { exact: true }).fill(password)
          await button('登录').click()
        }
        await unlock()
        await page.getByRole('link', { name: /^管理：/ }).click()
        await page.getByText('更多业务', { exact: true }).click()
        await link('证书注销').click()
        // What the hall answers when the five minutes are over; the second asking is the hall's own.
        const late = { code: 'auth.step-up-required', reference: 'test', status: 403, title: '', type: '' }
        await page.route(
          '**/follow-ups',
          (route) => route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(late) }),
          { times: 1 },
        )
        await page.getByRole('radio', { name: /介质丢失/ }).check()
        await page.getByRole('checkbox').check()
        await look(page, 'manage-revoke')
        await button('下一步').click()
        await page.getByRole('heading', { name: words.zh.holder.stepUp.title }).waitFor()
        await look(page, 'manage-step-up')
        await unlock()
        await page.getByText(words.zh.certificate.wizard.noPapers).waitFor()
        await button('下一步').click()
        await expect.poll(() => page.getByRole('checkbox').count(), patience).toBe(4)
        for (const box of await page.getByRole('checkbox').all()) await box.check()
        await button('提交').click()
        await page.getByText(words.zh.certificate.wizard.nextRevoked).waitFor()
        await look(page, 'manage-revoke-done')
        await link('返回证书管理').click()
        await page.getByRole('heading', { name: words.zh.holder.ended.title }).waitFor()
      })

      const logIn = async (shown = false): Promise<void> => {
        await page.goto(`${hall().system.baseUrl}/`)
        await button('运营服务').click()
        await link('业务办理').click()
        await page.getByRole('heading', { name: '证书管理' }).click({ force: true })
        await page.getByText(words.zh.holder.login.contactNote).waitFor()
        if (shown) await look(page, 'manage-ways')
        await chooseFile(shown)
        await page.getByLabel('证书密码', { exact: true }).fill('wrong password')
        await button('登录').click()
        await page.getByText(words.zh.holder.soft.faults['p12-password']).waitFor()
        if (shown) await look(page, 'manage-login')
        await page.getByLabel('证书密码', { exact: true }).fill(password)
        await button('登录').click()
        await page.getByRole('link', { name: /^管理：/ }).waitFor()
      }

      const chooseFile = async (isTriedWrong = false): Promise<void> => {
        await button('用证书登录: 个人证书登录').click()
        await page.getByRole('radio', { name: /软证书/ }).check()
        const input = page.locator('input[type=file]')
        if (isTriedWrong) {
          await input.setInputFiles({ name: 'large.p12', mimeType: 'application/x-pkcs12', buffer: Buffer.alloc(3 * 1024 * 1024) })
          await button('登录').click()
          await page.getByText(words.zh.holder.soft.faults['p12-too-large']).waitFor()
        }
        await input.setInputFiles(file)
      }
    })

    describe('on English pages 390 pixels wide', () => {
      beforeEach(() => open('en', 'narrow'))
      const look = looker('en')
      const { certificate, holder, application } = words.en

      it('asks to unfreeze without the key: code to the contact, reason, papers, submitted', async () => {
        const { baseUrl } = hall().system
        await page.goto(`${baseUrl}/unfreeze`)
        await page.getByLabel(holder.contact.code).fill(plan.code)
        await look(page, 'unfreeze-contact')
        const sinceMs = Date.now() - 1_000
        await page.getByRole('button', { name: application.proof.send, exact: true }).click()
        await page.getByLabel(holder.contact.digits).fill(await awaitCode(openSession(baseUrl), plan.mobile, sinceMs))
        await page.getByRole('button', { name: holder.contact.open, exact: true }).click()
        await page.getByRole('link', { name: new RegExp(`^${certificate.acts.unfreeze}:`) }).waitFor()
        await look(page, 'unfreeze-choose')
        await page.getByRole('link', { name: new RegExp(`^${certificate.acts.unfreeze}:`) }).click()
        await page.getByRole('radio', { name: new RegExp(certificate.reasons.frozenByMistake) }).check()
        await page.getByRole('button', { name: certificate.start.next, exact: true }).click()
        await page.locator('.summary').waitFor()
        await page.getByLabel(certificate.start.unfreezeTick).check()
        await look(page, 'unfreeze-start')
        await page.getByRole('button', { name: certificate.start.next, exact: true }).click()
        for (const kind of ['applicationForm', 'agentId'])
          await page.locator(`#item-document-${kind}`).setInputFiles(paper('application/pdf'))
        await expect.poll(() => page.getByRole('link', { name: /材料\.pdf/ }).count(), patience).toBe(2)
        await look(page, 'unfreeze-details')
        await page.getByRole('button', { name: application.details.next, exact: true }).click()
        await expect.poll(() => page.getByRole('checkbox').count(), patience).toBe(4)
        for (const box of await page.getByRole('checkbox').all()) await box.check()
        await look(page, 'unfreeze-confirm')
        await page.getByRole('button', { name: application.confirm.submit, exact: true }).click()
        await page.getByText(certificate.wizard.nextTwo).waitFor()
        await look(page, 'unfreeze-done')
      })
    })
  })

const issue = async (wish: ReturnType<typeof planOf>): Promise<Download> => {
  const {
    system: { baseUrl },
    reviewer,
    issuer,
  } = hall()
  const applicationNo = await apply(baseUrl, wish)
  await reviewer.approve(applicationNo)
  const held = await download(baseUrl, await releasedPasscode(baseUrl, issuer, applicationNo), password)
  await held.confirm()
  return held
}
