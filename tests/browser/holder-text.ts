import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, describe, it } from 'vitest'
import type { Download } from '../journeys/holder.ts'
import type { Language } from './chromium.ts'
import { addressOf, inBrowser } from './holder-hall.ts'
import { filePassword, looker } from './story.ts'
import { words } from './words.ts'

interface SignedText {
  readonly text: string
  readonly signature: string
  readonly certificate: string
}

/** 文本签名与验签: signed in the page, verified in another one, refused where a character has changed. */
export const holderText = (held: () => Download) =>
  describe('signing a text', () => {
    const directory = mkdtempSync(join(tmpdir(), 'certhall-text-'))
    const file = join(directory, 'signed-text.json')
    const text = '今收到履约保证金人民币 ¥12,800.00 元整。\n经办人：陈小燕'
    afterAll(() => rmSync(directory, { recursive: true, force: true }))

    it('在 1280 像素宽的中文页面上：密码不对说清楚，签名、保存、用保存的文件验证；改一个字即无效', () =>
      inBrowser('zh', 'wide', async (page) => {
        const { sign } = words.zh.check
        const look = looker('zh')
        await page.goto(addressOf('/check'))
        await page.getByRole('link', { name: words.zh.check.toSignText }).click()
        await page.getByRole('button', { name: sign.submit, exact: true }).click()
        await page.getByText(sign.textMissing).waitFor()
        await signIt(page, 'zh', text, held(), 'wrong password')
        await page.getByText(sign.faults['p12-password']).waitFor()
        await look(page, 'text-refused')
        await signIt(page, 'zh', text, held(), filePassword)
        await page.getByText(sign.done).waitFor()
        const saved = page.waitForEvent('download')
        await page.getByRole('link', { name: sign.saveAll }).click()
        await (await saved).saveAs(file)

        await page.getByLabel(sign.verifyFile).setInputFiles(file)
        await page.getByRole('button', { name: sign.verify, exact: true }).click()
        await page.getByText(sign.valid, { exact: true }).waitFor()
        await page.getByText(words.zh.check.states.good, { exact: true }).waitFor()
        await look(page, 'text-valid')
        await page.getByLabel(sign.text, { exact: true }).last().fill(text.replace('12,800', '18,200'))
        await page.getByRole('button', { name: sign.verify, exact: true }).click()
        await page.getByText(sign.invalid, { exact: true }).waitFor()
        await look(page, 'text-invalid')
      }))

    it('on English pages 390 pixels wide: the three parts pasted one by one, then parts of something else', () =>
      inBrowser('en', 'narrow', async (page) => {
        const { sign } = words.en.check
        const look = looker('en')
        const signed = JSON.parse(readFileSync(file, 'utf8')) as SignedText
        const judged = async (given: SignedText, verdict: string): Promise<void> => {
          await page.getByLabel(sign.text, { exact: true }).last().fill(given.text)
          await page.getByLabel(sign.signature, { exact: true }).fill(given.signature)
          await page.getByLabel(sign.certificate, { exact: true }).fill(given.certificate)
          await page.getByRole('button', { name: sign.verify, exact: true }).click()
          await page.getByText(verdict, { exact: true }).waitFor()
        }
        await page.goto(addressOf('/sign-text'))
        await page.getByLabel(sign.verifyFile).setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{}') })
        await page.getByText(sign.verifyFileWrong).waitFor()
        await page.getByRole('button', { name: sign.verify, exact: true }).click()
        await page.getByText(sign.verifyMissing).first().waitFor()
        await look(page, 'text-refused')
        await judged(signed, sign.valid)
        await look(page, 'text-valid')
        await judged({ ...signed, text: `${signed.text} ` }, sign.invalid)
        await judged(signed, sign.valid)
        await judged({ ...signed, signature: signed.signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')) }, sign.invalid)
        await judged({ ...signed, certificate: 'no certificate' }, sign.malformedNote)
        await look(page, 'text-invalid')
        await signIt(page, 'en', 'Received with thanks', held(), filePassword)
        await page.getByText(sign.done).waitFor()
        await look(page, 'text-signed')
      }))
  })

const signIt = async (page: Page, language: Language, text: string, { p12 }: Download, password: string): Promise<void> => {
  const { sign } = words[language].check
  await page.getByLabel(sign.text, { exact: true }).first().fill(text)
  await page.locator('input[accept*=p12]').setInputFiles({ name: 'holder.p12', mimeType: 'application/x-pkcs12', buffer: Buffer.from(p12) })
  await page.getByLabel(sign.password, { exact: true }).fill(password)
  await page.getByRole('button', { name: sign.submit, exact: true }).click()
}
