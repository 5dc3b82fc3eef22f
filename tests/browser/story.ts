import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StaffRole } from '@certhall/contract/staff/roles'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { run } from '../journeys/judges.ts'
import { awaitCode, awaitMessage } from '../journeys/outbox.ts'
import type { PrivateSystem } from '../journeys/private-system.ts'
import { tokenOf } from '../journeys/private-system.ts'
import { openSession } from '../journeys/session.ts'
import { type Language, openPerson, picture, scrollsSideways, seriousFindings, settle } from './chromium.ts'
import { words } from './words.ts'

export interface StoryPlan {
  readonly system: PrivateSystem
  readonly browser: Browser
  readonly language: Language
  readonly width: 'wide' | 'narrow'
  readonly organization: { readonly code: string; readonly name: string }
  readonly mobile: string
  readonly email: string
  /** Which of the sample staff act in this story (two reviewers; one issuer who logs in again where they enrolled). */
  readonly staff: StaffBrowser
}

export interface StaffBrowser {
  readonly page: Page
  readonly complaints: readonly string[]
}

export const staffPassword = 'desk password of the story 2026'
export const filePassword = 'file password of the story 2026'

/** The main path as a person lives it: apply, be reviewed, receive the PASSCODE, download, verify. Gives the serial number. */
export const liveStory = async (plan: StoryPlan): Promise<string> => {
  const { page, context, complaints } = await openPerson(plan.browser, plan.language, plan.width)
  const look = looker(plan.language)
  const applicationNo = await apply(plan, page, look)
  await review(plan, applicationNo, look)
  const passcode = await release(plan, applicationNo, look)
  const serialNumber = await download(plan, page, passcode, look)
  expect([...complaints, ...plan.staff.complaints]).toEqual([])
  await context.close()
  return serialNumber
}

/** Enrols members of the staff in one browser, as one person who tries all roles would. */
export const openStaff = async (
  plan: Pick<StoryPlan, 'system' | 'browser' | 'language' | 'width'>,
  members: readonly (readonly [role: StaffRole, index: number])[],
): Promise<StaffBrowser> => {
  const { page, complaints } = await openPerson(plan.browser, plan.language, plan.width)
  const { enrol } = words[plan.language].desk
  for (const [role, index] of members) {
    await page.goto(`${plan.system.baseUrl}/desk/enrol#${tokenOf(plan.system, role, index)}`)
    await page.getByLabel(enrol.first, { exact: true }).fill(staffPassword)
    await page.getByLabel(enrol.second, { exact: true }).fill(staffPassword)
    await looker(plan.language)(page, 'desk-enrol')
    await page.getByRole('button', { name: enrol.submit }).click()
    await page
      .getByRole('button', { name: enrol.toLogin })
      .or(page.getByRole('link', { name: enrol.toLogin }))
      .waitFor()
    await page.goto('about:blank')
  }
  return { page, complaints }
}

/** The staff's browser says everything in this language from its next page on. */
export const speak = async ({ system, staff }: Pick<StoryPlan, 'system' | 'staff'>, language: Language): Promise<void> =>
  staff.page.context().addCookies([{ name: 'lang', value: language, url: system.baseUrl }])

export type Look = (page: Page, name: string) => Promise<void>

/** Every page of the story is pictured, scanned by axe, and must not scroll sideways. */
export const looker =
  (language: Language): Look =>
  async (page, name) => {
    await settle(page)
    await picture(page, name, language)
    expect(await seriousFindings(page), `accessibility of ${name}`).toEqual([])
    expect(await scrollsSideways(page), `${name} scrolls sideways`).toBe(false)
  }

const apply = async ({ system, language, organization, mobile, email }: StoryPlan, page: Page, look: Look): Promise<string> => {
  const { application, home } = words[language]
  await page.goto(`${system.baseUrl}/hall`)
  await look(page, 'hall')
  await page.getByRole('link', { name: home.tiles.apply }).first().click()
  await agree(page, language, look)
  await choose(page, language, organization.code)
  await look(page, 'apply-select')
  await page.getByRole('button', { name: application.details.next, exact: true }).click()

  await fillDetails({ system, language, organization, mobile, email }, page)
  await look(page, 'apply-details')
  await page.getByRole('button', { name: application.details.next, exact: true }).click()

  await page.getByLabel(application.confirm.declaration).check()
  await look(page, 'apply-confirm')
  await page.getByRole('button', { name: application.confirm.submit, exact: true }).click()
  await page.getByRole('heading', { name: application.done.title }).waitFor()
  // The heading is there before the number is.
  await page
    .getByText(/A\d{4}-\d{6}/)
    .first()
    .waitFor()
  await look(page, 'apply-done')
  const applicationNo = /A\d{4}-\d{6}/.exec((await page.locator('main').textContent()) ?? '')?.[0] ?? ''
  expect(applicationNo).not.toBe('')
  return applicationNo
}

/** AP-2, every field and paper that a plain organisation certificate needs, both contacts proven. */
export const fillDetails = async (
  { system, language, organization, mobile, email }: Pick<StoryPlan, 'system' | 'language' | 'organization' | 'mobile' | 'email'>,
  page: Page,
): Promise<void> => {
  const { application } = words[language]
  const outbox = openSession(system.baseUrl)
  await page.locator('#item-organization-name').fill(organization.name)
  await page.getByRole('radio', { name: application.kinds.enterprise, exact: true }).check()
  const sections = {
    '#item-organization-licenceNumber': organization.code,
    '#item-organization-legalRepresentative': '王伟',
    '#item-organization-city': '广州市',
    '#item-organization-district': '天河区',
    '#item-organization-address': '华夏路10号富力中心',
    '#item-contact-name': '陈小燕',
    '#item-contact-mobile': mobile,
    '#item-contact-email': email,
    '#item-agent-name': '陈小燕',
    '#item-agent-idNumber': '11010519491231002X',
    '#item-agent-mobile': mobile,
  }
  for (const [field, value] of Object.entries(sections)) await page.locator(field).fill(value)
  await page.locator('#item-organization-province').selectOption({ index: 19 })
  await page.locator('#item-agent-idKind').selectOption('residentId')
  for (const [index, address] of [mobile, email].entries()) {
    const sinceMs = Date.now() - 1_000
    await page.getByRole('button', { name: application.proof.send, exact: true }).first().click()
    const label = index === 0 ? application.proof.codeMobile : application.proof.codeEmail
    await page.getByLabel(label).fill(await awaitCode(outbox, address, sinceMs))
    await expect.poll(() => page.getByText(application.proof.verified, { exact: true }).count(), { timeout: 20_000 }).toBe(index + 1)
  }
  for (const input of await page.locator('input[type=file]').all()) {
    await input.setInputFiles(paper('application/pdf'))
  }
  await page.getByRole('radio', { name: application.channels.sms }).check()
  await expect.poll(() => page.locator('progress').count(), { timeout: 20_000 }).toBe(0)
}

/** A paper small enough to write down: one empty page, or two pixels. */
export const paper = (mimeType: 'application/pdf' | 'image/png') => ({
  name: mimeType === 'image/png' ? '营业执照.png' : '材料.pdf',
  mimeType,
  buffer: mimeType === 'image/png' ? Buffer.from(twoPixels, 'base64') : Buffer.from(emptyPage),
})

const twoPixels = 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGM4IQcEJwAHIwIJ5FiIOQAAAABJRU5ErkJggg=='
const emptyPage =
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'

/** AP-0: every box, then 开始填写. */
export const agree = async (page: Page, language: Language, look: Look = async () => {}): Promise<void> => {
  const { notice } = words[language].application
  await page.getByRole('button', { name: notice.start }).waitFor()
  for (const box of await page.getByRole('checkbox').all()) await box.check()
  await look(page, 'apply-notice')
  await page.getByRole('button', { name: notice.start }).click()
}

/** AP-1: an organisation that the hall does not know yet. */
export const choose = async (page: Page, language: Language, code: string): Promise<void> => {
  await ask(page, language, code)
  await page.getByRole('heading', { name: words[language].application.result.unknownTitle }).waitFor()
}

/** AP-1 up to 查询. */
export const ask = async (page: Page, language: Language, code: string): Promise<void> => {
  const { select } = words[language].application
  await page.getByRole('radio', { name: select.types.organization }).check()
  await page.getByLabel(select.project, { exact: true }).selectOption('tendering')
  await page.getByRole('radio', { name: select.media.p12 }).check()
  await page.getByLabel(select.code).fill(code)
  await page.getByRole('button', { name: select.lookUp, exact: true }).click()
}

export const logIn = async (
  { system, language, staff: { page } }: Pick<StoryPlan, 'system' | 'language' | 'staff'>,
  role: StaffRole,
): Promise<void> => {
  const { login, roles } = words[language].desk
  await page.goto(`${system.baseUrl}/desk/login`)
  await page.getByRole('radio', { name: new RegExp(roles[role]) }).check()
  await page.getByLabel(login.password, { exact: true }).fill(staffPassword)
  await page.getByRole('button', { name: login.submit, exact: true }).click()
  await page.getByRole('button', { name: words[language].desk.logout }).first().waitFor({ state: 'attached' })
}

const sign = async ({ language, staff: { page } }: StoryPlan): Promise<void> => {
  const { sign: sheet } = words[language].desk
  await page.getByLabel(sheet.password, { exact: true }).fill(staffPassword)
  await page.getByRole('button', { name: sheet.submit, exact: true }).click()
}

const review = async (plan: StoryPlan, applicationNo: string, look: Look): Promise<void> => {
  const { page } = plan.staff
  const { desk } = words[plan.language]
  await logIn(plan, 'reviewer')
  await page.getByRole('link', { name: applicationNo }).first().waitFor()
  await look(page, 'desk-queue')
  await page.getByRole('link', { name: applicationNo }).first().click()
  await page.getByRole('button', { name: desk.case.approve }).waitFor()
  await look(page, 'desk-case')
  await page.getByRole('button', { name: desk.case.approve }).click()
  await page.getByLabel(desk.sign.password, { exact: true }).waitFor()
  await look(page, 'desk-sign')
  await sign(plan)
  await page
    .getByRole('button', { name: desk.case.next })
    .or(page.getByRole('link', { name: desk.case.backToQueue }))
    .first()
    .waitFor()
  await look(page, 'desk-decided')
}

/** The issuer sends; the PASSCODE comes from the outbox, the only place where it can be read. */
const release = async (plan: StoryPlan, applicationNo: string, look: Look): Promise<string> => {
  const { page } = plan.staff
  const { delivery } = words[plan.language].desk
  await logIn(plan, 'issuer')
  await page.getByRole('button', { name: delivery.sendNamed.replace('{no}', applicationNo) }).waitFor()
  await look(page, 'desk-delivery')
  await page.getByRole('button', { name: delivery.sendNamed.replace('{no}', applicationNo) }).click()
  await page.getByLabel(words[plan.language].desk.sign.password, { exact: true }).waitFor()
  await look(page, 'desk-release')
  await sign(plan)
  const message = await awaitMessage(
    openSession(plan.system.baseUrl),
    (each) => each.applicationNo === applicationNo && each.codes.some((code) => code.length >= 20),
  )
  return message.codes.find((code) => code.length >= 20) ?? ''
}

const download = async ({ system, language }: StoryPlan, page: Page, passcode: string, look: Look): Promise<string> => {
  const { download: said } = words[language]
  await page.goto(`${system.baseUrl}/hall/download`)
  await page.getByLabel(said.code.label).fill(passcode)
  await look(page, 'download-code')
  await page.getByRole('button', { name: said.code.submit, exact: true }).click()
  await page.getByLabel(said.password.first, { exact: true }).fill(filePassword)
  await page.getByLabel(said.password.second, { exact: true }).fill(filePassword)
  await look(page, 'download-password')
  await page.getByRole('button', { name: said.password.start, exact: true }).click()

  return saveAndVerify(page, language, look)
}

/** DL-4 from 保存证书文件 on: saved, opened again in the page, and judged by OpenSSL; kept at `keepAt`. Gives the serial number. */
export const saveAndVerify = async (page: Page, language: Language, look: Look = async () => {}, keepAt?: string): Promise<string> => {
  const { download: said } = words[language]
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: said.install.save, exact: true }).click()
  const directory = mkdtempSync(join(tmpdir(), 'certhall-story-'))
  try {
    const file = join(directory, 'holder.p12')
    await (await saved).saveAs(file)
    if (keepAt !== undefined) copyFileSync(file, keepAt)
    await look(page, 'download-install')
    await page.locator('input[type=file]').setInputFiles(file)
    await page.getByLabel(said.install.filePassword, { exact: true }).fill(filePassword)
    await page.getByRole('button', { name: said.install.verify, exact: true }).click()
    await page.getByRole('heading', { name: said.finished.heading }).waitFor()
    await look(page, 'download-done')
    const opened = run('openssl', ['pkcs12', '-in', file, '-passin', `pass:${filePassword}`, '-nokeys', '-clcerts'])
    const serialNumber = run('openssl', ['x509', '-noout', '-serial'], opened).replace('serial=', '').trim().toLowerCase()
    expect(((await page.locator('main').textContent()) ?? '').toLowerCase().replaceAll(/[\s:]/g, '')).toContain(serialNumber)
    expect(readFileSync(file).length).toBeGreaterThan(1_000)
    return serialNumber
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
