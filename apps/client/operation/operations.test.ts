import { createPublicKey, verify } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { holderLogin, installConfirmation, staffLogin } from '@certhall/contract/statement/statements'
import { orThrow } from '@certhall/kernel/app-error'
import { fromBase64, fromBase64Url, toBase64Url, utf8 } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { ecdsaToDer } from '@certhall/pki/key/ecdsa-signature'
import { parsePublicKey } from '@certhall/pki/key/public-key'
import { plugInSoftToken, unplugSoftToken } from '@certhall/token/soft/soft-token'
import {
  type ClientHouse,
  type ClientPage,
  consentTo,
  createTinyCa,
  goodPin,
  hallOrigin,
  openClientHouse,
  sha256Hex,
  submit,
  visit,
} from '@certhall/testkit/client-house'
import { nodeVerifySignature } from './verify-signature.ts'

const houses: ClientHouse[] = []
const open = async (
  options: Parameters<typeof openClientHouse>[0] = {},
): Promise<{ house: ClientHouse; page: ClientPage; tokenRef: string }> => {
  const house = await openClientHouse(options)
  houses.push(house)
  const page = await house.page()
  await page.greet()
  return { house, page, tokenRef: (await page.token()).tokenRef }
}
afterEach(async () => {
  for (const house of houses.splice(0)) await house.close()
})

const enrolment = (tokenRef: string, enrolId = 'enrol-1') =>
  ({ tokenRef, enrolId, algorithm: 'ecdsa-p256', subject: 'CN=张三', language: 'zh' }) as const
const enrol = async (page: ClientPage, tokenRef: string, enrolId?: string) => {
  const asked = page.ask('key.enrol', enrolment(tokenRef, enrolId))
  await consentTo(await page.consent(), { pin: goodPin })
  return asked
}
const install = async (page: ClientPage, tokenRef: string, chain: string[], enrolId = 'enrol-1') => {
  const asked = page.ask('certificate.install', { tokenRef, enrolId, chain, language: 'en' })
  await consentTo(await page.consent(), { pin: goodPin })
  return asked
}
const triesLeft = async ({ driver, tokenId }: ClientHouse) => (await driver.pinFacts(tokenId)).triesLeft
const nonce = () => toBase64Url(systemRandom.bytes(32))

describe('wrong PINs', () => {
  it('cost one try each, are told on the same page, and only the person tries again', async () => {
    const { house, page, tokenRef } = await open()
    const asked = page.ask('key.enrol', enrolment(tokenRef))
    const url = await page.consent()
    const wrong = await consentTo(url, { pin: 'wrong-pin-1' })
    expect(wrong.html).toContain('PIN 码不正确')
    expect(wrong.html).toContain('还可以尝试 5 次')
    expect(await triesLeft(house)).toBe(5)
    expect(house.attempts()).toBe(1)
    expect((await submit(url, { formToken: wrong.formToken, decision: 'agree', pin: goodPin })).html).toContain('已同意')
    expect((await asked).keyId).toMatch(/^[0-9a-f]{32}$/)
    expect(await triesLeft(house)).toBe(6)
  })

  it('cost nothing when the form is empty, cancelled, or never sent', async () => {
    const { house, page, tokenRef } = await open()
    const asked = page.call('key.enrol', enrolment(tokenRef))
    const url = await page.consent()
    const empty = await consentTo(url, { pin: '' })
    expect(empty.html).toContain('请输入 PIN 码')
    expect((await submit(url, { formToken: empty.formToken, decision: 'cancel', pin: 'wrong-pin-1' })).html).toContain('已取消')
    expect((await asked).error?.code).toBe('USER_CANCELLED')
    expect(house.attempts()).toBe(0)
    expect(await triesLeft(house)).toBe(6)
  })

  it('before the last try: the box must be ticked first, and without it nothing is spent', async () => {
    const { house, page, tokenRef } = await open({ triesMost: 2 })
    const asked = page.call('key.enrol', enrolment(tokenRef))
    const url = await page.consent()
    const first = await consentTo(url, { pin: 'wrong-pin-1' })
    expect(first.html).toContain('最后一次尝试')
    expect(await page.ask('operation.cancel', {})).toEqual({})
    expect((await asked).error?.code).toBe('USER_CANCELLED')
    const again = page.call('key.enrol', enrolment(tokenRef))
    const secondUrl = await page.consent()
    const unticked = await consentTo(secondUrl, { pin: goodPin })
    expect(unticked.html).toContain('请先勾选确认')
    expect(await triesLeft(house)).toBe(1)
    expect(house.attempts()).toBe(1)
    await submit(secondUrl, { formToken: unticked.formToken, decision: 'agree', pin: goodPin, lastTry: 'yes' })
    expect((await again).error).toBeUndefined()
  })

  it('before the last try: who declines keeps it', async () => {
    const { house, page, tokenRef } = await open({ triesMost: 2 })
    const asked = page.call('key.enrol', enrolment(tokenRef))
    const url = await page.consent()
    const last = await consentTo(url, { pin: 'wrong-pin-1' })
    await submit(url, { formToken: last.formToken, decision: 'cancel' })
    expect((await asked).error?.code).toBe('LAST_TRY_REFUSED')
    expect(await triesLeft(house)).toBe(1)
  })

  it('lock the token at the last one; after that nobody is asked and nothing is tried', async () => {
    const { house, page, tokenRef } = await open({ triesMost: 2 })
    const asked = page.call('key.enrol', enrolment(tokenRef))
    const url = await page.consent()
    const last = await consentTo(url, { pin: 'wrong-pin-1' })
    const locked = await submit(url, { formToken: last.formToken, decision: 'agree', pin: 'wrong-pin-2', lastTry: 'yes' })
    expect(locked.html).toContain('UKEY 已锁定')
    expect(locked.html).toContain('受理点')
    expect((await asked).error).toMatchObject({ code: 'PIN_LOCKED', pin: { state: 'locked', triesLeft: 0 } })
    expect((await page.call('pin.change', { tokenRef, language: 'zh' })).error?.code).toBe('PIN_LOCKED')
    expect(page.events.filter(({ event }) => event === 'consent')).toHaveLength(1)
    expect(house.attempts()).toBe(2)
  })
})

describe('a factory PIN', () => {
  it('is changed first, in the same consent, and then the operation goes on', async () => {
    const { house, page, tokenRef } = await open({ pin: null })
    const asked = page.ask('key.enrol', enrolment(tokenRef))
    const url = await page.consent()
    const shown = await visit(url)
    expect(shown.html).toContain('初始 PIN 码')
    expect(
      (await submit(url, { formToken: shown.formToken, decision: 'agree', pin: '1234', newPin: goodPin, newPinAgain: goodPin })).html,
    ).toContain('已同意')
    expect((await asked).csr.length).toBeGreaterThan(100)
    expect(await house.driver.pinFacts(house.tokenId)).toMatchObject({ isInitial: false, triesLeft: 6 })
  })

  it.each([
    ['differ', { newPin: 'abcdef-1', newPinAgain: 'abcdef-2' }, '不一致'],
    ['are short', { newPin: 'ab1', newPinAgain: 'ab1' }, '长度'],
    ['are the factory PIN', { newPin: '12345678', newPinAgain: '12345678' }, '初始 PIN 码'],
    ['are simple', { newPin: '234567', newPinAgain: '234567' }, '过于简单'],
    ['are no ASCII', { newPin: '密码密码', newPinAgain: '密码密码' }, '只能使用'],
  ])('costs no try when the new ones %s', async (_why, fields, sentence) => {
    const { house, page, tokenRef } = await open({ pin: null, initialPins: ['1234', '12345678'] })
    const asked = page.call('pin.change', { tokenRef, language: 'zh' })
    const answered = await consentTo(await page.consent(), { pin: '1234', ...fields })
    expect(answered.html).toContain(sentence)
    expect(house.attempts()).toBe(0)
    await page.ask('operation.cancel', {})
    expect((await asked).error?.code).toBe('USER_CANCELLED')
  })

  it('that only the catalogue knows is recognised when typed, and nothing is tried with it', async () => {
    const { house, page, tokenRef } = await open({ initialPins: ['87654321x'] })
    const asked = page.ask('key.enrol', enrolment(tokenRef))
    const url = await page.consent()
    const typed = await consentTo(url, { pin: '87654321x' })
    expect(typed.html).toContain('本次没有消耗尝试次数')
    expect(house.attempts()).toBe(0)
    await submit(url, { formToken: typed.formToken, decision: 'agree', pin: goodPin, newPin: 'another-28', newPinAgain: 'another-28' })
    await asked
    expect(await triesLeft(house)).toBe(6)
  })

  it('is never tried unasked: looking at tokens and PIN state makes no attempt', async () => {
    const { house, page, tokenRef } = await open({ pin: null })
    expect((await page.ask('pin.status', { tokenRef })).pin).toMatchObject({ isInitial: true, triesLeft: 6 })
    await page.ask('certificate.list', { tokenRef })
    await page.ask('diagnosis.get', {})
    expect(house.attempts()).toBe(0)
  })
})

describe('enrolling a key', () => {
  it('is refused for an algorithm that the token has not', async () => {
    const { page, tokenRef } = await open()
    expect((await page.call('key.enrol', { ...enrolment(tokenRef), algorithm: 'rsa-4096' })).error?.code).toBe('ALGORITHM_UNSUPPORTED')
  })

  it('answers the same key and request for the same enrolId, without a PIN, also to a client started anew', async () => {
    const { house, page, tokenRef } = await open()
    const first = await enrol(page, tokenRef)
    expect(await page.ask('key.enrol', enrolment(tokenRef))).toEqual(first)
    const again = await open({ after: house })
    expect(await again.page.ask('key.enrol', enrolment(again.tokenRef))).toEqual(first)
    expect((await house.driver.keys(house.tokenId)).map(({ keyId }) => keyId)).toEqual([first.keyId])
  })

  it('gives the same key when the client was killed before the request was kept', async () => {
    const { house, page, tokenRef } = await open({
      parts: { enrolments: { find: () => undefined, ofToken: () => [], put: () => {}, markInstalled: () => {}, forget: () => {} } },
    })
    const first = await enrol(page, tokenRef)
    const again = await open({ after: house })
    const second = await enrol(again.page, again.tokenRef)
    expect(second.keyId).toBe(first.keyId)
    expect(second.spkiSha256).toBe(first.spkiSha256)
  })

  it('and installing a certificate work with SM2 too, verified with the default id', async () => {
    const { house, page, tokenRef } = await open()
    const asked = page.ask('key.enrol', { ...enrolment(tokenRef), algorithm: 'sm2' })
    await consentTo(await page.consent(), { pin: goodPin })
    const { confirmation } = await install(page, tokenRef, house.ca.issue((await asked).csr))
    expect(fromBase64Url(confirmation.signature)).toHaveLength(64)
  })

  it('gives another page another key for the same enrolId', async () => {
    const other = 'https://other.example.cn'
    const { house, page, tokenRef } = await open({ origins: [hallOrigin, other] })
    const first = await enrol(page, tokenRef)
    const foreign = await house.page(other)
    await foreign.greet()
    const second = await enrol(foreign, (await foreign.token()).tokenRef)
    expect(second.keyId).not.toBe(first.keyId)
  })

  it('offers keys that no certificate came for in two weeks, and removes them when ticked', async () => {
    const { house, page, tokenRef } = await open()
    const old = await enrol(page, tokenRef, 'long-ago')
    const later = await open({ after: house, parts: { clock: { nowMs: () => Date.UTC(2100, 0, 1) } } })
    const asked = later.page.ask('key.enrol', enrolment(later.tokenRef, 'today'))
    const url = await later.page.consent()
    const shown = await visit(url)
    expect(shown.html).toContain('1 个从未装入证书的旧密钥')
    await submit(url, { formToken: shown.formToken, decision: 'agree', pin: goodPin, abandoned: 'yes' })
    const made = await asked
    const keyIds = (await house.driver.keys(house.tokenId)).map(({ keyId }) => keyId)
    expect(keyIds).toContain(made.keyId)
    expect(keyIds).not.toContain(old.keyId)
  })

  it('tells when the token is full or was pulled, and logs out', async () => {
    const full = await open({ totalOctets: 64 })
    const asked = full.page.call('key.enrol', enrolment(full.tokenRef))
    await consentTo(await full.page.consent(), { pin: goodPin })
    expect((await asked).error?.code).toBe('TOKEN_FULL')

    const { house, page, tokenRef } = await open()
    const pulled = page.call('key.enrol', enrolment(tokenRef))
    const url = await page.consent()
    const shown = await visit(url)
    await unplugSoftToken(house.tokenFolder, house.tokenId)
    await submit(url, { formToken: shown.formToken, decision: 'agree', pin: goodPin })
    expect((await pulled).error?.code).toBe('TOKEN_REMOVED')
    await plugInSoftToken(house.tokenFolder, house.tokenId)
    expect(await triesLeft(house)).toBe(6)
  })
})

describe('installing a certificate', () => {
  it('is refused before anybody is asked: wrong key, wrong chain, no key, no certificate', async () => {
    const { house, page, tokenRef } = await open()
    const { csr } = await enrol(page, tokenRef)
    const { csr: otherCsr } = await enrol(page, tokenRef, 'enrol-2')
    const attempt = async (chain: string[], enrolId = 'enrol-1') =>
      (await page.call('certificate.install', { tokenRef, enrolId, chain, language: 'zh' })).error?.code
    expect(await attempt(house.ca.issue(otherCsr))).toBe('CERTIFICATE_KEY_MISMATCH')
    expect(await attempt(createTinyCa().issue(csr))).toBe('CHAIN_INVALID')
    expect(await attempt(createTinyCa('别人的根').issue(csr))).toBe('CHAIN_INVALID')
    expect(await attempt(house.ca.issue(csr).slice(0, 1))).toBe('CHAIN_INVALID')
    expect(await attempt(['AAAA'])).toBe('CHAIN_INVALID')
    expect(await attempt(['no base64!'])).toBe('CHAIN_INVALID')
    expect(await attempt(house.ca.issue(csr), 'enrol-3')).toBe('KEY_NOT_FOUND')
    expect(house.attempts()).toBe(2)
    expect((await house.driver.keys(house.tokenId)).every(({ certificate }) => certificate === null)).toBe(true)
  })

  it('writes, reads back and confirms with the key; again gives the same certificate once', async () => {
    const { house, page, tokenRef } = await open()
    const { csr } = await enrol(page, tokenRef)
    const chain = house.ca.issue(csr)
    const leaf = fromBase64(chain[0] ?? '')
    for (let round = 0; round < 2; round += 1) {
      const { certificateSha256, confirmation } = await install(page, tokenRef, chain)
      expect(certificateSha256).toBe(sha256Hex(leaf))
      expect(installConfirmation.parse(JSON.parse(confirmation.text))).toMatchObject({ certificateSha256 })
      const key = createPublicKey({ key: Buffer.from(parseCertificate(leaf).spki), format: 'der', type: 'spki' })
      expect(verify('sha256', utf8(confirmation.text), { key, dsaEncoding: 'ieee-p1363' }, fromBase64Url(confirmation.signature))).toBe(
        true,
      )
    }
    expect((await house.driver.keys(house.tokenId)).map(({ certificate }) => certificate)).toEqual([leaf])
    expect((await page.ask('certificate.list', { tokenRef })).certificates.map(({ certificateSha256 }) => certificateSha256)).toEqual([
      sha256Hex(leaf),
    ])
  })

  it('shows the person subject and serial number of the certificate itself', async () => {
    const { house, page, tokenRef } = await open()
    const { csr } = await enrol(page, tokenRef)
    const asked = page.call('certificate.install', {
      tokenRef,
      enrolId: 'enrol-1',
      chain: house.ca.issue(csr, '<b>李四</b>'),
      language: 'en',
    })
    const { html } = await visit(await page.consent())
    expect(html).toMatch(/&#60;b.{0,6}&#62;李四/)
    expect(html).not.toContain('<b>李四')
    expect(html).toContain(house.tokenId)
    expect(html).toContain(hallOrigin)
    await page.ask('operation.cancel', {})
    expect((await asked).error?.code).toBe('USER_CANCELLED')
  })

  it('goes on after the token was pulled in between, with the same key', async () => {
    const { house, page, tokenRef } = await open()
    const { csr } = await enrol(page, tokenRef)
    await unplugSoftToken(house.tokenFolder, house.tokenId)
    const chain = house.ca.issue(csr)
    expect((await page.call('certificate.install', { tokenRef, enrolId: 'enrol-1', chain, language: 'en' })).error?.code).toBe(
      'TOKEN_REMOVED',
    )
    await plugInSoftToken(house.tokenFolder, house.tokenId)
    expect((await install(page, tokenRef, chain)).confirmation.text).toContain('install-confirmation')
  })
})

describe('certificates in the token', () => {
  it('of other authorities are neither listed, removed, nor used for a login', async () => {
    const { house, page, tokenRef } = await open()
    const { csr, keyId } = await enrol(page, tokenRef)
    const foreign = fromBase64(createTinyCa('别人的根').issue(csr)[0] ?? '')
    const login = await house.driver.logIn(house.tokenId, utf8(goodPin))
    await login.writeCertificates(keyId, [foreign])
    await login.logOut()
    const certificateSha256 = sha256Hex(foreign)
    expect((await page.ask('certificate.list', { tokenRef })).certificates).toEqual([])
    expect((await page.call('certificate.remove', { tokenRef, certificateSha256, language: 'zh' })).error?.code).toBe('KEY_NOT_FOUND')
    expect(
      (await page.call('login.sign', { tokenRef, certificateSha256, nonce: nonce(), purpose: 'staffLogin', language: 'zh' })).error?.code,
    ).toBe('KEY_NOT_FOUND')
    expect(house.attempts()).toBe(1)
  })

  it('are removed with their key, after consent', async () => {
    const { house, page, tokenRef } = await open()
    const chain = house.ca.issue((await enrol(page, tokenRef)).csr)
    const { certificateSha256 } = await install(page, tokenRef, chain)
    const asked = page.ask('certificate.remove', { tokenRef, certificateSha256, language: 'zh' })
    await consentTo(await page.consent(), { pin: goodPin })
    expect(await asked).toEqual({})
    expect(await house.driver.keys(house.tokenId)).toEqual([])
  })
})

describe('logging in', () => {
  it('is refused for a nonce of another form', async () => {
    const { page, tokenRef } = await open()
    expect(
      (
        await page.call('login.sign', {
          tokenRef,
          certificateSha256: '0'.repeat(64),
          nonce: '!'.repeat(43),
          purpose: 'staffLogin',
          language: 'zh',
        })
      ).error?.code,
    ).toBe('BAD_NONCE')
  })

  it.each(['holderLogin', 'staffLogin'] as const)('as %s is refused for a certificate that is not in the token', async (purpose) => {
    const { house, page, tokenRef } = await open()
    expect(
      (await page.call('login.sign', { tokenRef, certificateSha256: '0'.repeat(64), nonce: nonce(), purpose, language: 'zh' })).error?.code,
    ).toBe('KEY_NOT_FOUND')
    expect(house.attempts()).toBe(0)
  })

  it.each([
    ['ecdsa-p256', 64],
    ['rsa-2048', 256],
    ['sm2', 64],
  ] as const)('as a holder works with a %s key: a statement of its own for the origin of the connection', async (algorithm, octets) => {
    const { house, page, tokenRef } = await open()
    const enrolled = page.ask('key.enrol', { ...enrolment(tokenRef), algorithm })
    await consentTo(await page.consent(), { pin: goodPin })
    const { certificateSha256 } = await install(page, tokenRef, house.ca.issue((await enrolled).csr))
    const challenge = nonce()
    const asked = page.ask('login.sign', { tokenRef, certificateSha256, nonce: challenge, purpose: 'holderLogin', language: 'en' })
    await consentTo(await page.consent(), { pin: goodPin })
    const { certificate, statement } = await asked
    expect(statement.text).toBe(
      canonicalJson({ format: 'certhall.holder-login.v1', origin: hallOrigin, nonce: challenge, certificateSha256 }),
    )
    expect(holderLogin.safeParse(JSON.parse(statement.text)).success).toBe(true)
    const key = orThrow(parsePublicKey(parseCertificate(fromBase64(certificate)).spki))
    const signature = fromBase64Url(statement.signature)
    expect(signature).toHaveLength(octets)
    // As the server verifies it: r‖s back to the value of X.509.
    const value = algorithm === 'rsa-2048' ? signature : ecdsaToDer(signature)
    expect(await nodeVerifySignature(key, utf8(statement.text), value)).toBe(true)
  })

  it('signs a statement with the origin of the connection, whatever the page says', async () => {
    const { house, page, tokenRef } = await open()
    const { certificateSha256 } = await install(page, tokenRef, house.ca.issue((await enrol(page, tokenRef)).csr))
    const asked = page.ask('login.sign', { tokenRef, certificateSha256, nonce: nonce(), purpose: 'staffLogin', language: 'en' })
    await consentTo(await page.consent(), { pin: goodPin })
    const { certificate, statement } = await asked
    expect(staffLogin.parse(JSON.parse(statement.text))).toMatchObject({ origin: hallOrigin, certificateSha256 })
    const key = createPublicKey({ key: Buffer.from(parseCertificate(fromBase64(certificate)).spki), format: 'der', type: 'spki' })
    expect(verify('sha256', utf8(statement.text), { key, dsaEncoding: 'ieee-p1363' }, fromBase64Url(statement.signature))).toBe(true)
  })
})

describe('the model of a token', () => {
  const other = {
    modelId: 'other-soft',
    nameZh: '另一种UKEY',
    nameEn: 'Another UKEY',
    vendor: 'Other',
    isSoftware: false,
    initialPins: ['12345678'],
    pinLength: { least: 8, most: 16 },
  }

  it.each(['softhsm-2', '/usr/lib/evil.so', '../other-soft', ''])(
    'is refused, and nobody asked, when the page names %j, which does not match this token',
    async (modelId) => {
      const { house, page, tokenRef } = await open({ otherModels: [other] })
      expect((await page.call('pin.change', { tokenRef, modelId, language: 'zh' })).error?.code).toBe('BAD_REQUEST')
      expect((await page.call('key.enrol', { ...enrolment(tokenRef), modelId })).error?.code).toBe('BAD_REQUEST')
      expect(page.events.filter(({ event }) => event === 'consent')).toEqual([])
      expect(house.attempts()).toBe(0)
    },
  )

  it('is the best of those that match, until the person says which; then its name and its rules for PINs count', async () => {
    const { page, tokenRef } = await open({ otherModels: [other] })
    expect(await page.token()).toMatchObject({
      modelId: 'certhall-soft',
      modelChoices: ['certhall-soft', 'other-soft'],
      isRecognised: true,
    })
    const asked = page.call('pin.change', { tokenRef, modelId: 'other-soft', language: 'en' })
    const url = await page.consent()
    const short = await consentTo(url, { pin: goodPin, newPin: 'abc-123', newPinAgain: 'abc-123' })
    expect(short.html).toContain('Another UKEY')
    expect(short.html).toContain('8')
    await submit(url, { formToken: short.formToken, decision: 'agree', pin: goodPin, newPin: 'abc-12345', newPinAgain: 'abc-12345' })
    expect((await asked).error).toBeUndefined()
  })

  it('never lets the factory PIN of another that matches pass as a new one, nor hides that it is software', async () => {
    const { page, tokenRef } = await open({ otherModels: [other] })
    const asked = page.call('pin.change', { tokenRef, modelId: 'certhall-soft', language: 'zh' })
    const answered = await consentTo(await page.consent(), { pin: goodPin, newPin: '12345678', newPinAgain: '12345678' })
    expect(answered.html).toContain('初始 PIN 码')
    await page.ask('operation.cancel', {})
    expect((await asked).error?.code).toBe('USER_CANCELLED')
    const again = page.call('pin.change', { tokenRef, modelId: 'other-soft', language: 'zh' })
    expect((await visit(await page.consent())).html).toContain('软件')
    await page.ask('operation.cancel', {})
    await again
  })
})

describe('changing the PIN', () => {
  it('changes it, and says how the PIN stands', async () => {
    const { house, page, tokenRef } = await open()
    const asked = page.ask('pin.change', { tokenRef, language: 'en' })
    expect((await consentTo(await page.consent(), { pin: goodPin, newPin: 'other-words-9', newPinAgain: 'other-words-9' })).html).toContain(
      'PIN changed',
    )
    expect((await asked).pin).toMatchObject({ state: 'ok', isInitial: false })
    await (await house.driver.logIn(house.tokenId, utf8('other-words-9'))).logOut()
  })
})
