import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyCommands } from '@certhall/contract/certificate/verify-commands'
import { fromBase64 } from '@certhall/kernel/bytes'
import { toPem } from '@certhall/pki/pem'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Download } from '../journeys/holder.ts'
import { run } from '../journeys/judges.ts'
import { saveAuthorities } from '../journeys/relying-party.ts'
import { openSession } from '../journeys/session.ts'
import type { Language } from './chromium.ts'
import { addressOf, holderHall, inBrowser } from './holder-hall.ts'
import { looker } from './story.ts'
import { words } from './words.ts'

/** 证书核验, for whoever was handed a certificate: nobody is logged in here. */
export const holderCheck = (good: () => Download, frozen: () => Download) =>
  describe('checking any certificate', () => {
    const directory = mkdtempSync(join(tmpdir(), 'certhall-check-'))
    beforeAll(() => saveAuthorities(openSession(holderHall().system.baseUrl), directory))
    afterAll(() => rmSync(directory, { recursive: true, force: true }))

    it('在 1280 像素宽的中文页面上：粘贴 PEM，问现在和过去；保存的凭证由 OpenSSL 验证', () =>
      inBrowser('zh', 'wide', async (page) => {
        const { check, errors } = words.zh
        const look = looker('zh')
        await page.goto(addressOf('/check'))
        await ask(page, 'zh', {})
        await page.getByText(check.form.missing).waitFor()
        await ask(page, 'zh', { pem: 'MIIB 这不是证书' })
        await page.getByText(errors['input.certificate-malformed'].title).first().waitFor()
        await ask(page, 'zh', { pem: pemOf(good()), at: '2099-01-01T00:00' })
        await page.getByText(check.form.atWrong).waitFor()
        await look(page, 'check-refused')

        await ask(page, 'zh', { pem: pemOf(good()), at: '2020-01-01T08:00' })
        await page.getByText(check.states.good, { exact: true }).waitFor()
        await page.getByText(check.past.notYetValid, { exact: true }).waitFor()
        expect(await page.locator('main').textContent()).toContain(good().issued.serialNumber)
        await look(page, 'check-good')
        await saveAll(page, 'zh', directory)
        judge(directory, good())

        await ask(page, 'zh', { pem: foreign(directory), at: '' })
        await page.getByText(check.states.unknown, { exact: true }).waitFor()
        await page.getByText(check.notes.unknownForeign).waitFor()
        await look(page, 'check-foreign')
      }))

    it('on English pages 390 pixels wide: a DER file of a frozen certificate', () =>
      inBrowser('en', 'narrow', async (page) => {
        const { check } = words.en
        const look = looker('en')
        await page.goto(addressOf('/check'))
        const file = page.getByLabel(check.form.file)
        await file.setInputFiles({ name: 'large.cer', mimeType: 'application/pkix-cert', buffer: Buffer.alloc(40_000) })
        await page.getByText(check.form.fileTooLarge).waitFor()
        await file.setInputFiles({
          name: 'holder.cer',
          mimeType: 'application/pkix-cert',
          buffer: Buffer.from(fromBase64(frozen().issued.certificate)),
        })
        await expect.poll(() => page.getByLabel(check.form.certificate, { exact: true }).inputValue()).toBe(frozen().issued.certificate)
        await page.getByRole('button', { name: check.form.submit, exact: true }).click()
        await page.getByText(check.states.frozen, { exact: true }).waitFor()
        await page.getByText(check.notes.frozen).waitFor()
        await page.getByText(check.save.how).click()
        await look(page, 'check-frozen')
      }))
  })

/** What is left out stays as it is in the form. */
export const ask = async (page: Page, language: Language, { pem, at }: { readonly pem?: string; readonly at?: string }): Promise<void> => {
  const { form } = words[language].check
  if (pem !== undefined) await page.getByLabel(form.certificate, { exact: true }).fill(pem)
  if (at !== undefined) await page.getByLabel(form.at).fill(at)
  await page.getByRole('button', { name: form.submit, exact: true }).click()
}

export const pemOf = ({ issued }: Download): string => toPem('CERTIFICATE', fromBase64(issued.certificate))

/** Every file that the page offers, under the name that it gives. */
const saveAll = async (page: Page, language: Language, directory: string): Promise<void> => {
  const { save } = words[language].check
  for (const name of [save.answer, save.text, save.signature, save.key, save.ocsp]) {
    const saved = page.waitForEvent('download')
    await page.getByRole('link', { name, exact: true }).click()
    const file = await saved
    await file.saveAs(join(directory, file.suggestedFilename()))
  }
}

/** The commands that stand beside the files, word for word. */
const judge = (directory: string, held: Download): void => {
  writeFileSync(join(directory, 'cert.pem'), pemOf(held))
  writeFileSync(join(directory, 'issuer.pem'), readFileSync(join(directory, `${held.issued.authorityId}.pem`)))
  const judged = (command: string): string => run('sh', ['-c', `cd "$0" && ${command}`, directory])
  expect(judged(verifyCommands.text)).toContain('Signature Verified Successfully')
  for (const said of ['Response verify OK', 'cert.pem: good']) expect(judged(verifyCommands.ocsp)).toContain(said)
  const { text } = JSON.parse(readFileSync(join(directory, 'check.json'), 'utf8')) as { readonly text: string }
  expect(readFileSync(join(directory, 'check.txt'), 'utf8')).toBe(text)
  writeFileSync(join(directory, 'check.txt'), text.replace('"good"', '"goop"'))
  expect(() => judged(verifyCommands.text)).toThrow('Signature Verification Failure')
}

/** Of somebody else’s authority. */
const foreign = (directory: string): string => {
  const [key, certificate] = [join(directory, 'foreign.key'), join(directory, 'foreign.pem')]
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  run('openssl', ['req', '-x509', ...kind, '-days', '2', '-subj', '/CN=Certhall Enterprise CA', '-keyout', key, '-out', certificate])
  return readFileSync(certificate, 'utf8')
}
