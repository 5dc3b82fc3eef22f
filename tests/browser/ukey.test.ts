import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Language, openPerson } from './chromium.ts'
import { closeHall, hall, openHall } from './hall.ts'
import { planOf } from './plans.ts'
import { type TestClient, testClient } from './ukey-client.ts'
import { deskWithUkey } from './ukey-desk.ts'
import { agreeThere, chosenPin as pin, passcodeFor, ukeyPerson, type UkeyPerson } from './ukey-person.ts'
import { ukeyManage } from './ukey-manage.ts'
import { ukeyModels, ukeyTrouble } from './ukey-trouble.ts'
import { words } from './words.ts'

/** The holder's side of a UKEY in a real browser, with the client of apps/client and software UKEYs. One hall for both languages. */
let client: TestClient

beforeAll(async () => {
  await openHall()
  client = await testClient(hall().system.baseUrl, hall().clientPort)
})
afterAll(async () => {
  await client?.remove()
  await closeHall()
})

deskWithUkey(() => client)
ukeyModels(() => client)
ukeyTrouble(() => client)
ukeyManage(() => client)

describe.each([
  ['zh', 'wide', 40],
  ['en', 'narrow', 50],
] as const)('a UKEY on %s pages, %s', (language: Language, width, first) => {
  const { download, downloads, ukey } = words[language]
  let person: Awaited<ReturnType<typeof openPerson>>
  let page: Page
  let its: UkeyPerson
  let number = first
  let token: string

  beforeEach(async () => {
    person = await openPerson(hall().browser, language, width)
    page = person.page
    its = ukeyPerson(page, language)
    await client.start()
  })
  afterEach(async () => {
    await client.kill()
    if (token !== undefined) await client.unplug(token)
    await person.context.close()
  })

  it('is looked for before the PASSCODE, each finding with one remedy', async () => {
    await client.kill()
    await its.open('/hall/download?medium=ukey')
    await page.getByText(ukey.faults.CLIENT_ABSENT.title).first().waitFor()
    await its.look('ukey-no-client')
    await page.getByLabel(download.code.label).waitFor()
    await client.start()
    await page.getByRole('button', { name: ukey.checks.again }).click()
    await page.getByText(ukey.remedies.insert).waitFor()
    await its.look('ukey-no-token')
    token = await client.newToken({ label: 'first' })
    await page.getByText(ukey.remedies.factoryPin).waitFor()
    await its.look('ukey-factory-pin')
  })

  it('takes key and certificate, its factory PIN changed first, and is proven', async () => {
    token = await client.newToken({ label: 'second' })
    const passcode = await passcodeFor(planOf((number += 1)))
    await its.enter(passcode)
    await page.getByText(ukey.token.software, { exact: true }).waitFor()
    await its.look('ukey-choose')
    const consent = await its.submit()
    await its.look('ukey-pin')
    await consent.getByText(client.phrase()).waitFor()
    await agreeThere(consent, '1234', pin)
    await agreeThere(await its.openConsent())
    await its.finished()
    await its.look('ukey-done')
    await page.getByText(download.install.names.changePin).waitFor()
    expect(await client.certificatesOn(token)).toBe(1)
    expect(person.complaints).toEqual([])
  })

  it('comes back after the UKEY was pulled and the page closed, with one certificate', async () => {
    token = await client.newToken({ label: 'third', pin })
    const passcode = await passcodeFor(planOf((number += 1)))
    await its.enter(passcode)
    await agreeThere(await its.submit())
    await page.getByRole('button', { name: ukey.consent.open }).waitFor()
    await client.unplug(token)
    await page.getByRole('button', { name: ukey.consent.cancel }).click()
    await page.getByText(ukey.faults.USER_CANCELLED.title).waitFor()
    await its.look('ukey-cancelled')
    await client.plugIn(token)
    await its.enter(passcode)
    await page.getByText(ukey.choose.resume).waitFor()
    await its.look('ukey-resume')
    await agreeThere(await its.submit())
    await its.finished()
    expect(await client.certificatesOn(token)).toBe(1)
  })

  it('is told from another one, with a way to customer service', async () => {
    token = await client.newToken({ label: 'fourth', pin })
    const passcode = await passcodeFor(planOf((number += 1)))
    await its.enter(passcode)
    await agreeThere(await its.submit())
    await page.getByRole('button', { name: ukey.consent.cancel }).click()
    await page.getByText(ukey.faults.USER_CANCELLED.title).waitFor()
    await client.unplug(token)
    token = await client.newToken({ label: 'fifth', pin })
    await its.enter(passcode)
    await page.locator('#token').waitFor()
    await page.getByRole('button', { name: ukey.choose.submit, exact: true }).click()
    await page.getByText(ukey.faults.OTHER_TOKEN.title).waitFor()
    await page.getByText(ukey.lost.summary).first().click()
    await page.getByRole('heading', { name: download.abandon.title }).waitFor()
    await its.look('ukey-other-token')
    expect(await client.certificatesOn(token)).toBe(0)
  })

  it('has its PIN changed at any time, tells the tries left, and says where to go when it is locked', async () => {
    token = await client.newToken({ label: 'sixth', pin, triesMost: 2 })
    await its.open('/hall/ukey/pin')
    await page.getByText(tries(2)).first().waitFor()
    await its.look('ukey-pin-page')
    const consent = await its.windowBy(page.getByRole('button', { name: ukey.pin.change, exact: true }))
    await agreeThere(consent, '999999', pin)
    await consent.locator('[name=lastTry]').waitFor()
    await consent.locator('[name=decision][value=cancel]').click()
    await page.getByText(ukey.faults.LAST_TRY_REFUSED.title).waitFor()
    await page.getByText(ukey.remedies.finalTry).waitFor()
    await its.look('ukey-last-try')
  })

  it('is reached through the client’s own window where the browser keeps the page from it', async () => {
    token = await client.newToken({ label: 'seventh', pin })
    await page.routeWebSocket(/127\.0\.0\.1/, (socket) => socket.close())
    await its.open('/hall/ukey/pin')
    await page.getByText(ukey.remedies.bridge).waitFor()
    const [bridge] = await Promise.all([page.waitForEvent('popup'), page.getByRole('button', { name: ukey.remedies.bridgeAction }).click()])
    await page.locator('#token').waitFor()
    await agreeThere(await its.windowBy(page.getByRole('button', { name: ukey.pin.change, exact: true })), pin, '864209')
    await page.getByText(ukey.pin.changed, { exact: true }).waitFor()
    await bridge.close()
    await page.getByText(ukey.faults.CLIENT_LOST.title).first().waitFor()
  })

  it('has a download centre that offers what was built, with both digests, to be saved', async () => {
    await its.open('/downloads')
    await page.getByText(downloads.saveFirst).waitFor()
    await page.getByText(downloads.drivers.whoseMore).waitFor()
    await page.getByText(downloads.authorities.sm3).first().waitFor()
    await page.getByLabel(downloads.client.system).selectOption('windows-x64')
    await page.getByText(downloads.client.none).waitFor()
    await its.look('downloads')
    await page.getByLabel(downloads.drivers.search).fill('epass')
    await expect.poll(() => page.locator('.driver').filter({ hasText: 'ePass2003' }).count()).toBe(1)
    await expect.poll(() => page.locator('.driver').filter({ hasText: 'YubiKey' }).count()).toBe(0)
  })

  const tries = (count: number): string =>
    (count === 1 && 'tries_one' in ukey.pin ? (ukey.pin.tries_one ?? '') : ukey.pin.tries_other).replace('{count}', String(count))
})
