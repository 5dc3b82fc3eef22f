import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openPerson } from './chromium.ts'
import { hall } from './hall.ts'
import { issueFor, type ManagePerson, managePerson } from './manage-person.ts'
import { planOf } from './plans.ts'
import { filePassword } from './story.ts'
import { words } from './words.ts'

const { certificate, errors, holder } = words.zh

/** What a holder finds beside the manual's own path: the copy kept in the browser, the logins of a certificate, and revoking it. */
export const manage = () =>
  describe('a holder who manages certificates', () => {
    let directory: string
    let file: string
    let person: Awaited<ReturnType<typeof openPerson>>
    let page: Page
    let its: ManagePerson

    beforeAll(async () => {
      directory = mkdtempSync(join(tmpdir(), 'certhall-manage-'))
      file = join(directory, 'holder.p12')
      writeFileSync(file, (await issueFor(planOf(60))).p12)
    })
    afterAll(() => rmSync(directory, { recursive: true, force: true }))
    beforeEach(async () => {
      person = await openPerson(hall().browser, 'zh', 'wide')
      page = person.page
      its = managePerson(page, 'zh')
    })
    afterEach(async () => {
      expect(person.complaints).toEqual([])
      await person.context.close()
    })

    it('keeps a sealed copy in the browser, and next time logs in with user name and password', async () => {
      await its.openManagement()
      await its.chooseMedium('p12')
      await page.locator('input[type=file]').setInputFiles(file)
      await page.getByRole('checkbox').check()
      await page.getByLabel(holder.soft.keepName).fill('财务部')
      await its.typePassword(filePassword)
      await its.isIn()
      await its.link(holder.room.sessions).click()
      await page.getByText(holder.sessions.current).waitFor()
      await its.look('manage-sessions')
      await its.button(holder.room.logout).click()
      await its.openManagement()
      await its.chooseMedium('p12')
      await page.getByLabel(holder.soft.name, { exact: true }).waitFor()
      await its.look('manage-login-kept')
      await its.typePassword('wrong password')
      await page.getByText(holder.soft.faults['p12-password']).waitFor()
      await its.typePassword(filePassword)
      await its.isIn()
    })

    it('revokes: shows the certificate once more, it is frozen at the submission, the login ends, the result stays', async () => {
      await its.openManagement()
      await its.logInWith(file)
      await page.getByRole('link', { name: new RegExp(`^${certificate.acts.manage}：`) }).click()
      await page.getByText(certificate.detail.more, { exact: true }).click()
      await its.link(certificate.acts.revoke).click()
      // What the hall answers when the five minutes are over; the second asking is the hall's own.
      const late = { code: 'auth.step-up-required', reference: 'test', status: 403, title: '', type: '' }
      await page.route(
        '**/follow-ups',
        (route) => route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(late) }),
        { times: 1 },
      )
      await its.begin('revoke', 'mediumLost')
      await page.getByRole('checkbox').check()
      await its.look('manage-revoke')
      await its.next()
      await page.getByRole('heading', { name: holder.stepUp.title }).waitFor()
      await its.look('manage-step-up')
      await page.locator('input[type=file]').setInputFiles(file)
      await its.typePassword(filePassword)
      await page.getByText(certificate.wizard.noPapers).waitFor()
      await its.next()
      await its.submitApplication((name) => its.look(`manage-revoke-${name}`))
      await page.getByText(certificate.wizard.nextRevoked).waitFor()
      await its.link(certificate.wizard.toList).click()
      await page.getByRole('heading', { name: holder.ended.frozenTitle }).waitFor()
      await person.context.clearCookies()
      await its.openManagement()
      await its.logInWith(file)
      await page.getByText(errors['auth.certificate-frozen'].title).waitFor()
    })
  })
