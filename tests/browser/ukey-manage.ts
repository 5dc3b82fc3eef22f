import { consentTexts } from '../../apps/client/consent/texts.ts'
import type { IssuedCertificate } from '@certhall/contract/passcode/api'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openPerson } from './chromium.ts'
import { hall } from './hall.ts'
import { approved, type ManagePerson, managePerson } from './manage-person.ts'
import { planOf } from './plans.ts'
import type { TestClient } from './ukey-client.ts'
import { agreeThere, chosenPin as pin, passcodeFor, ukeyPerson, type UkeyPerson } from './ukey-person.ts'
import { words } from './words.ts'

/** The manual's chapter 4 with a UKEY: PIN in the client's window, and the new certificate beside the old one in the same UKEY. */
export const ukeyManage = (clientOf: () => TestClient): void => {
  describe.each([
    ['zh', 'wide', 164],
    ['en', 'narrow', 165],
  ] as const)('certificates in a UKEY managed on %s pages, %s', (language, width, number) => {
    const { certificate, holder, shell } = words[language]
    const texts = consentTexts[language]
    let person: Awaited<ReturnType<typeof openPerson>>
    let page: Page
    let its: UkeyPerson & ManagePerson
    let token: string
    let old: IssuedCertificate

    beforeAll(async () => {
      await clientOf().start()
      token = await clientOf().newToken({ label: 'managed', pin })
    })
    afterAll(async () => {
      await clientOf().kill()
      await clientOf().unplug(token)
    })
    beforeEach(async () => {
      person = await openPerson(hall().browser, language, width)
      page = person.page
      its = { ...ukeyPerson(page, language), ...managePerson(page, language) }
    })
    afterEach(async () => {
      expect(person.complaints).toEqual([])
      await person.context.close()
    })

    /** 证书下载 into the UKEY that is in; gives the certificate. */
    const downloadInto = async (passcode: string): Promise<IssuedCertificate> => {
      await its.enter(passcode)
      const answered = page.waitForResponse((answer) => answer.url().endsWith('/passcodes/redeem') && answer.ok())
      await agreeThere(await its.submit())
      await agreeThere(await its.openConsent())
      await its.finished()
      return (await (await answered).json()) as IssuedCertificate
    }

    it('the way in: a wrong PIN costs a try, which is said; the right one opens the certificates', async () => {
      old = await downloadInto(await passcodeFor(planOf(number)))
      await its.walkIn()
      await its.chooseMedium('ukey')
      await page.getByRole('radio', { name: new RegExp(old.serialNumber.slice(-8)) }).waitFor()
      await its.look('ukey-manage-login')
      const consent = await its.windowBy(its.button(holder.login.submit))
      await consent.getByText(texts.operation['login.sign']).first().waitFor()
      await agreeThere(consent, '999999')
      await consent.getByText(texts.remark.PIN_INCORRECT).waitFor()
      await consent.getByText(texts.triesLeft(5)).waitFor()
      await agreeThere(consent)
      await its.isIn()
      await its.rowOf(old).getByText(certificate.list.this).waitFor()
      await its.rowOf(old).getByText(certificate.media.ukey, { exact: true }).waitFor()
    })

    it('renewed into the same UKEY: the old one ends there and then, and the new one logs in', async () => {
      await its.openManagement()
      await its.chooseMedium('ukey')
      await agreeThere(await its.windowBy(its.button(holder.login.submit)))
      await its.manage(old)
      await its.link(certificate.acts.renew).click()
      await its.begin('renew', 'other', 'SHA-256')
      await its.next()
      await page.getByText(certificate.wizard.noPapers).waitFor()
      await its.next()
      const applicationNo = await its.submitApplication()
      const fresh = await downloadInto(await approved(applicationNo, hall().reviewer))
      expect(await clientOf().certificatesOn(token)).toBe(2)

      await its.openManagement()
      await page.getByText(holder.ended.endedTitle).waitFor()
      await its.look('ukey-manage-ended')
      await its.chooseMedium('ukey')
      for (const { serialNumber } of [old, fresh]) await page.getByRole('radio', { name: new RegExp(serialNumber.slice(-8)) }).waitFor()
      await its.look('ukey-manage-two')
      await page.getByRole('radio', { name: new RegExp(fresh.serialNumber.slice(-8)) }).check()
      await agreeThere(await its.windowBy(its.button(holder.login.submit)))
      await its.rowOf(fresh).getByText(certificate.list.this).waitFor()
      await its.rowOf(old).getByText(shell.states.certificate.superseded, { exact: true }).waitFor()
    })
  })
}
