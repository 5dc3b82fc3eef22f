import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Download } from '../journeys/holder.ts'
import { enterWith, expectRefusal } from '../journeys/holder-acts.ts'
import { openSession } from '../journeys/session.ts'
import type { Language } from './chromium.ts'
import { codeOf } from './codes.ts'
import { addressOf, codeSentTo, holderHall, inBrowser, issue, nameLike } from './holder-hall.ts'
import { planOf } from './plans.ts'
import { looker } from './story.ts'
import { words } from './words.ts'

const two = planOf(70)
const one = planOf(71)
const nobody = codeOf(799)

/** 紧急冻结: no key, no account; the organisation's code, and a code to the contact on record. */
export const holderFreeze = (frozen: (held: Download) => void) =>
  describe('freezing without the key', () => {
    let kept: Download
    let lost: Download
    let stolen: Download

    beforeAll(async () => {
      kept = await issue(two)
      lost = await issue({ ...two, selection: { ...two.selection, projectId: 'tax' } })
      stolen = await issue(one)
      frozen(stolen)
    })

    it('在 390 像素宽的中文页面上：不知道的单位与答错的验证码说得一样，两张证书只冻结选中的一张', () =>
      inBrowser('zh', 'narrow', async (page) => {
        const { certificate, errors, application } = words.zh
        const look = looker('zh')
        await page.goto(addressOf('/'))
        await page.getByRole('link', { name: words.zh.shell.nav.freeze }).first().click()
        await look(page, 'urgent-freeze')
        await page.getByLabel(words.zh.holder.contact.code).fill('12345')
        await page.getByRole('button', { name: application.proof.send, exact: true }).click()
        await page.getByText(errors['input.org-code-length'].title).first().waitFor()

        const unknown = await tryWrongCode(page, 'zh', nobody)
        await look(page, 'urgent-freeze-refused')
        await page.getByRole('button', { name: words.zh.holder.contact.change, exact: true }).click()
        const code = await codeSentTo(two.mobile, async () => expect(await tryWrongCode(page, 'zh', two.code)).toEqual(unknown))
        await answer(page, 'zh', code)

        const boxes = page.getByRole('checkbox')
        await boxes.first().waitFor()
        expect(await boxes.count()).toBe(2)
        await page.getByRole('button', { name: certificate.freeze.submit, exact: true }).click()
        await page.getByText(certificate.freeze.whichMissing).waitFor()
        expect(await page.evaluate('document.activeElement.type')).toBe('checkbox')
        await look(page, 'urgent-freeze-choose')
        await page.getByRole('checkbox', { name: serialOf(lost) }).check()
        await page.getByRole('radio', { name: certificate.freeze.reasons.mediumLost }).check()
        await page.getByRole('button', { name: certificate.freeze.submit, exact: true }).click()
        await page.getByText(nameLike(certificate.freeze.doneTitle)).waitFor()
        await look(page, 'urgent-freeze-done')
        const { baseUrl } = holderHall().system
        await expectRefusal('auth.certificate-frozen', () => lost.logIn(openSession(baseUrl)))
        await enterWith(baseUrl, kept)

        await page.getByRole('link', { name: certificate.detail.back }).click()
        await page.getByRole('heading', { name: certificate.page }).first().waitFor()
        await page.getByText(words.zh.shell.states.certificate.frozen, { exact: true }).waitFor()
        await page.getByText(words.zh.shell.states.certificate.valid, { exact: true }).waitFor()
        await look(page, 'urgent-freeze-list')
      }))

    it('on English pages 1280 pixels wide: one certificate, one press, and what to do next', () =>
      inBrowser('en', 'wide', async (page) => {
        const { certificate } = words.en
        const look = looker('en')
        await page.goto(addressOf('/freeze'))
        await look(page, 'urgent-freeze')
        const code = await codeSentTo(one.mobile, () => send(page, 'en', one.code))
        await look(page, 'urgent-freeze-code')
        await answer(page, 'en', code)
        await page.getByRole('button', { name: certificate.freeze.submit, exact: true }).waitFor()
        expect(await page.getByRole('checkbox').count()).toBe(0)
        await look(page, 'urgent-freeze-choose')
        await page.getByRole('button', { name: certificate.freeze.submit, exact: true }).click()
        await page.getByText(nameLike(certificate.freeze.doneTitle)).waitFor()
        await page.getByRole('link', { name: certificate.freeze.unfreeze }).first().waitFor()
        await look(page, 'urgent-freeze-done')
        await expectRefusal('auth.certificate-frozen', () => stolen.logIn(openSession(holderHall().system.baseUrl)))
      }))
  })

const serialOf = ({ issued }: Download): RegExp => new RegExp(issued.serialNumber.slice(-8))

const send = async (page: Page, language: Language, code: string): Promise<void> => {
  const { application, holder } = words[language]
  await page.getByLabel(holder.contact.code).fill(code)
  await page.getByRole('button', { name: application.proof.send, exact: true }).click()
  await page.getByText(holder.contact.sent).waitFor()
}

const answer = async (page: Page, language: Language, digits: string): Promise<void> => {
  const { contact } = words[language].holder
  await page.getByLabel(contact.digits).fill(digits)
  await page.getByRole('button', { name: contact.open, exact: true }).click()
}

/** All that somebody who guesses is told: both answers of the hall, and both texts of the page. */
const tryWrongCode = async (page: Page, language: Language, code: string): Promise<unknown> => {
  const asked = page.waitForResponse((response) => response.url().endsWith('/holder/contact-codes'))
  await send(page, language, code)
  const sent = await asked
  const said = await page.getByRole('status').allTextContents()
  const tried = page.waitForResponse((response) => response.url().endsWith('/holder/contact'))
  await answer(page, language, '000000')
  const refused = await tried
  const alert = page.getByRole('alert')
  await alert.getByText(words[language].errors['auth.contact-code-wrong'].title).waitFor()
  const { reference } = (await refused.json()) as { readonly reference: string }
  const without = (text: string): string => text.replaceAll(reference, '')
  return [sent.status(), await sent.text(), said, refused.status(), without(await refused.text()), without(await alert.innerText())]
}
