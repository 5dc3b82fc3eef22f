import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PasscodeView } from '@certhall/contract/passcode/api'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../browser/chromium.ts'
import { apply, type ApplicationPlan } from './applicant.ts'
import { run } from './judges.ts'
import type { Journey, JourneyWithSettings, Stage } from './journey.ts'
import { awaitMessage } from './outbox.ts'
import { type PrivateClient, privateClient } from './private-client.ts'
import { freePort, tokenOf } from './private-system.ts'
import { openSession } from './session.ts'
import { enrol } from './staff-member.ts'
import { chosenPin, type JourneyToken, type TokenPair } from './ukey-tokens.ts'
import { consentTo, type UkeyVisitor, ukeyVisitor } from './ukey-visitor.ts'

/** What every journey with a UKEY has: a hall, a browser, the client with two UKEYs. */
export interface UkeyStage extends Stage {
  readonly browser: Browser
  readonly client: PrivateClient
  readonly tokens: TokenPair
}

/** A journey on this stage; everything on it is taken away afterwards, whatever came out. */
export const onUkeyStage =
  (makeTokens: () => Promise<TokenPair>, live: (stage: UkeyStage) => ReturnType<Journey>): JourneyWithSettings =>
  async () => {
    const port = await freePort()
    return {
      environment: { CERTHALL_CLIENT_PORTS: String(port) },
      live: async (stage) => {
        const folder = mkdtempSync(join(tmpdir(), 'certhall-client-'))
        const tokens = await stage.step('two UKEYs are made, one with the factory PIN', makeTokens)
        const models = [tokens.fresh.model, tokens.other.model]
        const client = await privateClient({ folder, port, baseUrl: stage.system.baseUrl, models })
        const browser = await launchChromium()
        try {
          return await live({ ...stage, tokens, client, browser })
        } finally {
          await browser.close()
          await client.stop()
          tokens.close()
          rmSync(folder, { recursive: true })
        }
      },
    }
  }

/** 申请、审核、发放: gives the PASSCODEs as they arrived. */
export const obtainPasscodes = async (
  { system: { baseUrl }, step, system }: Stage,
  plans: readonly ApplicationPlan[],
): Promise<readonly string[]> => {
  const reviewer = await step('a reviewer enrols through the one-time link and logs in', () => enrol(baseUrl, tokenOf(system, 'reviewer')))
  const issuer = await step('an issuer enrols and logs in', () => enrol(baseUrl, tokenOf(system, 'issuer')))
  const passcodes: string[] = []
  for (const plan of plans) {
    const name = plan.form.organization.name ?? ''
    const applicationNo = await step(`${name}: applies for a certificate in a UKEY`, () => apply(baseUrl, plan))
    passcodes.push(
      await step(`${name}: ${applicationNo} is approved and released, each with a signature; the PASSCODE arrives`, async () => {
        await reviewer.approve(applicationNo)
        await issuer.sendPasscode(applicationNo)
        const message = await awaitMessage(
          openSession(baseUrl),
          (each) => each.applicationNo === applicationNo && each.codes.some((code) => code.length >= 20),
        )
        return message.codes.find((code) => code.length >= 20) ?? ''
      }),
    )
  }
  return passcodes
}

/**
 * The simple pass, on the hall's own loopback address: checks, factory PIN, key, the page closed with the certificate on its
 * way, another UKEY refused, the right one again, installed and confirmed. Gives the certificate's serial number.
 */
export const takeIntoFreshToken = async (
  { system, directory, step, browser, client, tokens }: UkeyStage,
  passcode: string,
): Promise<string> => {
  const visitor = await ukeyVisitor(browser, { origin: system.baseUrl, language: 'zh', directory })
  const { download, ukey } = visitor.words
  await step('the page says that no client is there, before a PASSCODE is typed', async () => {
    await visitor.open('/hall/download?medium=ukey')
    await visitor.sees(ukey.faults.CLIENT_ABSENT.title)
    await visitor.picture('no-client', visitor.page.locator('.findings'))
  })
  await step('the client is started and found; a UKEY is asked for, and noticed when it comes', async () => {
    await client.start(system.baseUrl)
    await visitor.page.getByRole('button', { name: ukey.checks.again }).click()
    await visitor.sees(ukey.remedies.insert)
    await tokens.fresh.plugIn()
    await visitor.sees(ukey.remedies.factoryPin)
    await visitor.picture('checks', visitor.page.locator('.findings'))
  })
  const consent = await step('PASSCODE, UKEY and the client’s own window, which shows the person’s phrase', async () => {
    await visitor.enter(passcode)
    await visitor.sees(tokens.fresh.model.nameZh)
    await visitor.picture('choose', visitor.page.locator('form').filter({ has: visitor.page.getByRole('radio') }))
    const window = await visitor.submit()
    await window.getByText(client.phrase()).waitFor()
    await visitor.picture('consent', window.locator('main'))
    return window
  })
  await step('the factory PIN is changed first, the key is made in the UKEY, the certificate is issued', async () => {
    await consentTo(consent, { pin: tokens.fresh.pin, newPin: chosenPin })
    await visitor.page.getByRole('button', { name: ukey.consent.open }).waitFor()
    await visitor.picture('second-consent')
  })
  await step('the page is closed there; with another UKEY it refuses and shows the way to customer service', async () => {
    await visitor.open('/')
    await tokens.fresh.unplug()
    await tokens.other.plugIn()
    await visitor.open('/hall/download?medium=ukey')
    await visitor.enter(passcode)
    await visitor.sees(tokens.other.model.nameZh)
    await visitor.page.getByRole('button', { name: ukey.choose.submit, exact: true }).click()
    await visitor.sees(ukey.faults.OTHER_TOKEN.title)
    await visitor.page.locator('a[href^="tel:"]').first().waitFor()
    await visitor.picture('other-token', visitor.page.getByRole('alert').filter({ hasText: ukey.faults.OTHER_TOKEN.title }))
  })
  await step('with the first UKEY it goes on where it was: written, read back, proven, confirmed', async () => {
    await tokens.other.unplug()
    await tokens.fresh.plugIn()
    await visitor.open('/hall/download?medium=ukey')
    await visitor.enter(passcode)
    await visitor.sees(ukey.choose.resume)
    await visitor.sees(tokens.fresh.model.nameZh)
    await consentTo(await visitor.submit(), { pin: chosenPin })
    await finished(visitor)
    await visitor.picture('done')
  })
  const serialNumber = await step('the same PASSCODE once more finds the same certificate', async () => {
    const { state, issued } = await openSession(system.baseUrl).post<PasscodeView>('/passcodes/check', { passcode })
    if (state !== 'used' || issued === null) throw new Error(`the PASSCODE is ${state}`)
    await visitor.open('/hall/download?medium=ukey')
    await visitor.page.getByLabel(download.code.label).fill(passcode)
    await visitor.page.getByRole('button', { name: download.code.submit, exact: true }).click()
    await visitor.sees(ukey.finished.again)
    return issued.serialNumber
  })
  await tokens.fresh.unplug()
  await visitor.context.close()
  return serialNumber
}

/** The whole download on a page that has found the client: two consents, and the page that says that it is done. */
export const downloadInto = async (
  { step }: Stage,
  visitor: UkeyVisitor,
  token: JourneyToken,
  passcode: string,
  name: string,
): Promise<void> => {
  await step(`${name}: PASSCODE and UKEY; in the client’s window the PIN; the key is made, the certificate issued`, async () => {
    await visitor.enter(passcode)
    await visitor.sees(token.model.nameEn)
    await visitor.picture(`${name}-choose`, visitor.page.locator('form').filter({ has: visitor.page.getByRole('radio') }))
    const consent = await visitor.submit()
    await visitor.picture(`${name}-consent`, consent.locator('main'))
    await consentTo(consent, { pin: chosenPin })
    await visitor.page.getByRole('button', { name: visitor.words.ukey.consent.open }).waitFor()
    await visitor.picture(`${name}-second-consent`)
  })
  await step(`${name}: the second consent; written, read back, proven, confirmed`, async () => {
    await consentTo(await visitor.openConsent(), { pin: chosenPin })
    await finished(visitor)
    await visitor.picture(`${name}-done`)
  })
}

const finished = ({ page, words: { download } }: UkeyVisitor): Promise<void> =>
  page.getByRole('heading', { name: download.finished.heading }).waitFor()

/** What the hall's own programs say of the whole story. */
export const judgeHall = async ({ system, step }: Stage): Promise<void> => {
  const certhall = (...words: readonly string[]): string =>
    run(process.execPath, ['apps/cli/main.ts', ...words], undefined, { CERTHALL_DATA: system.dataDirectory })
  await step('the hall’s invariants hold: one certificate for each PASSCODE among them', async () => void certhall('invariants'))
  await step('the audit chain verifies', async () => void certhall('audit', 'verify'))
}

export const save = (directory: string, name: string, content: string | Uint8Array): string => {
  writeFileSync(join(directory, name), content)
  return join(directory, name)
}
