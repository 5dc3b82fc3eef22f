import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IssuedCertificate } from '@certhall/contract/passcode/api'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dayMs, moveClock } from '../journeys/evaluation-clock.ts'
import type { Download } from '../journeys/holder.ts'
import { openStatusJudges, type StatusJudges } from '../journeys/status-judges.ts'
import { type Language, openPerson } from './chromium.ts'
import { hall } from './hall.ts'
import { approved, issueFor, type ManagePerson, managePerson, startOf } from './manage-person.ts'
import { planOf } from './plans.ts'
import { filePassword } from './story.ts'
import { words } from './words.ts'

const patience = { timeout: 20_000 }

/** The manual's chapter 4: before a certificate ends there is a new one. The hall's clock is moved, so this comes last in a hall. */
export const manageRenewal = (): void => {
  describe('renewal before the end', () => {
    let directory: string
    const held = new Map<Language, Download>()
    let judges: StatusJudges

    beforeAll(async () => {
      const { system } = hall()
      directory = mkdtempSync(join(tmpdir(), 'certhall-renewal-'))
      judges = openStatusJudges(system.baseUrl, directory)
      for (const [language, number] of [
        ['zh', 162],
        ['en', 163],
      ] as const) {
        const one = await issueFor(planOf(number))
        held.set(language, one)
        writeFileSync(fileOf(language), one.p12)
        judges.save(language, one.issued)
      }
      const ends = [...held.values()].map(({ issued }) => Date.parse(issued.notAfter))
      await moveClock(system.baseUrl, { to: new Date(Math.min(...ends) - 60 * dayMs).toISOString() })
    })
    afterAll(() => {
      judges.close()
      rmSync(directory, { recursive: true, force: true })
    })
    const fileOf = (name: string): string => join(directory, `${name}.p12`)

    describe.each([
      ['zh', 'wide'],
      ['en', 'narrow'],
    ] as const)('on %s pages, %s', (language, width) => {
      const { certificate, errors, holder, shell } = words[language]
      let person: Awaited<ReturnType<typeof openPerson>>
      let page: Page
      let its: ManagePerson
      let old: IssuedCertificate
      let fresh: IssuedCertificate

      beforeAll(async () => {
        const { reviewer, issuer } = hall()
        // No session outlives a jump of the clock.
        for (const member of [reviewer, issuer]) await member.logIn()
        old = issuedTo(language)
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

      it('the way in: a file that is none, a wrong password, then the certificates', async () => {
        await its.walkIn()
        await its.look('manage-ways')
        await its.chooseMedium('p12')
        const input = page.locator('input[type=file]')
        await input.setInputFiles({ name: 'large.p12', mimeType: 'application/x-pkcs12', buffer: Buffer.alloc(3 * 1024 * 1024) })
        await its.button(holder.login.submit).click()
        await page.getByText(holder.soft.faults['p12-too-large']).waitFor()
        await input.setInputFiles(fileOf(language))
        await its.typePassword('wrong password')
        await page.getByText(holder.soft.faults['p12-password']).waitFor()
        await its.look('manage-login')
        await its.typePassword(filePassword)
        await its.isIn()
        await its.rowOf(old).getByText(shell.states.certificate.valid, { exact: true }).waitFor()
        await its.look('manage-list')
        await its.manage(old)
        await page.getByRole('heading', { name: certificate.detail.fields }).waitFor()
        await its.look('manage-detail')
        expect(await page.locator('main').textContent()).toContain(old.serialNumber)
        await its.link(certificate.acts.renew).waitFor()
      })

      it('renewed: reason, submitted, reviewed, downloaded with the PASSCODE; the old one is good for a week more', async () => {
        await its.openManagement()
        await its.logInWith(fileOf(language))
        await its.manage(old)
        await its.link(certificate.acts.renew).click()
        await its.begin('renew', 'expiring')
        await its.look('manage-renew-expiring')
        await its.next()
        await page.getByText(certificate.wizard.noPapers).waitFor()
        await its.next()
        const applicationNo = await its.submitApplication()
        await its.link(certificate.wizard.toList).click()
        await its.rowOf(old).getByText(applicationNo).waitFor()

        const passcode = await approved(applicationNo, hall().reviewer)
        fresh = await its.downloadInto(fileOf(`${language}-new`), passcode)
        judges.save(`${language}-new`, fresh)
        for (const name of [language, `${language}-new`]) await judges.hear(name, 'good')
        await its.openManagement()
        await its.rowOf(old).getByText(startOf(certificate.list.endsAt)).waitFor()
        await its.rowOf(old).getByText(certificate.list.this).waitFor()
        await its.rowOf(fresh).getByText(shell.states.certificate.valid, { exact: true }).waitFor()
        await its.look('manage-list-overlap')
        await its.manage(old)
        await page.getByText(startOf(certificate.detail.endsAt)).waitFor()
        expect(await its.link(certificate.acts.renew).count(), 'renewed once').toBe(0)
      })

      it('a week later: the old one opens nothing any more and reads as replaced, the new one logs in', async () => {
        await moveClock(hall().system.baseUrl, { byMs: 8 * dayMs })
        await expect.poll(() => judges.hear(language, 'superseded').then(() => 'heard'), patience).toBe('heard')
        await judges.hear(`${language}-new`, 'good')
        await its.openManagement()
        await its.logInWith(fileOf(language))
        await page.getByText(errors['auth.certificate-ended'].title).waitFor()
        await its.look('manage-login-ended')
        await page.locator('input[type=file]').setInputFiles(fileOf(`${language}-new`))
        await its.typePassword(filePassword)
        await its.rowOf(fresh).getByText(certificate.list.this).waitFor()
        await its.rowOf(old).getByText(shell.states.certificate.superseded, { exact: true }).waitFor()
        await its.look('manage-list-superseded')
      })
    })

    const issuedTo = (language: Language): IssuedCertificate => {
      const one = held.get(language)
      if (one === undefined) throw new Error(`nothing was issued for the ${language} pages`)
      return one.issued
    }
  })
}
