/** Somebody with a certificate, or a mobile, of one organisation tries the doors of another. */
import { systemClock } from '@certhall/kernel/clock'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { type Applicant, codeSentBy, newestCode, openApplicant, samplePdf } from '@certhall/testkit/applicant-visitor'
import { type Answer, decide, enrolStaffVisitor, type StaffVisitor } from '@certhall/testkit/desk-visitor'
import { type Hall, startHall, submitSample } from '@certhall/testkit/hall'
import {
  enterByContact,
  type HolderVisitor,
  issueSoftCertificate,
  logInAsHolder,
  logInWith,
  signPlainly,
  type SoftCertificate,
} from '@certhall/testkit/holder-visitor'
import { sampleForm } from '@certhall/testkit/sample-form'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

let hall: Hall
let staff: { reviewer: StaffVisitor; issuer: StaffVisitor }
let mine: SoftCertificate
let theirs: SoftCertificate
let owner: HolderVisitor
let thief: HolderVisitor
let offsetMs = 0
const clock = { nowMs: () => systemClock.nowMs() + offsetMs }

beforeAll(async () => {
  hall = await startHall({ clock })
  staff = {
    reviewer: await enrolStaffVisitor(hall.server, hall.tokens['reviewer']?.[0] ?? ''),
    issuer: await enrolStaffVisitor(hall.server, hall.tokens['issuer']?.[0] ?? ''),
  }
  mine = await issue(911)
  theirs = await issue(912)
  thief = await logInAsHolder(hall.server, mine)
  owner = await logInAsHolder(hall.server, theirs)
}, 120_000)
afterAll(() => hall.drop())
afterEach(() => {
  offsetMs = 0
})

const formOf = (number: number) =>
  sampleForm(number, { contact: { ...sampleForm().contact, mobile: `13900000${number}`, email: `holder${number}@example.cn` } })
const issue = (number: number): Promise<SoftCertificate> =>
  issueSoftCertificate(hall, staff, { applicationNo: `A2026-000${number}`, form: formOf(number) })
const pathOf = ({ authorityId, serialNumber }: SoftCertificate): string => `/certificates/${authorityId}/${serialNumber}`
const run = (statement: string) => sql.raw(statement).execute(hall.server.grounds.database.kysely)
const uuid = () => hall.server.grounds.random.uuid()
/** What somebody sees of an answer: all of it but the number that finds it in the log. */
const seen = ({ status, body }: Answer) => ({ status, body: { ...body, reference: '' } })

interface Names {
  readonly authorityId: string
  readonly serialNumber: string
  readonly draftId: string
  readonly applicationNo: string
  readonly documentId: string
  readonly mark: string
}

/** What is sent to each operation that names a thing: right in every other way. */
const bodies: Readonly<Record<string, unknown>> = {
  getDraft: undefined,
  saveDraft: { version: 1, form: {} },
  checkDraft: undefined,
  submitDraft: { idempotencyKey: '4c6b0c52-96a7-4f27-8e3e-2f2f8b1c6a11', version: 1, declaration: true, consents: [], language: 'zh' },
  sendPrefillCode: undefined,
  prefillDraft: { code: '000000' },
  sendContactCode: { channel: 'mobile', value: '13900000911' },
  checkContactCode: { channel: 'mobile', code: '000000' },
  addDraftDocument: 'paper',
  removeDraftDocument: undefined,
  getDraftDocument: undefined,
  addApplicationDocument: 'paper',
  removeApplicationDocument: undefined,
  getApplicationDocument: undefined,
  getApplication: undefined,
  correctApplication: { idempotencyKey: '4c6b0c52-96a7-4f27-8e3e-2f2f8b1c6a12', revision: 1, form: {} },
  withdrawApplication: { revision: 1 },
  sendNewContactCode: { channel: 'mobile', value: '13900000911' },
  checkNewContactCode: { channel: 'mobile', value: '13900000911', code: '000000' },
  endHolderSession: undefined,
  readCertificate: undefined,
  freezeCertificate: { reason: 'other', remark: '' },
  openFollowUp: { type: 'renew', reason: 'other', remark: 'x' },
}

type Ask = (names: Names) => Promise<Answer>
const operations = async (visitor: Applicant): Promise<readonly { readonly id: string; readonly ask: Ask }[]> => {
  const { body } = await visitor.ask('GET', '/openapi.json')
  return Object.entries(body.paths as Record<string, Record<string, { operationId: string }>>)
    .filter(([path]) => path.includes('{') && !path.startsWith('/api/v1/desk/') && !path.includes('{file}'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId: id }]) => ({
        id,
        ask: (names: Names) => {
          const address = path.replace('/api/v1', '').replaceAll(/\{(\w+)\}/g, (_all, name: keyof Names) => names[name])
          return bodies[id] === 'paper'
            ? visitor.upload(address, 'businessLicence', samplePdf)
            : visitor.ask(method.toUpperCase() as 'GET', address, bodies[id])
        },
      })),
    )
}

/** A draft with a paper, a session, an application that was returned: everything of the owner that has a name. */
const namesOfOwner = async (): Promise<Names> => {
  const { draftId } = (await owner.ask('POST', `${pathOf(theirs)}/follow-ups`, { type: 'renew', reason: 'other', remark: 'x' })).body
  const documentId = (await owner.upload(`/drafts/${draftId}/documents`, 'applicationForm', samplePdf)).body.documentId as string
  const applicationNo = 'A2026-000913'
  await submitSample(hall, { applicationNo, form: formOf(913) })
  await decide(staff.reviewer, applicationNo, {
    decision: 'return',
    returnedItems: [{ item: 'document.businessLicence', reason: 'unreadable', remark: '' }],
  })
  const mark = (await owner.ask('GET', '/holder/sessions')).body.sessions[0].mark as string
  const { authorityId, serialNumber } = theirs
  return { authorityId, serialNumber, draftId, applicationNo, documentId, mark }
}
const namesOfNobody = (): Names => ({
  authorityId: theirs.authorityId,
  serialNumber: theirs.serialNumber.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
  draftId: uuid(),
  applicationNo: 'A2026-999999',
  documentId: uuid(),
  mark: 'A'.repeat(22),
})

describe('things of another organisation', () => {
  it('are answered as things that are not there, by every operation that names one, whoever asks', async () => {
    const [owned, none] = [await namesOfOwner(), namesOfNobody()]
    for (const visitor of [thief, await enterByContact(hall.server, mine.form)]) {
      // Somebody without a session of drafts hears less.
      await visitor.ask('POST', `${pathOf(mine)}/follow-ups`, { type: 'replace', reason: 'mediumDamaged', remark: '' })
      const asked = await operations(visitor)
      expect(asked.map(({ id }) => id).toSorted()).toEqual(Object.keys(bodies).toSorted())
      for (const { id, ask } of asked) {
        const answer = seen(await ask(owned))
        expect({ id, ...answer }).toEqual({ id, ...seen(await ask(none)) })
        if (visitor === thief) expect(answer).toMatchObject({ status: 404, body: { code: expect.stringMatching(/^missing\./) } })
      }
    }
    expect((await owner.ask('GET', `/drafts/${owned.draftId}`)).body).toMatchObject({
      version: 1,
      documents: [{ documentId: owned.documentId }],
    })
    expect((await owner.ask('GET', pathOf(theirs))).body.state).toBe('valid')
    expect((await owner.ask('GET', '/holder/sessions')).body.sessions).toHaveLength(1)
  }, 60_000)

  it('are not in a list, not among several renewals, and not behind the number of another authority', async () => {
    const { body } = await thief.ask('GET', '/certificates?limit=1000&orgCode=x&sort=orgCode')
    expect(JSON.stringify(body)).not.toContain(theirs.serialNumber)
    expect((await thief.ask('GET', `/certificates/issuing-rsa/${mine.serialNumber}`)).body.code).toBe('missing.certificate')
    expect((await thief.ask('GET', `/certificates/${mine.authorityId}/${mine.serialNumber.toUpperCase()}%00`)).status).toBeGreaterThan(399)
  })
})

describe('a colleague', () => {
  /** Certificates of persons, made of those of an organisation. */
  const personal = async (number: number, subject: string): Promise<SoftCertificate> => {
    const held = await issue(number)
    await run(
      `update ra.certificate set certificate_type = 'employee', org_code = '${mine.form.organization.orgCode}', subject = '${subject}'
       where certificate_sha256 = '${held.certificateSha256}'`,
    )
    return held
  }

  it('with a certificate of a person sees that person’s and none of the organisation’s', async () => {
    const [one, other] = [await personal(921, 'CN=林员工'), await personal(922, 'CN=林员')]
    const visitor = await logInAsHolder(hall.server, one)
    expect((await visitor.ask('GET', '/certificates')).body.certificates.map((each: SoftCertificate) => each.serialNumber)).toEqual([
      one.serialNumber,
    ])
    for (const held of [other, mine]) expect((await visitor.ask('GET', pathOf(held))).body.code).toBe('missing.certificate')
  }, 60_000)
})

describe('a session', () => {
  const send = (url: string, cookie: string, payload?: object) =>
    hall.server.app.inject({
      method: payload === undefined ? 'GET' : 'POST',
      url: `/api/v1${url}`,
      headers: { cookie, origin: 'http://127.0.0.1:8460' },
      ...(payload === undefined ? {} : { payload }),
    })
  const logInBy = async (cookie: string) => {
    const challenge = (await send('/holder/login/challenge', cookie, {})).json() as { origin: string; nonce: string }
    const text = canonicalJson({
      format: 'certhall.holder-login.v1',
      origin: challenge.origin,
      nonce: challenge.nonce,
      certificateSha256: mine.certificateSha256,
    })
    const answer = await send('/holder/login', cookie, { text, signature: signPlainly(mine.key, text), certificate: mine.certificate })
    return `certhall_hall=${answer.cookies.find(({ name }) => name === 'certhall_hall')?.value ?? ''}`
  }
  const isIn = async (cookie: string) => ((await send('/holder/session', cookie)).json() as { holder: unknown }).holder !== null

  it('that was planted, made up or signed by nobody is not the one that a login ends in', async () => {
    const planted = `certhall_hall=${(await send('/captcha', '')).cookies[0]?.value ?? ''}`
    for (const cookie of [planted, 'certhall_hall=AAAA', `${planted.slice(0, -4)}AAAA`, `${planted}; ${planted}`]) {
      const own = await logInBy(cookie)
      expect(own).not.toBe(cookie)
      expect(await isIn(own)).toBe(true)
      expect(await isIn(cookie)).toBe(false)
    }
  })

  it('is over with its logout and with a login over it: its cookie opens nothing any more', async () => {
    const first = await logInBy('')
    const second = await logInBy(first)
    expect([await isIn(first), await isIn(second)]).toEqual([false, true])
    await send('/holder/logout', second, {})
    expect(await isIn(second)).toBe(false)
    expect((await send('/certificates', second)).json()).toMatchObject({ code: 'auth.holder-required' })
  })

  it('of the staff is none of a holder’s, and the other way round, under whatever name it is sent', async () => {
    const { body: challenge } = await staff.reviewer.post('/desk/login/challenge', {})
    const text = canonicalJson({
      format: 'certhall.staff-login.v1',
      origin: challenge.origin,
      nonce: challenge.nonce,
      certificateSha256: staff.reviewer.certificateSha256,
    })
    const answer = await send('/desk/login', '', { text, signature: staff.reviewer.sign(text), certificate: staff.reviewer.certificate })
    const [desk, hallOnes] = [answer.cookies[0]?.value ?? '', (await logInBy('')).split('=')[1] ?? '']
    expect((await send('/desk/session', `certhall_desk=${desk}`)).statusCode).toBe(200)
    for (const cookie of [`certhall_hall=${desk}`, `certhall_desk=${desk}`])
      expect((await send('/certificates', cookie)).json()).toMatchObject({ code: 'auth.holder-required' })
    for (const cookie of [`certhall_desk=${hallOnes}`, `certhall_hall=${hallOnes}`])
      expect((await send('/desk/session', cookie)).json()).toMatchObject({ code: 'auth.login-required' })
    // Nor does a member of the staff log in as a holder with a certificate of the staff.
    const held = { certificate: staff.reviewer.certificate, certificateSha256: staff.reviewer.certificateSha256, key: mine.key }
    expect((await logInWith(openApplicant(hall.server), held)).body.code).toBe('auth.certificate-foreign')
  })

  it('is not used by a page elsewhere: not by its forms, not as plain text, not from a sibling of the host', async () => {
    const cookie = await logInBy('')
    const freeze = (headers: Record<string, string>, payload: string) =>
      hall.server.app.inject({ method: 'POST', url: `/api/v1${pathOf(mine)}/freeze`, headers: { cookie, ...headers }, payload })
    const json = JSON.stringify({ reason: 'other', remark: '' })
    const own = { origin: 'http://127.0.0.1:8460' }
    const attempts: readonly (readonly [Record<string, string>, string, string])[] = [
      [{ origin: 'https://evil.example', 'content-type': 'application/json' }, json, 'auth.origin-refused'],
      [{ origin: 'null', 'content-type': 'application/json' }, json, 'auth.origin-refused'],
      [{ origin: 'http://127.0.0.1:8461', 'content-type': 'application/json' }, json, 'auth.origin-refused'],
      [{ ...own, 'sec-fetch-site': 'same-site', 'content-type': 'application/json' }, json, 'auth.origin-refused'],
      [{ ...own, 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' }, json, 'auth.origin-refused'],
      [{ ...own, host: 'rebound.example', 'content-type': 'application/json' }, json, 'auth.origin-refused'],
      [{ 'content-type': 'text/plain' }, json, 'input.malformed'],
      [{ 'content-type': 'application/x-www-form-urlencoded' }, 'reason=other&remark=', 'input.malformed'],
      [{ 'content-type': 'multipart/form-data; boundary=x' }, '--x--', 'input.malformed'],
      [{}, json, 'input.malformed'],
    ]
    for (const [headers, payload, code] of attempts) expect((await freeze(headers, payload)).json()).toMatchObject({ code })
    expect((await send(pathOf(mine), cookie)).json()).toMatchObject({ state: 'valid' })
  })
})

describe('what somebody may not say of themselves', () => {
  it('is refused wherever it is sent: no field is taken that the address does not name', async () => {
    const more = {
      orgCode: theirs.form.organization.orgCode,
      shownBy: 'certificate',
      state: 'valid',
      steppedUpAtMs: 1e15,
      actor: { kind: 'staff' },
    }
    const attempts: readonly (readonly ['POST' | 'PUT', string, object])[] = [
      ['POST', `${pathOf(mine)}/freeze`, { reason: 'other', remark: '' }],
      ['POST', `${pathOf(mine)}/follow-ups`, { type: 'renew', reason: 'other', remark: 'x' }],
      ['POST', '/certificates/renewals', { certificates: [mine].map(({ authorityId, serialNumber }) => ({ authorityId, serialNumber })) }],
      ['POST', '/holder/login/challenge', {}],
      ['POST', '/holder/contact', { orgCode: mine.form.organization.uscc, code: '000000' }],
      ['POST', '/holder/logout', {}],
    ]
    for (const [name, value] of Object.entries(more))
      for (const [method, path, body] of attempts) {
        if (name in body) continue
        const answer = await thief.ask(method, path, { ...body, [name]: value })
        expect(answer).toMatchObject({
          status: 422,
          body: { issues: expect.arrayContaining([{ field: name, code: 'input.unknown-field' }]) },
        })
      }
    expect((await thief.askRaw('POST', `${pathOf(mine)}/freeze`, '{"reason":"other","remark":"","__proto__":{"x":1}}')).status).toBe(422)
    expect((await thief.askRaw('POST', `${pathOf(mine)}/freeze`, '{"reason":"other","remark":"","reason":"agentLeft"}')).status).toBe(422)
    expect((await thief.ask('GET', pathOf(mine))).body.state).toBe('valid')
  })

  it('is not how the key was shown: a code to the contact never counts as fresh proof, and a proof grows old', async () => {
    const byContact = await enterByContact(hall.server, theirs.form)
    for (const [type, reason] of [
      ['renew', 'other'],
      ['change', 'contactChanged'],
      ['change', 'subjectChanged'],
    ])
      expect((await byContact.ask('POST', `${pathOf(theirs)}/follow-ups`, { type, reason, remark: 'x' })).body.code).toBe(
        'policy.certificate-needed',
      )
    const wish = { type: 'change', reason: 'contactChanged', remark: '' }
    offsetMs = 5 * 60_000 + 1_000
    expect((await thief.ask('POST', `${pathOf(mine)}/follow-ups`, wish)).body.code).toBe('auth.step-up-required')
    // The clock set back behind the proof does not make it young again.
    offsetMs = -3_600_000
    expect((await thief.ask('POST', `${pathOf(mine)}/follow-ups`, wish)).body.code).toBe('auth.step-up-required')
  })
})

describe('a code to a contact', () => {
  it('is good for what it was asked for and for nothing else', async () => {
    const mobile = theirs.form.contact.mobile
    const visitor = openApplicant(hall.server)
    await run('delete from ra.contact_code')
    const applicationNo = theirs.applicationNo
    const code = await codeSentBy(visitor, mobile, async () => {
      const captcha = await visitor.captcha()
      return visitor.ask('POST', '/progress/codes', { applicationNo, mobile, captcha })
    })
    expect((await visitor.ask('POST', '/holder/contact', { orgCode: theirs.form.organization.uscc, code })).body.code).toBe(
      'auth.contact-code-wrong',
    )
    const { draftId } = (await owner.ask('POST', `${pathOf(theirs)}/follow-ups`, { type: 'renew', reason: 'other', remark: 'y' })).body
    const { draftNo } = (await owner.ask('GET', `/drafts/${draftId}`)).body
    expect((await visitor.ask('POST', '/drafts/resume', { draftNo, mobile, code })).body.code).toBe('auth.contact-code-wrong')
    // One of the same draft, for another purpose.
    await owner.ask('POST', `/drafts/${draftId}/contact-codes`, { channel: 'mobile', value: mobile })
    const verify = await newestCode(visitor, mobile)
    expect(verify).not.toBe(code)
    expect((await visitor.ask('POST', '/drafts/resume', { draftNo, mobile, code: verify })).body.code).toBe('auth.contact-code-wrong')
    expect((await visitor.ask('POST', '/holder/contact', { orgCode: theirs.form.organization.uscc, code: verify })).body.code).toBe(
      'auth.contact-code-wrong',
    )
    expect((await visitor.ask('POST', '/progress', { applicationNo, mobile, code })).status).toBe(200)
  })
})

describe('a stranger who knows the code of an organisation', () => {
  const { uscc, orgCode } = formOf(914).organization
  const mobile = formOf(914).contact.mobile
  const ask = async (visitor: Applicant): Promise<Answer> =>
    visitor.ask('POST', '/holder/contact-codes', { code: uscc, captcha: await visitor.captcha() })
  const prove = (visitor: Applicant, code: string) => visitor.ask('POST', '/holder/contact', { orgCode: uscc, code })

  beforeAll(async () => {
    await hall.server.grounds.transaction(({ organizations }) =>
      organizations.keep({ orgCode, uscc, form: formOf(914), changedAtMs: clock.nowMs(), contactChangedAtMs: null }),
    )
  })

  it('neither spends the tries of the owner’s code nor puts another in its place', async () => {
    const [someone, stranger] = [openApplicant(hall.server), openApplicant(hall.server)]
    const code = await codeSentBy(someone, mobile, () => ask(someone))
    const wrong = code === '000000' ? '000001' : '000000'
    for (let round = 0; round < 6; round += 1) expect((await prove(stranger, wrong)).body.code).toBe('auth.contact-code-wrong')
    const strangers = await codeSentBy(stranger, mobile, () => ask(stranger))
    expect((await prove(someone, strangers === code ? wrong : strangers)).body.code).toBe('auth.contact-code-wrong')
    // Nor is a code that was read over a shoulder worth anything elsewhere.
    expect((await prove(openApplicant(hall.server), code)).body.code).toBe('auth.contact-code-wrong')
    expect(await prove(someone, code)).toMatchObject({ status: 200, body: { by: 'contact', orgCode } })
  })

  it('cannot use up what its contact may be sent in a day', async () => {
    const stranger = openApplicant(hall.server, '192.0.2.7')
    for (let round = 0; round < 5; round += 1) await hall.server.grounds.limits.consume('organizationCodeOf', `192.0.2.7 ${orgCode}`)
    expect((await ask(stranger)).body).toMatchObject({ code: 'limit.requests', detail: { retryAfterSeconds: expect.any(Number) } })
    const someone = openApplicant(hall.server, '198.51.100.7')
    expect(await codeSentBy(someone, mobile, () => ask(someone))).toMatch(/^\d{6}$/)
  })
})
