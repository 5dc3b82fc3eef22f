import type { caseView } from '@certhall/contract/desk/api'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { apply } from '../journeys/applicant.ts'
import { download } from '../journeys/holder.ts'
import { awaitCode, awaitMessage } from '../journeys/outbox.ts'
import { openSession } from '../journeys/session.ts'
import { openPerson } from './chromium.ts'
import { codeOf } from './codes.ts'
import { hall } from './hall.ts'
import { planOf } from './plans.ts'
import { agree, ask, filePassword, logIn, paper, speak } from './story.ts'
import { words } from './words.ts'

const { application, desk, progress } = words.zh
const patience = { timeout: 20_000 }

/** What people do after the first day: correct, withdraw, go on elsewhere, come again. */
export const followUps = () =>
  describe('a person who comes again', () => {
    let person: Awaited<ReturnType<typeof openPerson>>
    let page: Page

    beforeEach(async () => {
      person = await openPerson(hall().browser, 'zh')
      page = person.page
    })
    afterEach(async () => {
      expect(person.complaints).toEqual([])
      await person.context.close()
    })

    it('corrects what was returned, and only that', async () => {
      const {
        system: { baseUrl },
        reviewer,
      } = hall()
      const plan = planOf(30)
      const applicationNo = await apply(baseUrl, plan)
      await reviewer.sendBack(applicationNo, [
        { item: 'organization.address', reason: 'incomplete', remark: '请写到门牌号' },
        { item: 'document.businessLicence', reason: 'unreadable', remark: '' },
      ])
      await openProgress(applicationNo, plan.mobile)
      await page.getByText(progress.state.returned_other.replace('{count}', '2')).waitFor()
      await page.getByText('请写到门牌号').waitFor()
      const submit = page.getByRole('button', { name: progress.correction.submit, exact: true })
      await submit.click()
      await page.locator('.summary').waitFor()

      await page.locator('#item-organization-address').fill('华夏路10号富力中心2301房')
      await page.locator('#item-document-businessLicence').setInputFiles(picture)
      await page.getByRole('link', { name: picture.name }).waitFor()
      await submit.click()
      await focusIsOn(progress.correction.done)
      await page.getByText(progress.state.submitted).waitFor()
      const view = await reviewer.session.get<z.infer<typeof caseView>>(`/desk/cases/${applicationNo}`)
      expect(view).toMatchObject({
        revision: 2,
        form: { organization: { address: '华夏路10号富力中心2301房', name: plan.form.organization.name } },
      })
      await showsPapers(applicationNo)
    })

    /** The reviewer sees both kinds of papers in the page itself, under its own rules of what may be shown. */
    const showsPapers = async (applicationNo: string): Promise<void> => {
      const { system, staff } = hall()
      await speak(hall(), 'zh')
      await logIn({ system, language: 'zh', staff }, 'reviewer')
      await staff.page.goto(`${system.baseUrl}/desk/cases/${applicationNo}`)
      const head = (text: string) => staff.page.locator('.paper__head', { hasText: text }).getByRole('button', { expanded: false }).click()
      await head(picture.name)
      await expect
        .poll(
          () => staff.page.locator('.preview img').evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
          patience,
        )
        .toBe(2)
      await head(desk.case.documentKinds.agentId)
      await expect.poll(() => showsPdf(staff.page), patience).toBe(true)
    }

    it('prints the form once more and withdraws', async () => {
      const plan = planOf(31)
      const applicationNo = await apply(hall().system.baseUrl, plan)
      await openProgress(applicationNo, plan.mobile)
      await page.getByRole('link', { name: progress.print }).click()
      await page.locator('.sheet', { hasText: applicationNo }).first().waitFor()
      const printed = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
      expect(printed.match(/\/Type \/Page\b/g), 'one sheet of A4 for each copy').toHaveLength(2)
      await page.getByRole('link', { name: application.form.back }).click()

      const open = page.getByRole('button', { name: progress.withdraw.open })
      await open.click()
      await focusIsOn(progress.withdraw.keep)
      await page.keyboard.press('Enter')
      await focusIsOn(progress.withdraw.open)
      await open.click()
      await page.getByRole('button', { name: progress.withdraw.confirm }).click()
      await focusIsOn(progress.state.withdrawn)
      expect(await open.count()).toBe(0)
    })

    it('has one draft open on two devices: the second is told, and nothing is lost', async () => {
      const {
        system: { baseUrl },
        browser,
      } = hall()
      const address = '#item-organization-address'
      const saved = (at: Page) => at.getByText(/^已保存/).waitFor()
      await lookUp(codeOf(32))
      await page.getByRole('button', { name: application.details.next, exact: true }).click()
      await page.locator('#item-contact-mobile').fill('13700100032')
      await page.locator('#item-contact-mobile').blur()
      await saved(page)
      const draftNo = /D-[0-9A-Z-]+/.exec((await page.locator('main').textContent()) ?? '')?.[0] ?? ''
      const other = await openPerson(browser, 'zh')
      await other.page.goto(`${baseUrl}/hall/apply/resume`)
      await other.page.getByLabel(application.resume.draftNo).fill(draftNo)
      await other.page.getByLabel(application.resume.mobile).fill('13700100032')
      await proveMobile(other.page, '13700100032', application.resume.code, application.resume.open)
      await other.page.locator(address).fill('华夏路 2 号')
      await other.page.locator(address).blur()
      await saved(other.page)

      await page.locator(address).fill('华夏路 1 号')
      await page.locator(address).blur()
      await page.getByText(application.save.conflictTitle).waitFor()
      const said = await page.getByRole('alert').textContent()
      expect(said).toContain('华夏路 1 号')
      expect(said).toContain('华夏路 2 号')
      await page.getByRole('button', { name: application.save.keepMine }).click()
      await saved(page)

      await other.page.locator('#item-organization-phone').fill('020-87654321')
      await other.page.locator('#item-organization-phone').blur()
      await other.page.getByText(application.save.merged).waitFor()
      expect(await other.page.locator(address).inputValue()).toBe('华夏路 1 号')
      await page.reload()
      await expect.poll(() => page.locator('#item-organization-phone').inputValue(), patience).toBe('020-87654321')
      expect(await page.locator(address).inputValue()).toBe('华夏路 1 号')
      expect(other.complaints).toEqual([])
      await other.context.close()
    })

    it('hears of the open application, then of the live certificate, then is known and filled in', async () => {
      const {
        system: { baseUrl },
        reviewer,
        issuer,
      } = hall()
      const plan = planOf(33)
      const applicationNo = await apply(baseUrl, plan)
      await lookUp(plan.code)
      await page.getByRole('heading', { name: application.result.openTitle }).waitFor()
      const open = page.locator('.lookup-result')
      expect(await open.textContent()).toContain(applicationNo)
      await open.getByText(words.zh.shell.states.application.submitted).waitFor()

      await reviewer.approve(applicationNo)
      await issuer.sendPasscode(applicationNo)
      const { codes } = await awaitMessage(
        openSession(baseUrl),
        (each) => each.applicationNo === applicationNo && each.codes.some((code) => code.length >= 20),
      )
      await (await download(baseUrl, codes.find((code) => code.length >= 20) ?? '', filePassword)).confirm()
      await page.getByRole('button', { name: application.select.lookUp, exact: true }).click()
      await page.getByRole('heading', { name: application.result.liveTitle }).waitFor()
      await page.getByText(application.result.liveHelp.split('{')[0] ?? '').waitFor()
      await page.getByRole('button', { name: application.result.liveAnyway }).waitFor()

      await page.getByLabel(application.select.project, { exact: true }).selectOption('tax')
      await page.getByRole('button', { name: application.select.lookUp, exact: true }).click()
      await page.getByRole('heading', { name: application.result.knownTitle }).waitFor()
      const known = (await page.locator('.lookup-result').textContent()) ?? ''
      expect(known).toContain('137****')
      for (const secret of [plan.form.organization.name ?? '', plan.mobile]) expect(known).not.toContain(secret)
      await fillFromRecord(plan.mobile)
      await expect.poll(() => page.locator('#item-organization-name').inputValue(), patience).toBe(plan.form.organization.name)
      expect(await page.locator('#item-contact-email').inputValue()).toBe(plan.email)
      expect(await page.locator('#item-agent-idNumber').inputValue()).toBe('')
    })

    /** A wrong code first: it says so, and the right one still counts. */
    const fillFromRecord = async (mobile: string): Promise<void> => {
      const sinceMs = Date.now() - 1_000
      await page.getByRole('button', { name: application.result.prefillSend, exact: true }).click()
      const code = await awaitCode(openSession(hall().system.baseUrl), mobile, sinceMs)
      await page.getByLabel(application.result.prefillCode).fill(code === '000000' ? '000001' : '000000')
      const check = page.getByRole('button', { name: application.result.prefillCheck })
      await check.click()
      await page.getByText(words.zh.errors['auth.contact-code-wrong'].title).first().waitFor()
      await page.getByLabel(application.result.prefillCode).fill(code)
      await check.click()
    }

    const lookUp = async (code: string): Promise<void> => {
      await page.goto(`${hall().system.baseUrl}/hall/apply`)
      await agree(page, 'zh')
      await ask(page, 'zh', code)
    }

    const openProgress = async (applicationNo: string, mobile: string): Promise<void> => {
      await page.goto(`${hall().system.baseUrl}/progress?application=${applicationNo}`)
      await page.getByLabel(progress.access.mobile).fill(mobile)
      await proveMobile(page, mobile, progress.access.code, progress.access.open)
      await page.getByRole('heading', { level: 1, name: applicationNo }).waitFor()
    }

    const proveMobile = async (at: Page, mobile: string, label: string, open: string): Promise<void> => {
      const sinceMs = Date.now() - 1_000
      await at.getByRole('button', { name: application.proof.send, exact: true }).click()
      await at.getByLabel(label).fill(await awaitCode(openSession(hall().system.baseUrl), mobile, sinceMs))
      await at.getByRole('button', { name: open, exact: true }).click()
    }

    const focusIsOn = (text: string) => expect.poll(() => page.evaluate('document.activeElement.textContent'), patience).toContain(text)
  })

const picture = paper('image/png')

/** Chromium's own viewer stands in the frame and has laid out a page; where our rules forbid it, there is a grey box instead. */
const showsPdf = async (page: Page): Promise<boolean> => {
  const laidOut = `document.querySelector('embed[type="application/x-google-chrome-pdf"]') !== null && document.querySelector('#sizer')?.clientHeight > 0`
  const answers = await Promise.all(page.frames().map((frame) => frame.evaluate<boolean>(laidOut).catch(() => false)))
  return answers.includes(true)
}
