import { createPublicKey, verify } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClientParams } from '@certhall/contract/client/messages'
import { type CanonicalValue, canonicalJson } from '@certhall/contract/statement/canonical-json'
import type { PasscodeRelease, ReviewDecision } from '@certhall/contract/statement/statements'
import { fromBase64, fromBase64Url, utf8 } from '@certhall/kernel/bytes'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import {
  type ClientHouse,
  type ClientPage,
  consentTo,
  createTinyCa,
  goodPin,
  hallOrigin,
  openClientHouse,
  sha256Hex,
  visit,
} from '@certhall/testkit/client-house'

/** One token with a staff certificate of ours, one of somebody else, and an RSA certificate of ours. */
let house: ClientHouse
let page: ClientPage
let tokenRef: string
let leaf: Uint8Array
let mine: string
let rsa: string
let foreign: string

beforeAll(async () => {
  // Many questions in a row: no person clicks like this.
  house = await openClientHouse({ limits: { messages: { most: 1_000, everyMs: 1 } } })
  page = await house.page()
  await page.greet()
  tokenRef = (await page.token()).tokenRef
  leaf = await certify('staff', 'ecdsa-p256')
  mine = sha256Hex(leaf)
  rsa = sha256Hex(await certify('holder', 'rsa-2048'))
  foreign = sha256Hex(await putForeign())
})
afterAll(() => house.close())

const enrol = async (enrolId: string, algorithm: ClientParams<'key.enrol'>['algorithm']) => {
  const asked = page.ask('key.enrol', { tokenRef, enrolId, algorithm, subject: '王审核', language: 'zh' })
  await consentTo(await page.consent(), { pin: goodPin })
  return asked
}
const certify = async (enrolId: string, algorithm: ClientParams<'key.enrol'>['algorithm']): Promise<Uint8Array> => {
  const chain = house.ca.issue((await enrol(enrolId, algorithm)).csr, '王审核')
  const asked = page.ask('certificate.install', { tokenRef, enrolId, chain, language: 'zh' })
  await consentTo(await page.consent(), { pin: goodPin })
  await asked
  return fromBase64(chain[0] ?? '')
}
const putForeign = async (): Promise<Uint8Array> => {
  const { csr, keyId } = await enrol('foreign', 'ecdsa-p256')
  const certificate = fromBase64(createTinyCa('别人的根').issue(csr)[0] ?? '')
  const login = await house.driver.logIn(house.tokenId, utf8(goodPin))
  await login.writeCertificates(keyId, [certificate])
  await login.logOut()
  return certificate
}

const person = () => ({ personId: '0b1c6a1e-0000-4000-8000-000000000001', certificateSha256: mine, preparedAtMs: 1_790_000_000_000 })
const decision = (): ReviewDecision => ({
  format: 'certhall.review-decision.v1',
  applicationNo: 'A2026-000001',
  revision: 2,
  decision: 'return',
  snapshotSha256: 'cd'.repeat(32),
  rejectReason: null,
  returnedItems: [{ item: 'organization.name', reason: 'mismatch', remark: '以<b>证照</b>为准' }],
  remark: '',
  ...person(),
})
const release = (): PasscodeRelease => ({
  format: 'certhall.passcode-release.v1',
  releaseId: '0b1c6a1e-0000-4000-8000-000000000003',
  applicationNo: 'A2026-000001',
  revision: 1,
  snapshotSha256: 'cd'.repeat(32),
  decisionSha256: 'ef'.repeat(32),
  channel: 'sms',
  target: '138****5678',
  resendReason: null,
  ...person(),
})
const textOf = (statement: object): string => canonicalJson(statement as CanonicalValue)
const ask = (text: string, change: Partial<ClientParams<'decision.sign'>> = {}) =>
  page.call('decision.sign', { tokenRef, certificateSha256: mine, text, language: 'en', ...change })

const without = (statement: object, name: string): object => Object.fromEntries(Object.entries(statement).filter(([each]) => each !== name))

describe('a decision is not signed, and nobody is asked,', () => {
  const refused: readonly (readonly [string, () => string])[] = [
    [
      'when it is the confirmation of an installation',
      () => textOf({ format: 'certhall.install-confirmation.v1', serialNumber: '0'.repeat(38), certificateSha256: mine }),
    ],
    [
      'when it is a login',
      () => textOf({ format: 'certhall.staff-login.v1', origin: hallOrigin, nonce: 'A'.repeat(43), certificateSha256: mine }),
    ],
    ['when it is of a format that nobody knows', () => textOf({ ...decision(), format: 'certhall.review-decision.v2' })],
    ['when it calls itself the other format', () => textOf({ ...decision(), format: 'certhall.passcode-release.v1' })],
    ['when it has no format', () => textOf(without(decision(), 'format'))],
    ['when it is not JSON', () => 'approve everything'],
    ['when it is empty', () => ''],
    ['when it is a list', () => textOf([decision()])],
    ['when it is written with spaces', () => JSON.stringify(decision(), null, 1)],
    ['when its members are in another order', () => JSON.stringify(decision())],
    ['when it ends in a line break', () => `${textOf(decision())}\n`],
    ['when a member stands there twice', () => textOf(decision()).replace('{', '{"applicationNo":"A2026-000009",')],
    ['when a letter is escaped without need', () => textOf(decision()).replace('A2026-000001', '\\u00412026-000001')],
    ['when it has a member too many', () => textOf({ ...decision(), note: 'and sign that too' })],
    [
      'when an item has a member too many',
      () => textOf({ ...decision(), returnedItems: [{ item: 'x', reason: 'other', remark: '', more: 1 }] }),
    ],
    ['when a member is missing', () => textOf(without(release(), 'target'))],
    ['when its decision is none', () => textOf({ ...decision(), decision: 'issue' })],
    ['when its reason is none', () => textOf({ ...decision(), decision: 'reject', rejectReason: 'because' })],
    ['when it names another certificate than the one that signs', () => textOf({ ...decision(), certificateSha256: 'ab'.repeat(32) })],
    ['when it hides characters in the number', () => textOf({ ...decision(), applicationNo: 'A2026-00\u200b0001' })],
    ['when it breaks the line of the address', () => textOf({ ...release(), target: '138****5678\n139****0000' })],
    ['when it turns the direction of writing', () => textOf({ ...decision(), remark: '\u202eevorppa' })],
  ]

  it.each(refused)('%s', async (_when, text) => {
    const before = house.attempts()
    expect((await ask(text())).error?.code).toBe('BAD_REQUEST')
    expect(house.attempts()).toBe(before)
  })

  it('when the certificate is another authority’s, or not in the UKEY', async () => {
    const before = house.attempts()
    for (const certificateSha256 of [foreign, 'ab'.repeat(32)])
      expect((await ask(textOf({ ...decision(), certificateSha256 }), { certificateSha256 })).error?.code).toBe('KEY_NOT_FOUND')
    expect(house.attempts()).toBe(before)
  })

  it('when the key is of another kind than the staff’s', async () => {
    expect((await ask(textOf({ ...decision(), certificateSha256: rsa }), { certificateSha256: rsa })).error?.code).toBe(
      'ALGORITHM_UNSUPPORTED',
    )
  })

  it('when the page is not the hall’s, or takes another page’s reference', async () => {
    await expect(house.page('https://hall.example.cn.evil.example')).rejects.toThrow('handshake 403')
    const other = await house.page()
    await other.greet()
    expect(
      (await other.call('decision.sign', { tokenRef, certificateSha256: mine, text: textOf(decision()), language: 'en' })).error?.code,
    ).toBe('NO_TOKEN')
  })

  it('when fields come with it that nobody asked for, or more text than a decision has', async () => {
    const params = { tokenRef, certificateSha256: mine, text: textOf(decision()), language: 'en' }
    expect((await page.call('decision.sign', { ...params, format: 'certhall.staff-login.v1' })).error?.code).toBe('BAD_REQUEST')
    expect(
      (await page.call('decision.sign', { ...params, text: textOf({ ...decision(), applicationNo: 'A'.repeat(20_000) }) })).error?.code,
    ).toBe('BAD_REQUEST')
  })

  it('when the person cancels', async () => {
    const before = house.attempts()
    const asked = ask(textOf(decision()))
    await page.consent()
    await page.ask('operation.cancel', {})
    expect((await asked).error?.code).toBe('USER_CANCELLED')
    expect(house.attempts()).toBe(before)
  })
})

describe('the page that asks for consent', () => {
  const shown = async (text: string, language: 'zh' | 'en'): Promise<string> => {
    const asked = ask(text, { language })
    const { html } = await visit(await page.consent())
    await page.ask('operation.cancel', {})
    await asked
    return html
  }

  it('says in words what is returned and why, whatever stands in it', async () => {
    const text = textOf(decision())
    const [zh, en] = [await shown(text, 'zh'), await shown(text, 'en')]
    for (const words of [
      '签署一项工作决定',
      '退回补正',
      'A2026-000001',
      '第 2 次提交',
      '单位名称: 与证照或登记不符',
      '为准',
      'CN=王审核',
      hallOrigin,
      house.tokenId,
    ])
      expect(zh).toContain(words)
    for (const words of [
      'Return the application for correction',
      'submission 2',
      'Organisation name: Differs from licence or registry',
      'SHA-256 cdcdcdcd cdcdcdcd…',
    ])
      expect(en).toContain(words)
    expect(en).toContain(`SHA-256 ${sha256Hex(utf8(text)).slice(0, 8)}`)
    expect(en).not.toContain('<b>证照')
  })

  it.each([
    ['approve', null, ['批准申请'], ['Approve the application']],
    ['reject', 'notAuthorized', ['不予通过', '经办人未获授权'], ['Reject the application', 'Agent not authorised']],
  ] as const)('says %s', async (choice, rejectReason, zh, en) => {
    const text = textOf({ ...decision(), decision: choice, rejectReason, returnedItems: [] })
    for (const words of zh) expect(await shown(text, 'zh')).toContain(words)
    for (const words of en) expect(await shown(text, 'en')).toContain(words)
  })

  it('says what is asked for which certificate and why, so that an unfreeze is never signed as a renewal', async () => {
    const target = { authorityId: 'users-ecdsa', serialNumber: '0a'.repeat(19) }
    const approval = { ...decision(), decision: 'approve', returnedItems: [] } as const
    const text = textOf({ ...approval, followUp: { type: 'unfreeze', target, reason: 'mediumFound' } })
    for (const words of ['解冻证书', '介质已找回', `${target.serialNumber} (users-ecdsa)`]) expect(await shown(text, 'zh')).toContain(words)
    for (const words of ['Unfreezing of a certificate', 'Medium found again', target.serialNumber])
      expect(await shown(text, 'en')).toContain(words)
    expect(await shown(textOf(approval), 'en')).toContain('A new certificate')
  })

  it('says where a PASSCODE goes, and why again', async () => {
    const text = textOf({ ...release(), resendReason: '手机欠费' })
    const zh = await shown(text, 'zh')
    for (const words of ['发放下载授权码（PASSCODE）', '138****5678 (手机短信)', '重发原因', '手机欠费', 'SHA-256 efefefef efefefef…'])
      expect(zh).toContain(words)
    expect(await shown(text, 'en')).toContain('138****5678 (text message)')
  })
})

describe('a decision and a release', () => {
  it.each([
    ['decision', decision],
    ['release', release],
  ] as const)('are signed as they were read: %s', async (_kind, statement) => {
    const before = house.attempts()
    const text = textOf(statement())
    const asked = page.ask('decision.sign', { tokenRef, certificateSha256: mine, text, language: 'zh' })
    await consentTo(await page.consent(), { pin: goodPin })
    const { signature } = await asked
    const key = createPublicKey({ key: Buffer.from(parseCertificate(leaf).spki), format: 'der', type: 'spki' })
    expect(fromBase64Url(signature)).toHaveLength(64)
    expect(verify('sha256', utf8(text), { key, dsaEncoding: 'ieee-p1363' }, fromBase64Url(signature))).toBe(true)
    expect(house.attempts()).toBe(before + 1)
    expect(house.stateFile('journal.jsonl')).not.toContain('A2026-000001')
  })
})
