import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { caseView, caseList } from '@certhall/contract/desk/api'
import { displayPasscode, generatePasscode, groupPasscode } from '@certhall/contract/passcode/passcode-code'
import { systemRandom } from '@certhall/kernel/random'
import type { BrowserContext, Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { apply } from '../journeys/applicant.ts'
import { awaitCode, awaitMessage } from '../journeys/outbox.ts'
import { openSession } from '../journeys/session.ts'
import { launchRemembering, openPerson } from './chromium.ts'
import { codeOf } from './codes.ts'
import { hall } from './hall.ts'
import { planOf } from './plans.ts'
import { agree, choose, fillDetails, filePassword, saveAndVerify } from './story.ts'
import { words } from './words.ts'

const { application, download, errors } = words.zh
const mobile = '13700137000'

/** What people do wrong, and what happens to them: they are told what it is, and lose nothing. */
export const refusals = () =>
  describe('a person who errs', () => {
    let person: Awaited<ReturnType<typeof openPerson>>
    let page: Page
    let sent: string[]

    beforeEach(async () => {
      person = await openPerson(hall().browser, 'zh')
      page = person.page
      sent = []
      page.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`))
    })
    afterEach(async () => {
      expect(person.complaints).toEqual([])
      await person.context.close()
    })

    const begin = async (code: string): Promise<void> => {
      await page.goto(`${hall().system.baseUrl}/hall/apply`)
      await agree(page, 'zh')
      await choose(page, 'zh', code)
      await page.getByRole('button', { name: application.details.next, exact: true }).click()
      await page.locator('#item-organization-name').waitFor()
    }

    const addressIs = (text: string) =>
      expect.poll(() => page.locator('#item-organization-address').inputValue(), { timeout: 20_000 }).toBe(text)

    it('is told which consent is missing, with the focus on the list', async () => {
      await page.goto(`${hall().system.baseUrl}/hall/apply`)
      await page.getByRole('button', { name: application.notice.start }).click()
      await expect
        .poll(() => page.evaluate('document.activeElement.textContent'), { timeout: 20_000 })
        .toContain(application.notice.consentMissing)
      expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0)
      expect(new URL(page.url()).pathname).toBe('/hall/apply')
    })

    it('is told of a wrong check character before anything is sent', async () => {
      await page.goto(`${hall().system.baseUrl}/hall/apply/new/select`)
      await page.getByLabel(application.select.code).fill('91350100M000100Y44')
      await page.getByRole('button', { name: application.select.lookUp, exact: true }).click()
      await page.getByText(errors['input.org-code-check'].remedy).first().waitFor()
      expect(sent).not.toContain('POST /api/v1/lookups')
    })

    it('is told of a typing error in the PASSCODE before anything is sent or counted', async () => {
      const right = displayPasscode(generatePasscode(systemRandom)).replaceAll('-', '')
      const swapped = groupPasscode(right.slice(0, 18) + (right.endsWith('2') ? '33' : '22'))
      await page.goto(`${hall().system.baseUrl}/hall/download`)
      await page.getByLabel('PASSCODE').fill(swapped)
      await page.getByRole('button', { name: download.code.submit, exact: true }).click()
      await page.getByText(errors['input.passcode-typo'].title).first().waitFor()
      expect(sent.filter((request) => request.includes('passcodes'))).toEqual([])
      expect(await page.getByLabel('PASSCODE').inputValue()).toBe(swapped)
    })

    it('hears one answer for a wrong and for an unknown PASSCODE', async () => {
      await page.goto(`${hall().system.baseUrl}/hall/download`)
      await page.getByLabel('PASSCODE').fill(displayPasscode(generatePasscode(systemRandom)))
      await page.getByRole('button', { name: download.code.submit, exact: true }).click()
      await page.getByText(errors['auth.passcode-invalid'].title).first().waitFor()
      await page.getByText('auth.passcode-invalid').waitFor()
    })

    it('loses nothing by going back, forward and reloading', async () => {
      await begin(codeOf(20))
      await page.locator('#item-organization-address').fill('华夏路 10 号')
      await page.locator('#item-organization-address').blur()
      await page.goBack()
      await page.getByRole('heading', { name: application.result.unknownTitle }).waitFor()
      expect((await page.getByLabel(application.select.code).inputValue()).replaceAll(' ', '')).toBe(codeOf(20))
      await page.goForward()
      await addressIs('华夏路 10 号')
      await page.reload()
      await addressIs('华夏路 10 号')
    })

    it('goes on where the session was lost, and the page is still there', async () => {
      await begin(codeOf(21))
      await page.locator('#item-contact-mobile').fill(mobile)
      await page.locator('#item-contact-mobile').blur()
      await page.getByText(/^已保存/).waitFor()
      await person.context.clearCookies()
      await page.locator('#item-organization-address').fill('华夏路 12 号')
      await page.locator('#item-organization-address').blur()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('heading', { name: application.session.title }).waitFor()
      const sinceMs = Date.now() - 1_000
      await dialog.getByRole('button', { name: application.proof.send, exact: true }).click()
      await dialog.getByLabel(application.resume.code).fill(await awaitCode(openSession(hall().system.baseUrl), mobile, sinceMs))
      await dialog.getByRole('button', { name: application.session.goOn }).click()
      await dialog.waitFor({ state: 'detached' })
      await addressIs('华夏路 12 号')
      await page.getByText(/^已保存/).waitFor()
      await page.reload()
      await addressIs('华夏路 12 号')
    })

    it('presses 提交 twice and has one application', async () => {
      const { system, reviewer } = hall()
      const plan = {
        system,
        language: 'zh',
        organization: { code: codeOf(22), name: '上海示例贸易有限公司' },
        mobile: '13600136000',
        email: 'double@example.cn',
      } as const
      await begin(plan.organization.code)
      await fillDetails(plan, page)
      await page.getByRole('button', { name: application.details.next, exact: true }).click()
      await page.getByLabel(application.confirm.declaration).check()
      await page.getByRole('button', { name: application.confirm.submit, exact: true }).dblclick()
      await page.getByRole('heading', { name: application.done.title }).waitFor()
      const applications = async () =>
        (await reviewer.session.get<z.infer<typeof caseList>>('/desk/cases?list=all')).rows.filter(
          ({ organizationName }) => organizationName === plan.organization.name,
        )
      expect(await applications()).toHaveLength(1)
      await page.goBack()
      await page.getByRole('heading', { name: application.done.title }).waitFor()
      expect(await applications()).toHaveLength(1)
    })

    it('closes the browser in mid-download, comes back with the same PASSCODE, and has one certificate', async () => {
      const {
        system: { baseUrl },
        reviewer,
        issuer,
      } = hall()
      const applicationNo = await apply(baseUrl, planOf(23))
      await reviewer.approve(applicationNo)
      await issuer.sendPasscode(applicationNo)
      const message = await awaitMessage(
        openSession(baseUrl),
        (each) => each.applicationNo === applicationNo && each.codes.some((code) => code.length >= 20),
      )
      const passcode = message.codes.find((code) => code.length >= 20) ?? ''
      const directory = mkdtempSync(join(tmpdir(), 'certhall-profile-'))
      try {
        const issued = await leaveInMidDownload(await launchRemembering(directory), baseUrl, passcode)
        const context = await launchRemembering(directory)
        const serialNumber = await comeBack(context, baseUrl, passcode)
        expect(serialNumber).toBe(issued)
        await context.close()
        const { certificates } = await reviewer.session.get<z.infer<typeof caseView>>(`/desk/cases/${applicationNo}`)
        expect(certificates.map((each) => each.serialNumber)).toEqual([issued])
      } finally {
        rmSync(directory, { recursive: true, force: true })
      }
    })
  })

/** The server issues, the answer is lost on the way, the browser goes. Gives the serial number that was issued. */
const leaveInMidDownload = async (context: BrowserContext, baseUrl: string, passcode: string): Promise<string> => {
  const page = context.pages()[0] ?? (await context.newPage())
  const answered = Promise.withResolvers<string>()
  await page.route('**/api/v1/passcodes/redeem', async (route) => {
    const answer = await route.fetch()
    answered.resolve(((await answer.json()) as { serialNumber: string }).serialNumber)
    await route.abort('connectionreset').catch(() => {})
  })
  await page.goto(`${baseUrl}/hall/download`)
  await page.getByLabel('PASSCODE').fill(passcode)
  await page.getByRole('button', { name: download.code.submit, exact: true }).click()
  await page.getByLabel(download.password.first, { exact: true }).fill(filePassword)
  await page.getByLabel(download.password.second, { exact: true }).fill(filePassword)
  await page.getByRole('button', { name: download.password.start, exact: true }).click()
  const serialNumber = await answered.promise
  await context.close()
  return serialNumber
}

const comeBack = async (context: BrowserContext, baseUrl: string, passcode: string): Promise<string> => {
  const page = context.pages()[0] ?? (await context.newPage())
  await page.goto(`${baseUrl}/hall/download`)
  await page.getByLabel('PASSCODE').fill(passcode)
  await page.getByRole('button', { name: download.code.submit, exact: true }).click()
  await page.getByLabel(download.resume.password, { exact: true }).fill(filePassword)
  await page.getByRole('button', { name: download.password.continue, exact: true }).click()
  return saveAndVerify(page, 'zh')
}
