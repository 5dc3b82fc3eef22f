import type { Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPerson } from './chromium.ts'
import { codeOf } from './codes.ts'
import { hall } from './hall.ts'

/**
 * The click paths and labels of the printed manual are a contract with people who hold it in their hands. They stand
 * here as written there, not as the portal's message files happen to say today.
 */
export const manualLabels = () =>
  describe('手册中的点击路径与标签', () => {
    let person: Awaited<ReturnType<typeof openPerson>>
    let page: Page

    beforeEach(async () => {
      person = await openPerson(hall().browser, 'zh')
      page = person.page
      await page.goto(hall().system.baseUrl)
    })
    afterEach(async () => {
      expect(person.complaints).toEqual([])
      await person.context.close()
    })

    const patience = { timeout: 20_000 }
    const link = (name: string) => page.getByRole('link', { name }).first().click()
    const button = (name: string) => page.getByRole('button', { name, exact: true }).click()
    const heading = async () => (await page.getByRole('heading', { level: 1 }).textContent())?.trim()

    const enterHall = async () => {
      await page.getByRole('button', { name: '运营服务' }).click()
      await page.getByRole('link', { name: '业务办理', exact: true }).first().click()
      await expect.poll(heading, patience).toBe('业务办理')
    }

    it('首页 → 运营服务 → 业务办理，用鼠标', async () => {
      await enterHall()
      await page.getByRole('link', { name: '首页', exact: true }).click()
      await expect.poll(() => new URL(page.url()).pathname, patience).toBe('/')
    })

    it('首页 → 运营服务 → 业务办理，用键盘', async () => {
      await page.getByRole('button', { name: '运营服务' }).focus()
      await page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await expect.poll(heading, patience).toBe('业务办理')
    })

    it('业务办理 → 企业证书申请，点标题也行', async () => {
      await enterHall()
      // The tile's link lies over its title; what counts is where the press lands.
      await page.getByRole('heading', { name: '企业证书申请' }).click({ force: true })
      await expect.poll(heading, patience).toBe('企业证书申请')
    })

    it('业务办理 → 证书下载：PASSCODE，下载', async () => {
      await enterHall()
      await link('证书下载')
      await expect.poll(heading, patience).toBe('证书下载')
      await page.getByLabel('PASSCODE').waitFor()
      await page.getByRole('button', { name: '下载', exact: true }).waitFor()
    })

    it('企业证书申请：证书种类、应用项目名称、证书存储类型、组织机构代码、验证码、查询、下一步、提交', async () => {
      await enterHall()
      await link('企业证书申请')
      await page.getByRole('button', { name: '开始填写' }).waitFor()
      for (const box of await page.getByRole('checkbox').all()) await box.check()
      await button('开始填写')
      await page.getByRole('group', { name: '证书种类' }).getByRole('radio', { name: '单位证书' }).check()
      await page.getByLabel('应用项目名称', { exact: true }).selectOption('tendering')
      await page.getByRole('group', { name: '证书存储类型' }).getByRole('radio', { name: 'P12' }).check()
      await page.getByLabel('组织机构代码', { exact: true }).fill(codeOf(1))
      await page.getByText('验证码', { exact: true }).waitFor()
      await page.getByText('人机验证完成').waitFor()
      await button('查询')
      await button('下一步')
      for (const section of ['单位', '联系人', '经办人', '证书与领取', '材料'])
        await page.getByRole('heading', { name: section, exact: true }).waitFor()
      await page.getByLabel('经办人同联系人').waitFor()
      await page.getByRole('button', { name: '保存并稍后继续' }).waitFor()
      await page.goto(page.url().replace('/details', '/confirm'))
      await page.getByRole('button', { name: '提交', exact: true }).waitFor()
    })
  })
