import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apply } from '../journeys/applicant.ts'
import { awaitMessage } from '../journeys/outbox.ts'
import { openSession } from '../journeys/session.ts'
import { type Language, openPerson, picture } from './chromium.ts'
import { hall, invite } from './hall.ts'
import { planOf } from './plans.ts'
import type { TestClient } from './ukey-client.ts'
import { agreeThere, chosenPin, ukeyPerson } from './ukey-person.ts'
import { words } from './words.ts'

/** Staff with a UKEY each: enrolment, login, decision and release, all through the client. */
export const deskWithUkey = (clientOf: () => TestClient): void => {
  describe('the desk with UKEYs', () => {
    let applicationNo: string
    const tokens: string[] = []

    beforeAll(async () => {
      await clientOf().start()
      const plan = planOf(70)
      applicationNo = await apply(hall().system.baseUrl, plan)
    })
    afterAll(async () => {
      for (const token of tokens) await clientOf().unplug(token)
      await clientOf().kill()
    })

    it.each([
      ['reviewer', '周审核', 'zh', 'wide'],
      ['issuer', '吴制证', 'en', 'narrow'],
    ] as const)('lets a %s enrol, log in and sign with one, and shows the decision at the client', async (role, name, language, width) => {
      const { context, page, complaints } = await openPerson(hall().browser, language, width)
      const person = deskPerson(page, language)
      const token = await clientOf().newToken({ label: role })
      tokens.push(token)
      await person.enrol(invite(hall().system, name, role), name)
      expect(await clientOf().certificatesOn(token)).toBe(1)
      await person.logIn(name)
      await (role === 'reviewer' ? person.approve(applicationNo) : person.release(applicationNo))
      expect(complaints).toEqual([])
      await clientOf().unplug(token)
      await context.close()
    })

    it('sends the PASSCODE that was released so', async () => {
      const message = await awaitMessage(
        openSession(hall().system.baseUrl),
        (each) => each.applicationNo === applicationNo && each.codes.some((code) => code.length >= 20),
      )
      expect(message.applicationNo).toBe(applicationNo)
    })
  })
}

const deskPerson = (page: Page, language: Language) => {
  const { desk, deskUkey, ukey } = words[language]
  const { open, look, windowBy } = ukeyPerson(page, language)
  /** Presses a button that opens the client's window, and agrees there. */
  const consentBy = async (name: string, pin: string, seen: readonly string[] = []): Promise<void> => {
    const consent = await windowBy(page.getByRole('button', { name, exact: true }))
    for (const words of seen) await consent.getByText(words).first().waitFor()
    if (seen.length > 0) await picture(consent, 'desk-ukey-consent', language)
    await agreeThere(consent, pin, pin === chosenPin ? undefined : chosenPin)
  }
  return {
    enrol: async (link: string, name: string): Promise<void> => {
      await open(`/desk/enrol#${link}`)
      await page.getByRole('radio', { name: new RegExp(deskUkey.enrol.ukeyNote) }).check()
      await page.locator('#token').waitFor()
      await look('desk-ukey-enrol')
      await consentBy(deskUkey.enrol.submit, '1234')
      await consentBy(ukey.consent.open, chosenPin)
      await page.getByText(deskUkey.enrol.doneTitle.replace('{name}', name)).waitFor()
      await look('desk-ukey-enrolled')
    },
    logIn: async (name: string): Promise<void> => {
      await open('/desk/login')
      await page.getByRole('radio', { name: new RegExp(name) }).waitFor()
      await look('desk-ukey-login')
      await consentBy(deskUkey.login.submit, chosenPin)
      await page.getByRole('button', { name: desk.logout }).first().waitFor({ state: 'attached' })
    },
    approve: async (applicationNo: string): Promise<void> => {
      await open(`/desk/cases/${applicationNo}`)
      await page.getByRole('button', { name: desk.case.approve }).click()
      await page.getByRole('button', { name: deskUkey.sign.submit, exact: true }).waitFor()
      await look('desk-ukey-sign')
      await consentBy(deskUkey.sign.submit, chosenPin, [applicationNo, '批准申请'])
      await page
        .getByRole('button', { name: desk.case.next })
        .or(page.getByRole('link', { name: desk.case.backToQueue }))
        .first()
        .waitFor()
    },
    release: async (applicationNo: string): Promise<void> => {
      await open('/desk/delivery')
      await page.getByRole('button', { name: desk.delivery.sendNamed.replace('{no}', applicationNo) }).click()
      await page.getByRole('button', { name: deskUkey.sign.submit, exact: true }).waitFor()
      await look('desk-ukey-release')
      await consentBy(deskUkey.sign.submit, chosenPin, [applicationNo, 'Release the download code (PASSCODE)'])
      await page.getByText(desk.delivery.sent.replace('{no}', applicationNo)).waitFor()
    },
  }
}
