import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apply } from '../journeys/applicant.ts'
import { type Language, openPerson, scrollsSideways, seriousFindings, settle, widths } from './chromium.ts'
import { codeOf } from './codes.ts'
import { hall } from './hall.ts'
import { planOf } from './plans.ts'
import { agree, choose, logIn, speak } from './story.ts'
import { words } from './words.ts'

const publicPages = [
  '/',
  '/services',
  '/hall',
  '/hall/apply',
  '/hall/apply/new/select',
  '/hall/apply/resume',
  '/hall/apply/00000000-0000-4000-8000-000000000000/details',
  '/hall/download',
  '/progress',
  '/progress?application=A2026-000001',
  '/progress/A2026-000001/form',
  '/help',
  '/help/apply',
  '/help/documents',
  '/help/usage',
  '/help/ukey',
  '/downloads',
  '/help/service-points',
  '/help/form',
  '/help/cps',
  '/help/agreement',
  '/help/privacy',
  '/check',
  '/sign-text',
  '/outbox',
  '/no-such-page',
]

const sizes = [widths.wide, widths.narrow, { width: 320, height: 640 }]

/** Every page that a visitor or a member of the staff can open: whole, readable by machines, and never wider than its window. */
export const pages = (): void =>
  describe.each(['zh', 'en'] as const)('every page in %s', (language: Language) => {
    let visitor: Awaited<ReturnType<typeof openPerson>>

    beforeAll(async () => {
      visitor = await openPerson(hall().browser, language)
    })
    afterAll(async () => {
      await visitor.context.close()
    })

    const faultsOf = async (page: Page): Promise<readonly string[]> => {
      const faults: string[] = []
      for (const size of sizes) {
        await page.setViewportSize(size)
        if (await scrollsSideways(page)) faults.push(`scrolls sideways at ${size.width} px`)
        // Scanning takes longest: the wide page in Chinese, the narrow one in English; both have the same structure in both.
        if (size === (language === 'zh' ? widths.wide : widths.narrow))
          faults.push(...(await seriousFindings(page)).map((finding) => `${size.width} px: ${finding}`))
      }
      if ((await page.getByRole('heading', { level: 1 }).count()) !== 1) faults.push('has not exactly one h1')
      await page.setViewportSize(widths.wide)
      return faults
    }

    it.each(publicPages)('%s', async (address) => {
      const { page, complaints } = visitor
      await page.goto(`${hall().system.baseUrl}${address}`)
      await settle(page)
      expect(await faultsOf(page)).toEqual([])
      expect(complaints).toEqual([])
      expect(await page.locator('html').getAttribute('lang')).toBe(language === 'zh' ? 'zh-CN' : 'en')
    })

    it('the steps of an application, empty and refused', async () => {
      const { page, complaints } = visitor
      const { details } = words[language].application
      await page.goto(`${hall().system.baseUrl}/hall/apply`)
      await agree(page, language)
      await choose(page, language, codeOf(language === 'zh' ? 40 : 41))
      await page.getByRole('button', { name: details.next, exact: true }).click()
      await page.getByLabel(words[language].application.fields.organization.name).waitFor()
      expect(await faultsOf(page), 'details').toEqual([])
      await page.getByRole('button', { name: details.next, exact: true }).click()
      await page.locator('.summary').waitFor()
      expect(await faultsOf(page), 'details refused').toEqual([])
      await page.getByRole('button', { name: details.later }).click()
      await page.getByRole('dialog').getByText(/^D-/).waitFor()
      expect(await faultsOf(page), 'save for later').toEqual([])
      for (const step of ['confirm', 'form'] as const) {
        await page.goto(page.url().replace(/\/(?:details|confirm)$/, `/${step}`))
        await settle(page)
        expect(await faultsOf(page), step).toEqual([])
      }
      const printed = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
      expect(printed.match(/\/Type \/Page\b/g), 'the form is one sheet of A4 for each copy').toHaveLength(2)
      expect(complaints).toEqual([])
    })

    it('the desk, room by room', async () => {
      const { system, staff } = hall()
      const applicationNo = await apply(system.baseUrl, planOf(language === 'zh' ? 42 : 43))
      await speak(hall(), language)
      for (const address of ['/desk/login', '/desk/enrol']) await visit(address)
      for (const [role, addresses] of Object.entries(deskPages(applicationNo))) {
        await logIn({ system, language, staff }, role as 'reviewer')
        for (const address of addresses) await visit(address)
      }
      expect(staff.complaints).toEqual([])
    })

    const visit = async (address: string): Promise<void> => {
      const { page } = hall().staff
      await page.goto(`${hall().system.baseUrl}${address}`)
      await settle(page)
      expect(await faultsOf(page), address).toEqual([])
    }
  })

const deskPages = (applicationNo: string) => ({
  reviewer: ['/desk/queue', '/desk/decided', `/desk/cases/${applicationNo}`],
  issuer: ['/desk/delivery', '/desk/ukeys'],
  auditor: ['/desk/audit', '/desk/ukeys'],
})
