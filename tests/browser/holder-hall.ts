import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { apply, type ApplicationPlan } from '../journeys/applicant.ts'
import { dayMs, moveClock, readClock } from '../journeys/evaluation-clock.ts'
import { releasedPasscode } from '../journeys/hall-people.ts'
import { type Download, download } from '../journeys/holder.ts'
import { awaitCode } from '../journeys/outbox.ts'
import { type PrivateSystem, startPrivateSystem, tokenOf } from '../journeys/private-system.ts'
import { openSession } from '../journeys/session.ts'
import { enrol, type StaffMember } from '../journeys/staff-member.ts'
import { type Language, launchChromium, openPerson } from './chromium.ts'
import { filePassword } from './story.ts'
import { words } from './words.ts'

/** A hall for holders alone: its clock is moved and it goes behind TLS in the end, and codes are counted for one address. */
export interface HolderHall {
  readonly system: PrivateSystem
  readonly browser: Browser
  readonly reviewer: StaffMember
  readonly issuer: StaffMember
}

let opened: HolderHall | null = null

export const holderHall = (): HolderHall => {
  if (opened === null) throw new Error('the hall is not open')
  return opened
}

export const openHolderHall = async (): Promise<void> => {
  const [system, browser] = await Promise.all([startPrivateSystem(), launchChromium()])
  const [reviewer, issuer] = await Promise.all([
    enrol(system.baseUrl, tokenOf(system, 'reviewer')),
    enrol(system.baseUrl, tokenOf(system, 'issuer')),
  ])
  opened = { system, browser, reviewer, issuer }
}

export const closeHolderHall = async (): Promise<void> => {
  await opened?.browser.close()
  await opened?.system.stop()
}

/** Applied for, approved, downloaded and confirmed. */
export const issue = async (plan: ApplicationPlan): Promise<Download> => {
  const {
    system: { baseUrl },
    reviewer,
    issuer,
  } = holderHall()
  const applicationNo = await apply(baseUrl, plan)
  await reviewer.approve(applicationNo)
  const held = await download(baseUrl, await releasedPasscode(baseUrl, issuer, applicationNo), filePassword)
  await held.confirm()
  return held
}

export type Person = Awaited<ReturnType<typeof openPerson>>

/** One person's browser for as long as `live` takes; its pages must have complained of nothing. */
export const inBrowser = async (
  language: Language,
  width: 'wide' | 'narrow',
  live: (page: Page) => Promise<void>,
  more: Parameters<typeof openPerson>[3] = {},
): Promise<void> => {
  const { context, page, complaints } = await openPerson(holderHall().browser, language, width, more)
  await live(page)
  expect(complaints).toEqual([])
  await context.close()
}

export const addressOf = (path: string): string => `${holderHall().system.baseUrl}${path}`

/** 个人证书登录 with the file. */
export const enter = async (page: Page, language: Language, held: Download): Promise<void> => {
  const { login } = words[language].holder
  await page.goto(addressOf('/hall/manage'))
  await page.getByRole('button', { name: `${login.tileAction}: ${login.tile}` }).click()
  await page.getByRole('radio', { name: new RegExp(login.media.p12) }).check()
  await unlock(page, language, held)
  await page
    .getByRole('link', { name: manageName(language) })
    .first()
    .waitFor()
}

/** File and password, wherever the page asks for them. */
export const unlock = async (page: Page, language: Language, { p12 }: Download): Promise<void> => {
  const { soft, login } = words[language].holder
  await page.locator('input[accept*=p12]').setInputFiles({ name: 'holder.p12', mimeType: 'application/x-pkcs12', buffer: Buffer.from(p12) })
  await page.getByLabel(soft.password, { exact: true }).fill(filePassword)
  await page.getByRole('button', { name: login.submit, exact: true }).click()
}

/** 管理：… of any certificate in the list. */
export const manageName = (language: Language): RegExp => nameLike(words[language].certificate.list.manageNamed)

/** A name that the page makes out of a template: whatever stands for its gaps. */
export const nameLike = (template: string): RegExp =>
  new RegExp(
    `^${template
      .split(/\{\w+\}/)
      .map((part) => part.replaceAll(/[.*+?^$()[\]|\\]/g, '\\$&'))
      .join('.*')}$`,
  )

/** The code that an address gets from what `send` does, by the hall's time. */
export const codeSentTo = async (address: string, send: () => Promise<unknown>): Promise<string> => {
  const { baseUrl } = holderHall().system
  const sinceMs = Date.parse((await readClock(baseUrl)).now) - 1_000
  await send()
  return awaitCode(openSession(baseUrl), address, sinceMs)
}

/** Forward; the staff log in again, because no session outlives a jump. */
export const jump = async (move: Parameters<typeof moveClock>[1]): Promise<void> => {
  const { system, reviewer, issuer } = holderHall()
  await moveClock(system.baseUrl, move)
  await Promise.all([reviewer.logIn(), issuer.logIn()])
}

export { dayMs }
