import type { FollowUpReason, FollowUpType } from '@certhall/contract/application/follow-up'
import type { DocumentKind, Medium } from '@certhall/contract/application/vocabulary'
import type { IssuedCertificate } from '@certhall/contract/passcode/api'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { apply } from '../journeys/applicant.ts'
import { releasedPasscode } from '../journeys/hall-people.ts'
import { type Download, download } from '../journeys/holder.ts'
import type { StaffMember } from '../journeys/staff-member.ts'
import type { Language } from './chromium.ts'
import { hall } from './hall.ts'
import type { planOf } from './plans.ts'
import { filePassword, looker, paper, saveAndVerify } from './story.ts'
import { words } from './words.ts'

const patience = { timeout: 20_000 }

type Named = Pick<IssuedCertificate, 'serialNumber'>

/** What everybody does who manages certificates: each step by the words of the page, in either language. */
export const managePerson = (page: Page, language: Language) => {
  const { application, certificate, holder, home, shell } = words[language]
  const { baseUrl } = hall().system
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true })
  const link = (name: string): Locator => page.getByRole('link', { name, exact: true })
  const radio = (label: string): Locator => page.getByRole('radio', { name: new RegExp(`^${escaped(label)}`) })
  const look = (name: string): Promise<void> => looker(language)(page, name)
  /** A link of the list that names its certificate by the end of the serial number. */
  const actOn = (template: string, { serialNumber }: Named, act = ''): Locator =>
    page.getByRole('link', {
      name: new RegExp(`^${escaped(startOf(template.replace('{act}', act)))}.*${serialNumber.slice(-8)}$`),
    })
  const isIn = (): Promise<void> => page.getByText(holder.room.by, { exact: true }).waitFor()
  const next = (): Promise<void> => button(certificate.start.next).click()
  /** 填写 up to the papers: what was chosen is there when the hall has it. */
  const addPapers = async (kinds: readonly DocumentKind[]): Promise<void> => {
    for (const kind of kinds) await page.locator(`#item-document-${kind}`).setInputFiles(paper('application/pdf'))
    await expect.poll(() => page.getByRole('link', { name: paper('application/pdf').name }).count(), patience).toBe(kinds.length)
  }
  return {
    button,
    link,
    radio,
    look,
    isIn,
    next,
    addPapers,

    /** 首页 → 运营服务 → 业务办理 → 证书管理, as the manual says, by its menu. */
    walkIn: async (): Promise<void> => {
      await page.goto(`${baseUrl}/`)
      await button(shell.nav.services).click()
      await link(shell.nav.hall).click()
      await page.getByRole('heading', { level: 1, name: home.hall.title }).waitFor()
      // The tile's link lies over its title; what counts is where the press lands.
      await page.getByRole('heading', { name: home.tiles.manage, exact: true }).click({ force: true })
      await page.getByText(holder.login.contactNote).waitFor()
    },

    /** 个人证书登录 → 存储介质. */
    chooseMedium: async (medium: Medium): Promise<void> => {
      await button(`${holder.login.tileAction}: ${holder.login.tile}`).click()
      await radio(holder.login.media[medium]).check()
    },

    typePassword: async (password: string): Promise<void> => {
      await page.getByLabel(holder.soft.password, { exact: true }).fill(password)
      await button(holder.login.submit).click()
    },

    /** With the file, from the page of certificate management on. */
    logInWith: async (file: string): Promise<void> => {
      await button(`${holder.login.tileAction}: ${holder.login.tile}`).click()
      await radio(holder.login.media.p12).check()
      await page.locator('input[type=file]').setInputFiles(file)
      await page.getByLabel(holder.soft.password, { exact: true }).fill(filePassword)
      await button(holder.login.submit).click()
    },

    openManagement: (): Promise<unknown> => page.goto(`${baseUrl}/hall/manage`),
    rowOf: ({ serialNumber }: Named): Locator => page.locator('tr', { hasText: serialNumber.slice(-8) }),
    /** 管理 */
    manage: (one: Named): Promise<void> => actOn(certificate.list.manageNamed, one).click(),
    /** The short road from the list: freezing, unfreezing. */
    act: (act: 'freeze' | 'unfreeze', one: Named): Promise<void> => actOn(certificate.list.actNamed, one, certificate.acts[act]).click(),

    /** 更新、解冻…: the reason; the page behind it takes over. */
    begin: async (type: FollowUpType, reason: FollowUpReason, remark = ''): Promise<void> => {
      await page.getByText(certificate.start[`${type}Reason`], { exact: true }).waitFor()
      await radio(certificate.reasons[reason]).check()
      if (remark !== '') await page.getByRole('textbox', { name: certificate.start.remark }).fill(remark)
    },

    /** 确认 and 提交: every box, one press. Gives the application number. */
    submitApplication: async (look: (name: string) => Promise<void> = async () => {}): Promise<string> => {
      await expect.poll(() => page.getByRole('checkbox').count(), patience).toBe(4)
      for (const box of await page.getByRole('checkbox').all()) await box.check()
      await look('confirm')
      await button(application.confirm.submit).click()
      await page.getByRole('heading', { name: application.done.title }).waitFor()
      const number = /A\d{4}-\d{6}/
      await page.getByText(number).first().waitFor()
      await look('done')
      return number.exec((await page.locator('main').textContent()) ?? '')?.[0] ?? ''
    },

    /** 证书下载 in this page: key, certificate, saved file, opened once more. Gives the certificate, its file at `file`. */
    downloadInto: async (file: string, passcode: string, beforeProof: () => Promise<void> = async () => {}): Promise<IssuedCertificate> => {
      const { download: said } = words[language]
      await page.goto(`${baseUrl}/hall/download`)
      await page.getByLabel(said.code.label).fill(passcode)
      await button(said.code.submit).click()
      await page.getByLabel(said.password.first, { exact: true }).fill(filePassword)
      await page.getByLabel(said.password.second, { exact: true }).fill(filePassword)
      const answered = page.waitForResponse((answer) => answer.url().endsWith('/passcodes/redeem') && answer.ok())
      await button(said.password.start).click()
      const issued = (await (await answered).json()) as IssuedCertificate
      await beforeProof()
      expect(await saveAndVerify(page, language, undefined, file)).toBe(issued.serialNumber)
      return issued
    },
  }
}

export type ManagePerson = ReturnType<typeof managePerson>

/** 申请、审核、发放、下载 without a browser: what the story begins with. */
export const issueFor = async (plan: ReturnType<typeof planOf>): Promise<Download> => {
  const {
    system: { baseUrl },
    reviewer,
  } = hall()
  const held = await download(baseUrl, await approved(await apply(baseUrl, plan), reviewer), filePassword)
  await held.confirm()
  return held
}

/** 审核、发放: the PASSCODE as it arrived. */
export const approved = async (applicationNo: string, ...reviewers: readonly StaffMember[]): Promise<string> => {
  for (const reviewer of reviewers) await reviewer.approve(applicationNo)
  return releasedPasscode(hall().system.baseUrl, hall().issuer, applicationNo)
}

/** Of words with places to fill: what stands before the first one. */
export const startOf = (text: string): string => text.split('{')[0] ?? ''

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
