import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** Debian's Chromium, without the network that it would like to talk to. */
export const launchChromium = (): Promise<Browser> => chromium.launch(program())

/** A browser whose storage outlives it, as on a person's own computer. */
export const launchRemembering = (directory: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(directory, { ...program(), locale: 'zh-CN', timezoneId: 'Asia/Shanghai', acceptDownloads: true, viewport: widths.wide })

const program = () => {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
  if (executablePath === undefined) throw new Error('no Chromium: apt-get install chromium')
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  return { executablePath, args }
}

export type Language = 'zh' | 'en'
export const widths = { wide: { width: 1280, height: 900 }, narrow: { width: 390, height: 844 } } as const

/** One person's browser. Anything the page says to the console as an error, and any request that fails, is collected. */
export const openPerson = async (browser: Browser, language: Language, width: keyof typeof widths = 'wide'): Promise<{ readonly context: BrowserContext; readonly page: Page; readonly complaints: readonly string[] }> => {
  const context = await browser.newContext({
    viewport: widths[width], locale: language === 'zh' ? 'zh-CN' : 'en-GB', timezoneId: 'Asia/Shanghai', acceptDownloads: true, reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const complaints: string[] = []
  page.on('console', (message) => {
    // A refusal the page handles also shows as a failed load; those are counted by the tests of refusals.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return { context, page, complaints }
}

/** Pictures are build output: out/pictures/NAME-LANGUAGE-WIDTH.png */
export const picture = async (page: Page, name: string, language: Language): Promise<void> => {
  const directory = join(import.meta.dirname, '..', '..', 'out', 'pictures')
  mkdirSync(directory, { recursive: true })
  await page.screenshot({ path: join(directory, `${name}-${language}-${page.viewportSize()?.width ?? 0}.png`), fullPage: true })
}

/** Serious and critical findings of axe on the page as it stands, as one line each. */
export const seriousFindings = async (page: Page): Promise<readonly string[]> => {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`)
}

/** Whether the page needs sideways scrolling at its present width. */
export const scrollsSideways = (page: Page): Promise<boolean> => page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
