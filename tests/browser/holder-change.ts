import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Download } from '../journeys/holder.ts'
import { awaitMessage } from '../journeys/outbox.ts'
import { openSession } from '../journeys/session.ts'
import type { Language } from './chromium.ts'
import { addressOf, codeSentTo, enter, holderHall, inBrowser, jump, manageName, unlock } from './holder-hall.ts'
import type { planOf } from './plans.ts'
import { looker, paper } from './story.ts'
import { words } from './words.ts'

const fresh = { name: '林志远', mobile: '13700177072', email: 'lin72@example.cn' }
const agent = { name: '何思敏', idNumber: '11010519491231002X', mobile: '13700177073' }
const patience = { timeout: 20_000 }

/** 变更 of what is on record: shown beside the old, decided by a reviewer, and in use from then on. */
export const holderChange = (plan: ReturnType<typeof planOf>, held: () => Download) =>
  describe('a change of what is on record', () => {
    it('联系人变更：须再验证一次证书，看差异、提交、审核通过后，验证码发到新的手机', () =>
      inBrowser('zh', 'wide', async (page) => {
        const { certificate, holder, application } = words.zh
        const look = looker('zh')
        await enter(page, 'zh', held())
        // Longer ago than five minutes: asked once more, in the page.
        await jump({ byMs: 6 * 60_000 })
        await begin(page, 'zh', certificate.reasons.contactChanged)
        await look(page, 'change-start')
        await page.getByRole('button', { name: certificate.start.next, exact: true }).click()
        await page.getByRole('heading', { name: holder.stepUp.title }).waitFor()
        await look(page, 'change-step-up')
        await unlock(page, 'zh', held())

        await page.locator('#item-contact-name').fill(fresh.name)
        await prove(page, 'mobile', fresh.mobile)
        await prove(page, 'email', fresh.email)
        await upload(page, ['authorizationLetter'])
        await look(page, 'change-details')
        await page.getByRole('button', { name: application.details.next, exact: true }).click()
        expect(await difference(page)).toEqual([
          [plan.form.contact.name, fresh.name],
          [plan.mobile, fresh.mobile],
          [plan.email, fresh.email],
        ])
        await look(page, 'change-confirm')
        const applicationNo = await submit(page, 'zh')
        await page.getByText(certificate.wizard.nextChanged).waitFor()
        await look(page, 'change-done')
        await holderHall().reviewer.approve(applicationNo)
        for (const address of [plan.mobile, plan.email, fresh.mobile, fresh.email]) await told(address, applicationNo)
        await entersAs(page, fresh.mobile, plan.code)
      }))

    it('on English pages 390 pixels wide: the agent, whom the next application finds on record', () =>
      inBrowser('en', 'narrow', async (page) => {
        const { certificate, application } = words.en
        const look = looker('en')
        await enter(page, 'en', held())
        await begin(page, 'en', certificate.reasons.agentChanged)
        await look(page, 'change-start')
        await page.getByRole('button', { name: certificate.start.next, exact: true }).click()
        await page.locator('#item-agent-name').fill(agent.name)
        await page.locator('#item-agent-mobile').fill(agent.mobile)
        await upload(page, ['authorizationLetter', 'agentId'])
        await look(page, 'change-details')
        await page.getByRole('button', { name: application.details.next, exact: true }).click()
        expect(await difference(page)).toEqual([
          [plan.form.agent.name, agent.name],
          [plan.form.agent.mobile, agent.mobile],
        ])
        await look(page, 'change-confirm')
        const applicationNo = await submit(page, 'en')
        await look(page, 'change-done')
        await holderHall().reviewer.approve(applicationNo)
        await page.goto(addressOf('/hall/manage'))
        await begin(page, 'en', certificate.reasons.agentChanged)
        await page.getByRole('button', { name: certificate.start.next, exact: true }).click()
        await expect.poll(() => page.locator('#item-agent-name').inputValue(), patience).toBe(agent.name)
      }))
  })

/** From the list to the reason. */
const begin = async (page: Page, language: Language, reason: string): Promise<void> => {
  const { certificate } = words[language]
  await page
    .getByRole('link', { name: manageName(language) })
    .first()
    .click()
  await page.getByText(certificate.detail.more, { exact: true }).click()
  await page.getByRole('link', { name: certificate.acts.change, exact: true }).click()
  await page.getByRole('radio', { name: new RegExp(reason) }).check()
}

const prove = async (page: Page, channel: 'mobile' | 'email', address: string): Promise<void> => {
  const { proof } = words.zh.application
  await page.locator(`#item-contact-${channel}`).fill(address)
  const verified = page.getByText(proof.verified, { exact: true })
  const code = await codeSentTo(address, () => page.getByRole('button', { name: proof.send, exact: true }).click())
  const before = await verified.count()
  await page.getByLabel(channel === 'mobile' ? proof.codeMobile : proof.codeEmail).fill(code)
  await expect.poll(() => verified.count(), patience).toBe(before + 1)
}

const upload = async (page: Page, kinds: readonly string[]): Promise<void> => {
  for (const kind of kinds) await page.locator(`#item-document-${kind}`).setInputFiles(paper('application/pdf'))
  await expect.poll(() => page.getByRole('link', { name: /材料\.pdf/ }).count(), patience).toBe(kinds.length)
}

/** Old and new, row by row. */
const difference = async (page: Page): Promise<readonly (readonly string[])[]> => {
  const rows = page.locator('.difference tbody tr')
  await rows.first().waitFor()
  return Promise.all((await rows.all()).map((row) => row.locator('td').allTextContents()))
}

const submit = async (page: Page, language: Language): Promise<string> => {
  await expect.poll(() => page.getByRole('checkbox').count(), patience).toBe(4)
  for (const box of await page.getByRole('checkbox').all()) await box.check()
  await page.getByRole('button', { name: words[language].application.confirm.submit, exact: true }).click()
  await page
    .getByText(/A\d{4}-\d{6}/)
    .first()
    .waitFor()
  return /A\d{4}-\d{6}/.exec((await page.locator('main').textContent()) ?? '')?.[0] ?? ''
}

/** Who was the contact, and who is it now. */
const told = (address: string, applicationNo: string): Promise<unknown> =>
  awaitMessage(
    openSession(holderHall().system.baseUrl),
    (each) => each.kind === 'record-changed' && each.to === address && each.applicationNo === applicationNo,
  )

/** Without the key: the code comes to this mobile now. */
const entersAs = async (page: Page, mobile: string, code: string): Promise<void> => {
  const { holder, application } = words.zh
  await page.goto(addressOf('/hall/manage'))
  await page.getByRole('button', { name: holder.room.logout }).click()
  await page.getByRole('button', { name: holder.login.tileAction }).waitFor()
  await page.goto(addressOf('/freeze'))
  await page.getByLabel(holder.contact.code).fill(code)
  const digits = await codeSentTo(mobile, () => page.getByRole('button', { name: application.proof.send, exact: true }).click())
  await page.getByLabel(holder.contact.digits).fill(digits)
  await page.getByRole('button', { name: holder.contact.open, exact: true }).click()
  await page.getByText(holder.room.byContact).waitFor()
}
