import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IssuedCertificate } from '@certhall/contract/passcode/api'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { awaitCode } from '../journeys/outbox.ts'
import { openSession } from '../journeys/session.ts'
import { openStatusJudges, type StatusJudges } from '../journeys/status-judges.ts'
import { enrol, type StaffMember } from '../journeys/staff-member.ts'
import { openPerson } from './chromium.ts'
import { hall, invite } from './hall.ts'
import { approved, issueFor, type ManagePerson, managePerson, startOf } from './manage-person.ts'
import { planOf } from './plans.ts'
import { words } from './words.ts'

const patience = { timeout: 20_000 }

/** The manual's chapter 5: frozen in two clicks, and back by a new key; and what a freeze does to a renewal that is under way. */
export const manageFreeze = (): void => {
  describe.each([
    ['zh', 'wide', 160],
    ['en', 'narrow', 161],
  ] as const)('freeze and unfreeze on %s pages, %s', (language, width, number) => {
    const { application, certificate, errors, holder, shell } = words[language]
    const plan = planOf(number)
    let directory: string
    let file: string
    let person: Awaited<ReturnType<typeof openPerson>>
    let page: Page
    let its: ManagePerson
    let judges: StatusJudges
    let old: IssuedCertificate
    let second: StaffMember

    beforeAll(async () => {
      const { system } = hall()
      directory = mkdtempSync(join(tmpdir(), 'certhall-freeze-'))
      file = join(directory, 'holder.p12')
      judges = openStatusJudges(system.baseUrl, directory)
      const held = await issueFor(plan)
      old = held.issued
      writeFileSync(file, held.p12)
      judges.save('old', old)
      second = await enrol(system.baseUrl, invite(system, `郑审核${number}`, 'reviewer'))
    })
    afterAll(() => {
      judges.close()
      rmSync(directory, { recursive: true, force: true })
    })
    beforeEach(async () => {
      person = await openPerson(hall().browser, language, width)
      page = person.page
      its = managePerson(page, language)
    })
    afterEach(async () => {
      expect(person.complaints).toEqual([])
      await person.context.close()
    })

    it('a renewal because the organisation has changed: papers, what differs, submitted', async () => {
      await its.openManagement()
      await its.logInWith(file)
      await its.manage(old)
      await its.link(certificate.acts.renew).click()
      await page.getByText(startOf(certificate.start.opensAt)).waitFor()
      await its.begin('renew', 'subjectChanged')
      await its.look('manage-renew')
      await its.next()
      await page.locator('#item-organization-address').fill('华夏路10号富力中心2301房')
      await its.next()
      await page.locator('.summary').waitFor()
      await its.addPapers(['applicationForm', 'changeProof'])
      await its.look('manage-renew-details')
      await its.next()
      const difference = page.locator('.difference')
      await difference.waitFor()
      expect(await difference.textContent()).toContain('华夏路10号富力中心2301房')
      const applicationNo = await its.submitApplication((name) => its.look(`manage-renew-${name}`))
      await its.link(certificate.wizard.toList).click()
      await its.rowOf(old).getByText(applicationNo).waitFor()
    })

    it('frozen in two clicks: the renewal stops, the session ends, a login is refused, OCSP says hold', async () => {
      await its.openManagement()
      await its.logInWith(file)
      await its.act('freeze', old)
      await its.button(certificate.freeze.submit).waitFor()
      await its.look('manage-freeze')
      await its.button(certificate.freeze.submit).click()
      await page.getByText(startOf(certificate.freeze.doneTitle)).waitFor()
      await its.look('manage-frozen')
      await expect.poll(() => judges.hear('old', 'certificateHold').then(() => 'heard'), patience).toBe('heard')
      await its.link(certificate.detail.back).click()
      await page.getByRole('heading', { name: holder.ended.frozenTitle }).waitFor()
      await its.look('manage-ended')
      await person.context.clearCookies()
      await its.openManagement()
      await its.logInWith(file)
      await page.getByText(errors['auth.certificate-frozen'].title).waitFor()
      await its.link(holder.ended.unfreeze).click()
      await page.getByLabel(holder.contact.code).waitFor()
    })

    it('an unfreeze is asked for without the key, two reviewers approve, and a new key takes the place of the old', async () => {
      const applicationNo = await askToUnfreeze()
      const passcode = await approved(applicationNo, hall().reviewer, second)
      const newFile = join(directory, 'new.p12')
      const fresh = await its.downloadInto(newFile, passcode, () => judges.hear('old', 'certificateHold'))
      judges.save('new', fresh)
      await expect.poll(() => judges.hear('old', 'superseded').then(() => 'heard'), patience).toBe('heard')
      await judges.hear('new', 'good')

      await person.context.clearCookies()
      await its.openManagement()
      await its.logInWith(newFile)
      await its.rowOf(fresh).getByText(certificate.list.this).waitFor()
      await its.rowOf(fresh).getByText(shell.states.certificate.valid, { exact: true }).waitFor()
      await its.rowOf(old).getByText(shell.states.certificate.superseded, { exact: true }).waitFor()
      await its.look('manage-list-unfrozen')
      await its.manage(old)
      await page.getByText(certificate.detail.superseded).waitFor()
      await page.locator('main').getByText(certificate.events.frozen).waitFor()
      await its.look('manage-detail-superseded')
    })

    const askToUnfreeze = async (): Promise<string> => {
      const { baseUrl } = hall().system
      await page.goto(`${baseUrl}/unfreeze`)
      await page.getByLabel(holder.contact.code).fill(plan.code)
      await its.look('unfreeze-contact')
      const sinceMs = Date.now() - 1_000
      await its.button(application.proof.send).click()
      await page.getByLabel(holder.contact.digits).fill(await awaitCode(openSession(baseUrl), plan.mobile, sinceMs))
      await its.button(holder.contact.open).click()
      await page.getByText(holder.room.byContact).waitFor()
      await its.look('unfreeze-choose')
      await its.act('unfreeze', old)
      await its.begin('unfreeze', 'frozenByMistake')
      await its.next()
      await page.locator('.summary').waitFor()
      await page.getByLabel(certificate.start.unfreezeTick).check()
      await its.look('unfreeze-start')
      await its.next()
      await its.addPapers(['applicationForm', 'agentId'])
      await its.look('unfreeze-details')
      await its.button(application.details.next).click()
      const applicationNo = await its.submitApplication((name) => its.look(`unfreeze-${name}`))
      await page.getByText(certificate.wizard.nextTwo).waitFor()
      return applicationNo
    }
  })
}
