/** Bodies, names, numbers and statements as an enemy sends them, against a whole hall. */
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { fromBase64, toBase64 } from '@certhall/kernel/bytes'
import { systemClock } from '@certhall/kernel/clock'
import { toPem } from '@certhall/pki/pem'
import { readConfig } from '@certhall/server/config'
import { wire } from '@certhall/server/wire'
import { type Applicant, lookUp, openApplicant, samplePdf } from '@certhall/testkit/applicant-visitor'
import { approve, csrOf, decide, enrolStaffVisitor, openVisitor, type StaffVisitor } from '@certhall/testkit/desk-visitor'
import { type Hall, startHall, submitSample } from '@certhall/testkit/hall'
import { issueSoftCertificate, logInAsHolder } from '@certhall/testkit/holder-visitor'
import { sampleForm } from '@certhall/testkit/sample-form'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let hall: Hall
let staff: { reviewer: StaffVisitor; second: StaffVisitor; issuer: StaffVisitor }
let stranger: Applicant

beforeAll(async () => {
  hall = await startHall()
  const [one = '', two = ''] = hall.tokens['reviewer'] ?? []
  staff = {
    reviewer: await enrolStaffVisitor(hall.server, one),
    second: await enrolStaffVisitor(hall.server, two),
    issuer: await enrolStaffVisitor(hall.server, hall.tokens['issuer']?.[0] ?? ''),
  }
  stranger = openApplicant(hall.server)
}, 120_000)
afterAll(() => hall.drop())

describe('a name', () => {
  const base = sampleForm(931)
  it('that is drawn otherwise than it is written is refused in every field that stands in a certificate, a notice or on the desk', async () => {
    const { draftId } = (await lookUp(stranger, base.organization.uscc)).body
    const path = `/drafts/${draftId}`
    const check = async (form: object): Promise<readonly { field: string; code: string }[]> => {
      const { version } = (await stranger.ask('GET', path)).body
      expect((await stranger.ask('PUT', path, { version, form })).status).toBe(200)
      return (await stranger.ask('POST', `${path}/check`)).body.issues
    }
    const tricks = [
      '\u0000',
      '\u202e',
      '\u2066',
      '\u200b',
      '\u200d',
      '\ufeff',
      '\u00ad',
      '\u180e',
      '\u2028',
      '\u0007',
      '\ue000',
      '\u{e0041}',
      '\u115f',
    ]
    const fields = ['organization.name', 'organization.legalRepresentative', 'organization.city', 'contact.name', 'agent.name']
    for (const trick of tricks) {
      const name = `示例${trick}公司`
      const form = {
        organization: { name, legalRepresentative: name, city: name, province: name, address: name },
        contact: { name, department: name },
        agent: { name },
        certificate: { department: name },
      }
      const issues = (await check(form)).filter(({ code }) => code === 'input.control-character').map(({ field }) => field)
      expect([trick.codePointAt(0)?.toString(16), ...issues]).toEqual(expect.arrayContaining(fields))
    }
    // Half a character would be another one by the time it is read again.
    const { version } = (await stranger.ask('GET', path)).body
    for (const half of ['\\ud800', '\\udc00x'])
      expect((await stranger.askRaw('PUT', path, `{"version":${version},"form":{"organization":{"name":"a${half}"}}}`)).status).toBe(422)
  })

  it('full of signs that separate names stands in the certificate as one name, and on every page as it was typed', async () => {
    const name = '#=1+1,O=Evil\\2C"CN"=root;<img src=x>'
    const held = await issueSoftCertificate(hall, staff, {
      applicationNo: 'A2026-000932',
      form: sampleForm(932, { organization: { ...sampleForm(932).organization, name } }),
    })
    const { subject } = new X509Certificate(fromBase64(held.certificate)).toLegacyObject()
    expect(subject).toMatchObject({ O: name, CN: name, C: 'CN' })
    const visitor = await logInAsHolder(hall.server, held)
    expect((await visitor.ask('GET', '/holder/session')).body.holder.organizationName).toBe(name)
    const path = `/certificates/${held.authorityId}/${held.serialNumber}`
    const frozen = await visitor.ask('POST', `${path}/freeze`, { reason: 'other', remark: '=cmd|x' })
    const escaped = name.replaceAll(/[,+"\\<>;]/g, '\\$&').replace(/^#/, '\\#')
    expect(frozen.body.subject).toContain(`CN=${escaped}`)
    expect(frozen.body.subject.split(/(?<!\\)(?:\\\\)*,/)).toHaveLength(5)
    const { body } = await stranger.ask('POST', '/checks', { certificate: held.certificate, at: null })
    expect(JSON.parse(body.text)).toMatchObject({ state: 'frozen', subject: frozen.body.subject })
  }, 60_000)
})

describe('a body', () => {
  it('that is too large, too deep or of too many parts is refused before anything is done with it', async () => {
    const big = 'x'.repeat(300 * 1024)
    for (const path of ['/lookups', '/holder/login', '/holder/contact', '/holder/contact-codes', '/passcodes/redeem', '/progress'])
      expect((await stranger.askRaw('POST', path, JSON.stringify({ code: big }))).body.code).toBe('input.payload-size')
    expect((await stranger.askRaw('POST', '/checks', JSON.stringify({ certificate: 'A'.repeat(10_000_000), at: null }))).body.code).toBe(
      'input.payload-size',
    )
    const deep = 120_000
    for (const text of ['['.repeat(deep), `${'['.repeat(deep)}${']'.repeat(deep)}`, `{"a":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_001)}`])
      expect(await stranger.askRaw('POST', '/holder/contact', text)).toMatchObject({ status: 422, body: { code: 'input.malformed' } })
    // Two hundred thousand escapes and spaces that a careless pattern would go over again and again.
    for (const text of [`{"a":"${'\\"'.repeat(100_000)}"}`, `{"a"${' '.repeat(200_000)}:1}`, `[${'"" ,'.repeat(60_000)}1]`])
      expect((await stranger.askRaw('POST', '/holder/contact', text)).status).toBe(422)
  })

  it('of a login is refused for what it is not: no text, no key, no certificate of impossible length', async () => {
    for (const body of [
      { text: 'x'.repeat(2_001), signature: 'x', certificate: 'x' },
      { text: '{}', signature: 'x'.repeat(2_001), certificate: 'x' },
      { text: '{}', signature: 'x', certificate: 'x'.repeat(20_001) },
    ])
      expect((await stranger.ask('POST', '/holder/login', body)).body.code).toBe('input.malformed')
    for (const text of ['{}', '[]', 'null', '"x"', '{"format":"certhall.holder-login.v1"}', ' {}', '{"a":1,"a":1}', '\u0000'])
      expect((await stranger.ask('POST', '/holder/login', { text, signature: 'x', certificate: 'x' })).body.code).toBe('auth.login-refused')
  })
})

describe('a place in a list', () => {
  const cursor = (position: unknown) => Buffer.from(JSON.stringify(position)).toString('base64url')
  it('that was made up is refused, never an error of the database', async () => {
    const made = [
      'x',
      '%00',
      cursor(null),
      cursor({ dueAtMs: -1, applicationNo: 'A' }),
      cursor({ dueAtMs: 9e15, applicationNo: 'A' }),
      cursor({ dueAtMs: '1', applicationNo: 'A' }),
      cursor({ dueAtMs: 1, applicationNo: 'A\u0000' }),
      cursor({ dueAtMs: 1, applicationNo: ['A'] }),
      cursor({ dueAtMs: 1, applicationNo: 'A', list: 'all' }),
    ]
    for (const each of made)
      expect((await staff.reviewer.get(`/desk/cases?cursor=${encodeURIComponent(each)}`)).body.code).toBe('input.malformed')
    for (const query of ['list=everything', 'list=open&list=all', 'limit=100000', 'sort=form', 'cursor[]=x', 'type=new&type=renew'])
      expect((await staff.reviewer.get(`/desk/cases?${query}`)).status).toBe(422)
    for (const query of ['list=everything', 'limit=1', `cursor=${cursor({ at: 'x' })}`, 'cursor=%00'])
      expect((await staff.issuer.get(`/desk/deliveries?${query}`)).status).toBe(422)
    for (const cursorOfUkeys of [cursor({ modelId: 'x\u0000', serialNumber: 'y' }), cursor({ modelId: 1 }), '%00'])
      expect((await staff.issuer.get(`/desk/ukeys?cursor=${encodeURIComponent(cursorOfUkeys)}`)).status).toBe(422)
    for (const no of ['A2026-000932%00', '%F0%9F', '..%2F..%2Fetc', "A'%20or%20'1'='1", '%ED%A0%80'])
      expect([400, 404, 422]).toContain((await staff.reviewer.get(`/desk/cases/${no}`)).status)
  })
})

describe('an approval', () => {
  const applicationNo = 'A2026-000941'
  const other = 'A2026-000942'
  const prepared = async (no: string, wish: object = {}) => {
    const { version } = (await staff.reviewer.get(`/desk/cases/${no}`)).body
    const statement = { version, decision: 'approve', rejectReason: null, returnedItems: [], remark: '', ...wish }
    return (await staff.reviewer.post(`/desk/cases/${no}/statements`, statement)).body.text as string
  }
  const send = (no: string, text: string, by = staff.reviewer) => by.post(`/desk/cases/${no}/decisions`, { text, signature: by.sign(text) })

  it('is worth nothing for another case, for another revision, in another’s hands or with a word changed', async () => {
    // The same form twice: nothing but the number tells the cases apart.
    const form = sampleForm(941)
    await submitSample(hall, { applicationNo, form })
    await submitSample(hall, { applicationNo: other, form, projectId: 'tax' })
    const text = await prepared(applicationNo)
    for (const [no, said] of [
      [other, text],
      [other, canonicalJson({ ...JSON.parse(text), applicationNo: other })],
      [applicationNo, canonicalJson({ ...JSON.parse(text), revision: 2 })],
    ] as const)
      expect(['state.conflict', 'auth.signature-wrong']).toContain((await send(no, said)).body.code)
    expect((await send(applicationNo, text, staff.second)).body.code).toBe('state.conflict')
    await decide(staff.second, applicationNo, {
      decision: 'return',
      returnedItems: [{ item: 'contact.name', reason: 'other', remark: '' }],
    })
    expect((await send(applicationNo, text)).body.code).toMatch(/^state\./)
    // Corrected: the form is another one now, and what was signed before is not for it.
    await hall.server.grounds.transaction(async ({ cases }) => {
      const found = await cases.lock(applicationNo)
      await cases.change({ applicationNo, from: 'returned', version: found?.version ?? 0, to: 'submitted', atMs: systemClock.nowMs() })
    })
    await correct(applicationNo)
    expect((await send(applicationNo, text)).body.code).toBe('state.conflict')
    const seen = (await staff.reviewer.get(`/desk/cases/${applicationNo}`)).body
    expect(seen).toMatchObject({ revision: 2 })
    expect(['submitted', 'underReview']).toContain(seen.state)
  })

  /** As a correction leaves it: the next revision with a snapshot of its own. */
  const correct = async (no: string): Promise<void> =>
    hall.server.grounds.transaction(async ({ applications }) => {
      const found = await applications.lock(no)
      if (found === undefined) throw new Error('no case')
      const snapshot = canonicalJson({ ...JSON.parse(found.snapshot), revision: 2 })
      await applications.save({ ...found, revision: 2, version: found.version + 1, snapshot }, found)
    })

  it('of one case never releases the PASSCODE of another, nor does a release that was signed for it', async () => {
    await approve(staff.reviewer, other)
    const { body } = await staff.issuer.post(`/desk/deliveries/${other}/statements`, { channel: 'sms', resendReason: null })
    const text = body.text as string
    const release = (no: string, said: string) =>
      staff.issuer.post(`/desk/deliveries/${no}/releases`, { text: said, signature: staff.issuer.sign(said) })
    for (const said of [text, canonicalJson({ ...JSON.parse(text), applicationNo })])
      expect(['state.application', 'state.conflict', 'auth.signature-wrong']).toContain((await release(applicationNo, said)).body.code)
    // A login of the issuer, or the reviewer's decision, is no release.
    expect((await release(other, await loginText())).body.code).toBe('auth.signature-wrong')
    expect((await openVisitor(hall.server).post(`/desk/deliveries/${other}/releases`, { text, signature: 'x' })).body.code).toBe(
      'auth.login-required',
    )
  })
  const loginText = async (): Promise<string> => {
    const { body } = await staff.issuer.post('/desk/login/challenge', {})
    return canonicalJson({
      format: 'certhall.staff-login.v1',
      origin: body.origin,
      nonce: body.nonce,
      certificateSha256: staff.issuer.certificateSha256,
    })
  }
})

describe('a check', () => {
  const check = (certificate: string) => stranger.ask('POST', '/checks', { certificate, at: null })
  const authorities = async () => (await hall.server.grounds.signer.authorities()).map(({ certificate }) => certificate)

  it('calls nothing good while the status service is silent, not even the authorities of the house', async () => {
    for (const certificate of await authorities()) {
      const { status, body } = await check(certificate)
      expect(status === 200 ? JSON.parse(body.text).state : body.code).not.toBe('good')
    }
  })

  it('takes one certificate: no chain, no other frame, no request, no key, no P12', async () => {
    const [one = '', two = ''] = await authorities()
    const pem = toPem('CERTIFICATE', fromBase64(one))
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    for (const given of [
      pem + toPem('CERTIFICATE', fromBase64(two)),
      pem.repeat(20),
      pem.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE'),
      toPem('CERTIFICATE', samplePdf),
      toPem('CERTIFICATE', fromBase64(await csrOf(privateKey))),
      toBase64(new Uint8Array(29_000).fill(0x30)),
      toBase64(Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff)),
      toBase64(Uint8Array.of(0x30, 0x80, 0x00, 0x00)),
      privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    ])
      expect(await check(given)).toMatchObject({ status: 422, body: { code: 'input.certificate-malformed' } })
  })
})

describe('in production', () => {
  it('what makes an evaluation easy does not exist, and cookies are for https alone', async () => {
    const { dataDirectory, databaseUrl, ledgerUrl } = hall
    const server = await wire(
      readConfig({
        CERTHALL_MODE: 'production',
        CERTHALL_DATA: dataDirectory,
        CERTHALL_RUN_DIR: `${dataDirectory}/run`,
        CERTHALL_DATABASE_URL: databaseUrl,
        CERTHALL_SIGNER_DATABASE_URL: ledgerUrl,
        CERTHALL_PUBLIC_URL: 'https://hall.example',
      }),
      { log: hall.server.grounds.log },
    )
    try {
      const behindProxy = { host: 'hall.example', origin: 'https://hall.example', 'x-forwarded-proto': 'https' }
      const ask = (method: 'GET' | 'POST', url: string) => server.app.inject({ method, url: `/api/v1${url}`, headers: behindProxy })
      for (const [method, url] of [
        ['GET', '/outbox'],
        ['GET', '/evaluation/clock'],
        ['POST', '/evaluation/clock'],
      ] as const)
        expect((await ask(method, url)).json()).toMatchObject({ code: 'missing.page' })
      const described = JSON.stringify((await ask('GET', '/openapi.json')).json())
      expect(described).not.toMatch(/outbox|evaluation\/clock/)
      const answer = await ask('GET', '/captcha')
      expect(answer.headers['set-cookie']).toMatch(/; HttpOnly; Secure; SameSite=Strict/)
      expect(answer.headers['strict-transport-security']).toContain('max-age=')
      expect((await ask('GET', '/hall')).json()).toMatchObject({ mode: 'production' })
    } finally {
      await server.close()
    }
  })
})
