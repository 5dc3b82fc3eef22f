import { request as httpRequest } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ClientHouse, type ClientPage, goodPin, hallOrigin, openClientHouse, submit, visit } from '@certhall/testkit/client-house'

let house: ClientHouse
let page: ClientPage
let url: string
let asked: ReturnType<ClientPage['call']>

beforeEach(async () => {
  house = await openClientHouse()
  page = await house.page()
  await page.greet()
  asked = page.call('pin.change', { tokenRef: (await page.token()).tokenRef, language: 'en' })
  url = await page.consent()
})
afterEach(() => house.close())

const change = (formToken: string) => ({
  formToken,
  decision: 'agree',
  pin: goodPin,
  newPin: 'other-words-9',
  newPinAgain: 'other-words-9',
})

/** Nothing was tried, and the operation still waits for its own page. */
const nothingHappened = async (): Promise<void> => {
  expect(house.attempts()).toBe(0)
  await page.ask('operation.cancel', {})
  expect((await asked).error?.code).toBe('USER_CANCELLED')
}

describe('the consent page', () => {
  it('has an address that cannot be guessed, and is shown once', async () => {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/consent\/[A-Za-z0-9_-]{43}$/)
    expect((await visit(url)).status).toBe(200)
    expect((await visit(url)).status).toBe(404)
    await nothingHappened()
  })

  it('forbids scripts, frames, foreign forms, readers and caches', async () => {
    const { headers, html } = await visit(url)
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    )
    expect(headers).toMatchObject({
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    })
    expect(html).not.toMatch(/<script|javascript:|\son\w+=/i)
    await nothingHappened()
  })

  it('shows who asks for what with which token, and the phrase of this installation', async () => {
    const { html } = await visit(url)
    expect(html).toContain('Change the PIN')
    expect(html).toContain(hallOrigin)
    expect(html).toContain('Software UKEY')
    expect(html).toContain('<span class="mark">software</span>')
    expect(html).toContain(house.tokenId)
    expect(html).toContain(house.stateFile('phrase.txt').trim())
    await nothingHappened()
  })

  it.each([
    ['a frame', { 'sec-fetch-dest': 'iframe' }],
    ['a picture', { 'sec-fetch-dest': 'image' }],
    ['a script', { 'sec-fetch-dest': 'empty' }],
    ['a prefetch', { 'sec-purpose': 'prefetch' }],
  ])('is not spent on %s', async (_what, headers) => {
    expect((await visit(url, headers)).status).toBe(403)
    expect((await visit(url)).status).toBe(200)
    await nothingHappened()
  })

  it.each([
    ['from another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['from nowhere (a cross-site form)', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['from the hall itself', { origin: hallOrigin, 'sec-fetch-site': 'cross-site' }],
    ['from another port', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
    ['from localhost', { origin: 'http://localhost', 'sec-fetch-site': 'cross-site' }],
    ['with a forged origin that the browser contradicts', { 'sec-fetch-site': 'cross-site' }],
  ])('takes no form %s, even with its token', async (_where, headers) => {
    const { formToken } = await visit(url)
    expect((await submit(url, change(formToken), headers)).status).toBe(403)
    await nothingHappened()
  })

  it('takes no form without an Origin, of another type, too long, or with unknown or double fields', async () => {
    const { formToken } = await visit(url)
    expect(await postWithoutOrigin(url, new URLSearchParams(change(formToken)).toString())).toBe(403)
    expect((await submit(url, change(formToken), { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await submit(url, { ...change(formToken), pin: 'x'.repeat(5_000) })).status).toBe(413)
    expect((await submit(url, { ...change(formToken), command: 'x' })).status).toBe(404)
    await nothingHappened()
  })

  it('takes no form with a wrong token, none before it was shown, and none twice', async () => {
    expect((await submit(url, change('A'.repeat(43)))).status).toBe(404)
    const { formToken } = await visit(url)
    expect((await submit(url, change(`${formToken}A`))).status).toBe(404)
    expect((await submit(url, change(''))).status).toBe(404)
    expect(house.attempts()).toBe(0)
    const wrong = await submit(url, { ...change(formToken), pin: 'wrong-pin-1' })
    expect(wrong.html).toContain('The PIN is wrong')
    expect(house.attempts()).toBe(1)
    // The form that was sent once, sent again by whoever saw it: no second try.
    expect((await submit(url, change(formToken))).status).toBe(404)
    expect(house.attempts()).toBe(1)
    expect((await submit(url, change(wrong.formToken))).html).toContain('PIN changed')
    expect((await asked).error).toBeUndefined()
    expect((await submit(url, change(wrong.formToken))).status).toBe(404)
  })

  it('dies with the connection that asked', async () => {
    const { formToken } = await visit(url)
    page.leave()
    await page.closed
    const next = await house.page()
    await next.greet()
    // The operation of the page that left has ended: the tokens are free again.
    await expect.poll(async () => (await next.call('token.list', {})).error?.code).toBeUndefined()
    expect((await submit(url, change(formToken))).status).toBe(404)
    expect(house.attempts()).toBe(0)
  })

  it('is no good for the operation of another connection', async () => {
    const { formToken } = await visit(url)
    await page.ask('operation.cancel', {})
    await asked
    const other = await house.page()
    await other.greet()
    const second = other.call('pin.change', { tokenRef: (await other.token()).tokenRef, language: 'en' })
    const secondUrl = await other.consent()
    await visit(secondUrl)
    expect((await submit(secondUrl, change(formToken))).status).toBe(404)
    expect((await submit(url, change(formToken))).status).toBe(404)
    expect(house.attempts()).toBe(0)
    await other.ask('operation.cancel', {})
    expect((await second).error?.code).toBe('USER_CANCELLED')
  })
})

describe('waiting for consent', () => {
  it('ends after its time, and the page is dead then', async () => {
    const short = await openClientHouse({ limits: { consentLifeMs: 200 } })
    try {
      const own = await short.page()
      await own.greet()
      const operation = own.call('pin.change', { tokenRef: (await own.token()).tokenRef, language: 'zh' })
      const address = await own.consent()
      expect((await operation).error?.code).toBe('CONSENT_TIMEOUT')
      expect((await visit(address)).status).toBe(404)
      expect(short.attempts()).toBe(0)
    } finally {
      await short.close()
    }
    await nothingHappened()
  })
})

describe('the journal', () => {
  it('tells what was asked and how it ended, without PIN, nonce or serial number', async () => {
    const { formToken } = await visit(url)
    await submit(url, change(formToken))
    await asked
    const lines = house.stateFile('journal.jsonl')
    expect(lines).toContain('"method":"pin.change"')
    expect(lines).toContain('"outcome":"ok"')
    for (const secret of [goodPin, 'other-words-9', house.tokenId, formToken]) expect(lines).not.toContain(secret)
  })
})

const postWithoutOrigin = (address: string, body: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest(
      address,
      { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, agent: false },
      (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
