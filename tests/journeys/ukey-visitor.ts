import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { settle } from '../browser/chromium.ts'
import { words, type Words } from '../browser/words.ts'

/** A holder at a browser of their own, with a UKEY: presses what a person presses, on the hall's pages and on the client's. */
export interface UkeyVisitor {
  readonly page: Page
  readonly words: Words
  readonly context: BrowserContext
  readonly open: (path: string) => Promise<void>
  /** 证书下载 up to the choice of the UKEY. */
  readonly enter: (passcode: string) => Promise<void>
  /** 提交, and the client's own window that comes with it. */
  readonly submit: () => Promise<Page>
  /** The client's window once more: the certificate is there and wants to be written. */
  readonly openConsent: () => Promise<Page>
  readonly sees: (text: string) => Promise<void>
  /** DIR/pictures/NAME-LANGUAGE.png */
  readonly picture: (name: string, what?: Page | Locator) => Promise<void>
}

export interface VisitorWish {
  readonly origin: string
  readonly language: 'zh' | 'en'
  readonly directory: string
  readonly isAllowedLoopback?: boolean
}

export const ukeyVisitor = async (
  browser: Browser,
  { origin, language, directory, isAllowedLoopback = false }: VisitorWish,
): Promise<UkeyVisitor> => {
  const context = await browser.newContext({
    viewport: { width: 1_000, height: 760 },
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    ignoreHTTPSErrors: true,
  })
  if (isAllowedLoopback) await context.grantPermissions(['local-network-access'], { origin })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const said = words[language]
  const { download, ukey } = said
  const open = async (path: string): Promise<void> => {
    await page.goto(`${origin}${path}`)
    await settle(page)
  }
  const consentAfter = async (press: Promise<void>, opened: Promise<Page>): Promise<Page> => {
    const [consent] = await Promise.all([opened, press])
    await consent.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/consent\//, { waitUntil: 'load' })
    return consent
  }
  return {
    page,
    context,
    words: said,
    open,
    enter: async (passcode) => {
      await page.getByLabel(download.code.label).fill(passcode)
      await page.getByRole('button', { name: download.code.submit, exact: true }).click()
      await page.getByRole('heading', { name: download.steps.token, exact: true }).waitFor()
    },
    submit: async () => {
      await page.getByRole('radio').first().waitFor()
      return consentAfter(page.getByRole('button', { name: ukey.choose.submit, exact: true }).click(), page.waitForEvent('popup'))
    },
    openConsent: () => consentAfter(page.getByRole('button', { name: ukey.consent.open }).click(), page.waitForEvent('popup')),
    sees: (text) => page.getByText(text).first().waitFor(),
    picture: async (name, what = page) => {
      mkdirSync(join(directory, 'pictures'), { recursive: true })
      await what.screenshot({ path: join(directory, 'pictures', `${name}-${language}.png`), animations: 'disabled' })
    },
  }
}

export interface Consent {
  readonly pin: string
  /** The factory's PIN goes first. */
  readonly newPin?: string
}

/** What is typed on the client's own page; gives what the page says afterwards. */
export const consentTo = async (consent: Page, { pin, newPin }: Consent): Promise<string> => {
  await consent.locator('[name=pin]').fill(pin)
  if (newPin !== undefined) {
    await consent.locator('[name=newPin]').fill(newPin)
    await consent.locator('[name=newPinAgain]').fill(newPin)
  }
  await Promise.all([consent.waitForEvent('load'), consent.locator('[name=decision][value=agree]').click()])
  return consent.locator('main').innerText()
}
