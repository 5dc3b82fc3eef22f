import { systemRandom } from '@certhall/kernel/random'
import {
  type Applicant,
  codeSentBy,
  fillDraft,
  lookUp,
  newestCode,
  openApplicant,
  proveContact,
  samplePdf,
  submission,
  submissionBody,
  tendering,
  typedForm,
} from '@certhall/testkit/applicant-visitor'
import { approve, decide, enrolStaffVisitor, type StaffVisitor } from '@certhall/testkit/desk-visitor'
import { type Hall, startHall } from '@certhall/testkit/hall'
import { sampleForm } from '@certhall/testkit/sample-form'
import { sampleCodes } from '@certhall/testkit/sample-codes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let hall: Hall
let reviewer: StaffVisitor
let applicant: Applicant
let next = 1000

beforeAll(async () => {
  hall = await startHall()
  reviewer = await enrolStaffVisitor(hall.server, hall.tokens['reviewer']?.[0] ?? '')
  applicant = openApplicant(hall.server)
})
afterAll(() => hall.drop())

/** A form of an organisation of its own, with contacts of its own, so that limits of one test do not meet another. */
const freshForm = () => {
  const index = (next += 1)
  const mobile = `139${String(index).padStart(8, '0')}`
  return sampleForm(index, { contact: { name: '陈小红', department: null, mobile, email: `chen${index}@example.cn` } })
}

describe('查询 (look-up)', () => {
  it.each([
    ['D2143569-9', 'input.org-code-check'],
    ['00000019-X', 'input.org-code-check'],
    ['1234567-8', 'input.org-code-length'],
    ['91350100M000100Y44', 'input.org-code-check'],
    ['91350100M000100Y4Z', 'input.org-code-alphabet'],
    ['91440100D214356903', 'input.org-code-inner-check'],
    ['', 'input.required'],
  ])('refuses the code %j as %s', async (code, expected) => {
    const { status, body } = await lookUp(applicant, code)
    expect([status, [body.code, ...(body.issues ?? []).map((issue: { code: string }) => issue.code)]]).toEqual([
      422,
      expect.arrayContaining([expected]),
    ])
  })

  it('refuses without, with a wrong, and with a used captcha, and one solved for another session', async () => {
    const { uscc } = sampleCodes(1)
    const ask = (captcha: string) => applicant.ask('POST', '/lookups', { ...tendering, code: uscc, captcha })
    expect((await ask('')).body.code).toBe('auth.captcha-missing')
    expect((await ask('bm9uc2Vuc2U=')).body.code).toBe('auth.captcha-wrong')
    expect((await ask(await openApplicant(hall.server).captcha())).body.code).toBe('auth.captcha-wrong')
    const solved = await applicant.captcha()
    expect((await ask(solved)).status).toBe(200)
    expect((await ask(solved)).body.code).toBe('auth.captcha-used')
  })

  it('refuses a project, type or medium that is not offered, and a field it does not know', async () => {
    const { uscc } = sampleCodes(2)
    expect((await lookUp(applicant, uscc, { ...tendering, projectId: 'nowhere' })).body.code).toBe('missing.project')
    expect((await lookUp(applicant, uscc, { ...tendering, certificateType: 'employee' })).status).toBeGreaterThanOrEqual(400)
    expect((await lookUp(applicant, uscc, { ...tendering, projectId: 'tax', medium: 'ukey' })).body.code).toBe('policy.medium')
    expect((await lookUp(applicant, uscc, { ...tendering, projectId: 'government-services', medium: 'p12' })).body.code).toBe(
      'policy.medium',
    )
    expect((await applicant.ask('POST', '/lookups', { ...tendering, code: uscc, captcha: 'x', isAdmin: true })).status).toBe(422)
  })

  it('refuses a request from a foreign origin', async () => {
    const response = await hall.server.app.inject({
      method: 'POST',
      url: '/api/v1/lookups',
      headers: { origin: 'http://evil.example', 'content-type': 'application/json' },
      payload: '{}',
    })
    expect(response.json()).toMatchObject({ code: 'auth.origin-refused' })
  })

  it('gives a draft for an organisation that nobody knows', async () => {
    const { uscc, orgCode } = sampleCodes(3)
    const { body } = await lookUp(applicant, uscc.toLowerCase())
    expect(body).toMatchObject({ outcome: 'unknown', code: { uscc, orgCode }, organization: null, application: null })
    expect((await applicant.ask('GET', `/drafts/${body.draftId}`)).body).toMatchObject({
      draftId: body.draftId,
      selection: tendering,
      version: expect.any(Number),
    })
  })
})

describe('a draft', () => {
  it('is missing to everybody else', async () => {
    const { body } = await lookUp(applicant, sampleCodes(10).uscc)
    const stranger = openApplicant(hall.server)
    await stranger.captcha()
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/check'],
      ['POST', '/submit'],
    ] as const) {
      const answer = await stranger.ask(method, `/drafts/${body.draftId}${path}`, method === 'GET' ? undefined : {})
      expect([answer.status, answer.body.code === 'missing.draft' || answer.status === 422]).toEqual([answer.status, true])
    }
    expect((await stranger.ask('GET', `/drafts/${body.draftId}`)).body.code).toBe('missing.draft')
  })

  it('refuses a name of ten megabytes, control characters in a complete form, and a field given twice', async () => {
    const { body } = await lookUp(applicant, sampleCodes(11).uscc)
    const path = `/drafts/${body.draftId}`
    const { body: draft } = await applicant.ask('GET', path)
    const huge = JSON.stringify({ version: draft.version, form: { organization: { name: '名'.repeat(3_500_000) } } })
    expect((await applicant.askRaw('PUT', path, huge)).body.code).toBe('input.payload-size')
    expect((await applicant.askRaw('PUT', path, `{"version":${draft.version},"version":1,"form":{}}`)).status).toBe(422)
    expect((await applicant.askRaw('PUT', path, '{"version":')).status).toBeGreaterThanOrEqual(400)
    const form = { ...typedForm(sampleForm(11)), organization: { ...typedForm(sampleForm(11)).organization, name: '广州\u202e示例\u0007' } }
    const saved = await applicant.ask('PUT', path, { version: draft.version, form })
    if (saved.status === 200) {
      const { body: check } = await applicant.ask('POST', `${path}/check`)
      expect(check.issues).toContainEqual(expect.objectContaining({ field: 'organization.name', code: 'input.control-character' }))
    } else expect(saved.body.issues).toContainEqual(expect.objectContaining({ code: 'input.control-character' }))
  })

  it('tells whoever saved an older version, and keeps what is there', async () => {
    const { body } = await lookUp(applicant, sampleCodes(12).uscc)
    const path = `/drafts/${body.draftId}`
    const { body: draft } = await applicant.ask('GET', path)
    await applicant.ask('PUT', path, { version: draft.version, form: { contact: { name: '甲' } } })
    expect((await applicant.ask('PUT', path, { version: draft.version, form: { contact: { name: '乙' } } })).body.code).toBe(
      'state.draft-changed',
    )
    expect((await applicant.ask('GET', path)).body.form.contact.name).toBe('甲')
  })

  it('takes a wrong contact code five times, then not even the right one', async () => {
    const { body } = await lookUp(applicant, sampleCodes(13).uscc)
    const path = `/drafts/${body.draftId}`
    await applicant.ask('POST', `${path}/contact-codes`, { channel: 'mobile', value: '13700000013' })
    const right = await newestCode(applicant, '13700000013')
    const wrong = right === '000000' ? '000001' : '000000'
    for (let attempt = 0; attempt < 5; attempt += 1)
      expect((await applicant.ask('POST', `${path}/contact-codes/check`, { channel: 'mobile', code: wrong })).body.code).toMatch(
        /^auth\.contact-code/,
      )
    expect((await applicant.ask('POST', `${path}/contact-codes/check`, { channel: 'mobile', code: right })).body.code).toMatch(
      /^auth\.contact-code/,
    )
  })

  it('sends no second code within a minute', async () => {
    const { body } = await lookUp(applicant, sampleCodes(14).uscc)
    const path = `/drafts/${body.draftId}/contact-codes`
    expect((await applicant.ask('POST', path, { channel: 'mobile', value: '13700000014' })).status).toBe(202)
    expect((await applicant.ask('POST', path, { channel: 'mobile', value: '13700000014' })).body.code).toBe('limit.codes')
  })

  it('refuses papers that are no PDF, JPEG or PNG, whatever their name says, and papers over ten megabytes', async () => {
    const { body } = await lookUp(applicant, sampleCodes(15).uscc)
    const path = `/drafts/${body.draftId}/documents`
    expect((await applicant.upload(path, 'businessLicence', Buffer.from('<svg onload="alert(1)"/>'))).body.code).toBe('input.file-type')
    expect((await applicant.upload(path, 'businessLicence', Buffer.concat([samplePdf, Buffer.alloc(10 * 1024 * 1024)]))).body.code).toMatch(
      /^input\.(file|payload)-size$/,
    )
    expect((await applicant.upload(path, 'nonsense', samplePdf)).status).toBe(422)
    expect((await applicant.upload(path, 'businessLicence', samplePdf)).status).toBe(201)
  })

  it('outlives its session: number, mobile and code open it elsewhere; anything else gets the same answer and no code', async () => {
    const form = freshForm()
    const draftId = await fillDraft(applicant, form)
    const { body: draft } = await applicant.ask('GET', `/drafts/${draftId}`)
    const elsewhere = openApplicant(hall.server)
    const claim = { draftNo: draft.draftNo, mobile: form.contact.mobile }
    let asked: unknown
    const code = await codeSentBy(elsewhere, form.contact.mobile, async () => {
      asked = await elsewhere.ask('POST', '/drafts/resume-codes', { ...claim, captcha: await elsewhere.captcha() })
    })
    const refused = await elsewhere.ask('POST', '/drafts/resume-codes', {
      ...claim,
      mobile: '13600000000',
      captcha: await elsewhere.captcha(),
    })
    expect(refused).toEqual(asked)
    expect((await elsewhere.ask('POST', '/drafts/resume', { ...claim, code: '000000' })).status).toBeGreaterThanOrEqual(400)
    const resumed = await elsewhere.ask('POST', '/drafts/resume', { ...claim, code })
    expect(resumed).toMatchObject({ status: 200, body: { draftId, form: { contact: { mobile: form.contact.mobile } } } })
  })
})

describe('提交 (submission)', () => {
  it.each([
    ['the organisation name is missing', { organization: { name: '' } }, 'organization.name', 'input.required'],
    [
      'the unified code has a wrong check character',
      { organization: { uscc: '91350100M000100Y44' } },
      'organization.uscc',
      'input.org-code-check',
    ],
    [
      'the identity number has a wrong check character',
      { agent: { idKind: 'residentId', idNumber: '110105194912310021' } },
      'agent.idNumber',
      'input.resident-id-check',
    ],
    [
      'the identity number has a date that does not exist',
      { agent: { idKind: 'residentId', idNumber: '440106190102290033' } },
      'agent.idNumber',
      'input.resident-id-date',
    ],
    [
      'the identity number has an unknown province',
      { agent: { idKind: 'residentId', idNumber: '990106194901010013' } },
      'agent.idNumber',
      'input.resident-id-province',
    ],
    ['the agent mobile is none', { agent: { mobile: '12800138000' } }, 'agent.mobile', 'input.mobile'],
    ['the licence has expired', { organization: { licenceExpiresOn: '2020-01-01' } }, 'organization.licenceExpiresOn', 'input.date-past'],
  ])('is refused when %s', async (_what, change, field, code) => {
    const form = freshForm()
    const draftId = await fillDraft(applicant, form)
    const { body: draft } = await applicant.ask('GET', `/drafts/${draftId}`)
    const typed = typedForm(form) as Record<string, Record<string, unknown>>
    const changed = Object.fromEntries(
      Object.entries(typed).map(([section, values]) => [section, { ...values, ...(change as Record<string, object>)[section] }]),
    )
    expect((await applicant.ask('PUT', `/drafts/${draftId}`, { version: draft.version, form: changed })).status).toBe(200)
    const refused = await submission(applicant, draftId)
    expect(refused.status).toBe(422)
    expect(refused.body.issues).toContainEqual({ field, code })
  })

  it('is refused without proven contacts, papers, consents or declaration', async () => {
    const form = freshForm()
    const { body } = await lookUp(applicant, form.organization.uscc)
    const { body: draft } = await applicant.ask('GET', `/drafts/${body.draftId}`)
    await applicant.ask('PUT', `/drafts/${body.draftId}`, { version: draft.version, form: typedForm(form) })
    const codes = ((await submission(applicant, body.draftId)).body.issues as { code: string }[]).map((issue) => issue.code)
    expect(codes).toEqual(expect.arrayContaining(['input.contact-unverified', 'input.document-missing']))
    await proveContact(applicant, body.draftId, 'mobile', form.contact.mobile)
    const complete = await fillDraft(applicant, freshForm())
    expect((await submission(applicant, complete, { consents: [] })).body.code).toBe('input.consent-missing')
    expect((await submission(applicant, complete, { declaration: false })).status).toBe(422)
  })

  it('is one application however often and however many at once it is asked for', async () => {
    const draftId = await fillDraft(applicant, freshForm())
    const body = await submissionBody(applicant, draftId)
    const answers = await Promise.all(
      Array.from({ length: 200 }, () =>
        applicant.ask('POST', `/drafts/${draftId}/submit`, { ...body, idempotencyKey: systemRandom.uuid() }),
      ),
    )
    const numbers = new Set(answers.filter((answer) => answer.status === 200).map((answer) => answer.body.applicationNo))
    expect(numbers.size).toBe(1)
    expect(
      answers
        .filter((answer) => answer.status !== 200)
        .every((answer) => ['limit.requests', 'state.conflict', 'state.draft-changed', 'busy.database'].includes(answer.body.code)),
    ).toBe(true)
    const [applicationNo] = numbers
    expect((await applicant.ask('GET', `/drafts/${draftId}`)).body).toMatchObject({ applicationNo })
    expect((await submission(applicant, draftId)).body.applicationNo).toBe(applicationNo)
  })

  it('is refused while another application for the same organisation, project and type is open, and 查询 says so', async () => {
    const form = freshForm()
    const first = await fillDraft(applicant, form)
    const other = openApplicant(hall.server)
    const { body: second } = await lookUp(other, form.organization.uscc)
    const { body: submitted } = await submission(applicant, first)
    expect(submitted.applicationNo).toMatch(/^A\d{4}-\d{6}$/)
    expect((await lookUp(other, form.organization.uscc)).body).toMatchObject({
      outcome: 'open',
      draftId: null,
      application: { applicationNo: submitted.applicationNo },
    })
    expect(second.draftId).not.toBeNull()
  })
})

describe('after submission', () => {
  it('shows progress to who proves the mobile, and nothing to anybody else', async () => {
    const form = freshForm()
    const { body: submitted } = await submission(applicant, await fillDraft(applicant, form))
    const stranger = openApplicant(hall.server)
    await stranger.captcha()
    expect((await stranger.ask('GET', `/applications/${submitted.applicationNo}`)).body.code).toBe('missing.application')
    expect((await applicant.ask('GET', `/applications/${submitted.applicationNo}`)).body).toMatchObject({
      state: 'submitted',
      may: { withdraw: true, correct: false, download: false },
    })
  })

  it('takes corrections of the returned items alone, as a new revision that needs a new decision', async () => {
    const { body: submitted } = await submission(applicant, await fillDraft(applicant, freshForm()))
    const no = submitted.applicationNo as string
    const returned = await decide(reviewer, no, {
      decision: 'return',
      returnedItems: [{ item: 'organization.address', reason: 'incomplete', remark: '请写到门牌号' }],
    })
    expect(returned).toMatchObject({ status: 200, body: { state: 'returned' } })
    const correct = (form: object) =>
      applicant.ask('POST', `/applications/${no}/corrections`, { idempotencyKey: systemRandom.uuid(), revision: 1, form })
    expect((await correct({ organization: { name: '另一家公司' } })).body.code).toBe('state.not-returned')
    expect(await correct({ organization: { address: '天河区体育东路 1 号 2 层 201' } })).toMatchObject({
      status: 200,
      body: { state: 'submitted', revision: 2 },
    })
    expect(await approve(reviewer, no)).toMatchObject({ status: 200, body: { state: 'approved', revision: 2 } })
  })

  it('can be withdrawn, twice with the same answer, and then applied for again', async () => {
    const form = freshForm()
    const { body: submitted } = await submission(applicant, await fillDraft(applicant, form))
    const withdraw = () => applicant.ask('POST', `/applications/${submitted.applicationNo}/withdraw`, { revision: 1 })
    expect(await withdraw()).toMatchObject({ status: 200, body: { state: 'withdrawn' } })
    expect(await withdraw()).toMatchObject({ status: 200, body: { state: 'withdrawn' } })
    expect((await lookUp(applicant, form.organization.uscc)).body.outcome).not.toBe('open')
  })

  it('tells a stranger no more than a masked name once the organisation is known, and who proves the contact everything', async () => {
    const form = freshForm()
    const { body: submitted } = await submission(applicant, await fillDraft(applicant, form))
    await approve(reviewer, submitted.applicationNo)
    const stranger = openApplicant(hall.server)
    const { body: known } = await lookUp(stranger, form.organization.uscc, { ...tendering, projectId: 'tax' })
    expect(known).toMatchObject({ outcome: 'known', organization: { maskedMobile: expect.stringMatching(/^\d{3}\*{4}\d{4}$/) } })
    expect(JSON.stringify(known)).not.toContain(form.organization.name)
    const path = `/drafts/${known.draftId}`
    expect((await stranger.ask('POST', `${path}/prefill`, { code: '000000' })).status).toBeGreaterThanOrEqual(400)
    const code = await codeSentBy(stranger, form.contact.mobile, () => stranger.ask('POST', `${path}/prefill-codes`))
    const prefilled = await stranger.ask('POST', `${path}/prefill`, { code })
    expect(prefilled).toMatchObject({ status: 200, body: { form: { organization: { name: form.organization.name } } } })
    expect(JSON.stringify(prefilled.body)).not.toContain(form.agent.idNumber)
  })
})
