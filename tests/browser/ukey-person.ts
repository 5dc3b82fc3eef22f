import type { PasscodeView } from '@certhall/contract/passcode/api'
import type { Locator, Page } from 'playwright-core'
import { apply } from '../journeys/applicant.ts'
import { awaitMessage } from '../journeys/outbox.ts'
import { openSession } from '../journeys/session.ts'
import { type Language, settle } from './chromium.ts'
import { hall } from './hall.ts'
import type { planOf } from './plans.ts'
import { looker } from './story.ts'
import { words } from './words.ts'

/** What everybody with a UKEY does: opens pages of the hall, and agrees in the windows of the client. */
export interface UkeyPerson {
  readonly open: (path: string) => Promise<void>
  /** Pictured, scanned by axe, no wider than its window. */
  readonly look: (name: string) => Promise<void>
  /** The client's own window, which comes with this button. */
  readonly windowBy: (button: Locator) => Promise<Page>
  /** 证书下载 up to the choice of the UKEY. */
  readonly enter: (passcode: string) => Promise<void>
  /** 提交, and the client's window that comes with it. */
  readonly submit: () => Promise<Page>
  /** The certificate is there: the client's window once more. */
  readonly openConsent: () => Promise<Page>
  readonly finished: () => Promise<void>
}

export const chosenPin = '246810'

export const ukeyPerson = (page: Page, language: Language): UkeyPerson => {
  const { download, ukey } = words[language]
  const open = async (path: string): Promise<void> => {
    await page.goto(`${hall().system.baseUrl}${path}`)
    await settle(page)
  }
  const windowBy = async (button: Locator): Promise<Page> => {
    const [consent] = await Promise.all([page.waitForEvent('popup'), button.click()])
    await consent.waitForURL(/\/consent\//)
    return consent
  }
  return {
    open,
    windowBy,
    look: (name) => looker(language)(page, name),
    enter: async (passcode) => {
      await open('/hall/download?medium=ukey')
      await page.getByLabel(download.code.label).fill(passcode)
      await page.getByRole('button', { name: download.code.submit, exact: true }).click()
      await page.getByRole('heading', { name: download.steps.token, exact: true }).waitFor()
    },
    submit: async () => {
      await page.locator('#token').waitFor()
      return windowBy(page.getByRole('button', { name: ukey.choose.submit, exact: true }))
    },
    openConsent: () => windowBy(page.getByRole('button', { name: ukey.consent.open })),
    finished: () => page.getByRole('heading', { name: download.finished.heading }).waitFor(),
  }
}

/** What is typed in the client's window; a factory PIN is changed first. */
export const agreeThere = async (consent: Page, pin = chosenPin, newPin?: string): Promise<void> => {
  await consent.locator('[name=pin]').fill(pin)
  if (newPin !== undefined) for (const field of ['newPin', 'newPinAgain']) await consent.locator(`[name=${field}]`).fill(newPin)
  await consent.locator('[name=decision][value=agree]').click()
}

/** 申请、审核、发放 for a certificate in a UKEY: the PASSCODE as it arrived. */
export const passcodeFor = async (plan: ReturnType<typeof planOf>): Promise<string> => {
  const { system, reviewer, issuer } = hall()
  const applicationNo = await apply(system.baseUrl, { ...plan, selection: { ...plan.selection, medium: 'ukey' } })
  await reviewer.approve(applicationNo)
  await issuer.sendPasscode(applicationNo)
  const message = await awaitMessage(
    openSession(system.baseUrl),
    (each) => each.applicationNo === applicationNo && each.codes.some((code) => code.length >= 20),
  )
  return message.codes.find((code) => code.length >= 20) ?? ''
}

/** What the hall says of a PASSCODE. */
export const passcodeView = (passcode: string): Promise<PasscodeView> =>
  openSession(hall().system.baseUrl).post<PasscodeView>('/passcodes/check', { passcode })
