import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page, type Request } from 'playwright-core'

/** Debian's Chromium, without the network that it would like to talk to. */
export const launchChromium = (more: readonly string[] = []): Promise<Browser> => chromium.launch(program(more))

/** A browser whose storage outlives it, as on a person's own computer. */
export const launchRemembering = (directory: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(directory, {
    ...program(),
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    acceptDownloads: true,
    viewport: widths.wide,
  })

const program = (more: readonly string[] = []) => {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
  if (executablePath === undefined) throw new Error('no Chromium: apt-get install chromium')
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    ...more,
  ]
  return { executablePath, args }
}

export type Language = 'zh' | 'en'
export const widths = { wide: { width: 1280, height: 900 }, narrow: { width: 390, height: 844 } } as const

/** One person's browser. Anything the page says to the console as an error, and any request that fails, is collected. */
export const openPerson = async (
  browser: Browser,
  language: Language,
  width: keyof typeof widths = 'wide',
  more: BrowserContextOptions = {},
): Promise<{ readonly context: BrowserContext; readonly page: Page; readonly complaints: readonly string[] }> => {
  const context = await browser.newContext({
    viewport: widths[width],
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    acceptDownloads: true,
    reducedMotion: 'reduce',
    ...more,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  watchRequests(page)
  const complaints: string[] = []
  page.on('console', (message) => {
    // A refusal the page handles also shows as a failed load; those are counted by the tests of refusals.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return { context, page, complaints }
}

/** The page is here when its heading is and nothing is on its way; drawn once more after that. */
export const settle = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await drawn(page)
  for (let waits = 0; (busy.get(page)?.size ?? 0) > 0; waits += 1) {
    if (waits > 400) throw new Error(`still waiting for ${[...(busy.get(page) ?? [])].map((request) => request.url()).join(' ')}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await drawn(page)
  await page.locator('.skeleton').first().waitFor({ state: 'detached' })
}

const drawn = (page: Page): Promise<unknown> => page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))')

/** What each page is waiting for. */
const busy = new WeakMap<Page, Set<Request>>()

const watchRequests = (page: Page): void => {
  const open = new Set<Request>()
  busy.set(page, open)
  page.on('request', (request) => open.add(request))
  const close = (request: Request) => void open.delete(request)
  page.on('requestfinished', close)
  page.on('requestfailed', close)
  page.on('framenavigated', (frame) => frame === page.mainFrame() && open.clear())
}

/** Pictures are build output: out/pictures/NAME-LANGUAGE-WIDTH.png */
export const picture = async (page: Page, name: string, language: Language): Promise<void> => {
  const directory = join(import.meta.dirname, '..', '..', 'out', 'pictures')
  mkdirSync(directory, { recursive: true })
  await page.screenshot({ path: join(directory, `${name}-${language}-${page.viewportSize()?.width ?? 0}.png`), fullPage: true })
}

/** Serious and critical findings of axe on the page as it stands, as one line each. */
export const seriousFindings = async (page: Page): Promise<readonly string[]> => {
  // Without its own mode for frames of other origins, for which it would open one more page each time: we have none.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`)
}

/** Whether the page needs sideways scrolling at its present width. */
export const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
