/** What intake promises, whatever its stores are made of: run on memory and on PostgreSQL. */
import type { DraftForm } from '@certhall/contract/application/form'
import { silentLog } from '@certhall/kernel/log'
import { systemRandom } from '@certhall/kernel/random'
import { AppError } from '@certhall/kernel/app-error'
import { utf8 } from '@certhall/kernel/bytes'
import {
  addApplicationDocument,
  addDraftDocument,
  documentsPerApplication,
  removeDraftDocument,
} from '@certhall/ra/application/add-document'
import { correctApplication } from '@certhall/ra/application/correct-application'
import { expireDrafts } from '@certhall/ra/application/expire-drafts'
import { openProgress, readProgress, sendProgressCode } from '@certhall/ra/application/follow-progress'
import type { IntakeDeps, IntakeTransaction } from '@certhall/ra/application/intake'
import { lookUp } from '@certhall/ra/application/look-up'
import { prefillDraft, sendPrefillCode } from '@certhall/ra/application/prefill-draft'
import { checkContactCode, sendContactCode } from '@certhall/ra/application/prove-contact'
import { readDraft } from '@certhall/ra/application/read-draft'
import { resumeDraft, sendResumeCode } from '@certhall/ra/application/resume-draft'
import { saveDraft } from '@certhall/ra/application/save-draft'
import { submitApplication } from '@certhall/ra/application/submit-application'
import { withdrawApplication } from '@certhall/ra/application/withdraw-application'
import { hmacPepper } from '@certhall/ra/evidence-sealer'
import { keepOrganization } from '@certhall/ra/organization/keep-organization'
import type { Ground, Pepper, TransactionOf } from '@certhall/ra/ports'
import { changeProject } from '@certhall/ra/project/change-project'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sampleCodes } from './sample-codes.ts'

export interface OpenedIntake {
  readonly transaction: TransactionOf<IntakeTransaction>
  readonly close: () => Promise<void>
}

const actor = { kind: 'applicant', source: '203.0.113.7' } as const
const selection = { projectId: 'tax', certificateType: 'organization', medium: 'p12' } as const
const consents = [{ consentId: 'cps', version: '1.0', sha256: 'a'.repeat(64) }] as const
const pdf = utf8('%PDF-1.7 sample')
const project = {
  projectId: 'tax',
  nameZh: '税务',
  nameEn: 'Tax',
  noteZh: '',
  noteEn: '',
  media: ['p12'],
  certificateTypes: [{ certificateType: 'organization', profileId: 'organization-rsa', keyAlgorithm: 'rsa-2048', validityYears: [1] }],
  documents: { enterprise: ['businessLicence'], institution: ['institutionCertificate'] },
  passcodeLifeDays: 14,
  originalsByPost: false,
}

export const intakeSuite = (kind: string, open: (ground: Ground & { readonly pepper: Pepper }) => Promise<OpenedIntake>): void => {
  describe(`intake on ${kind}`, () => {
    let nowMs = Date.parse('2026-11-23T02:00:00Z')
    let organizations = 0
    let isCarrierDown = false
    const sent: { address: string; code: string; purpose: string }[] = []
    const ground = { clock: { nowMs: () => nowMs }, random: systemRandom, pepper: hmacPepper(systemRandom.bytes(32)) }
    let opened: OpenedIntake
    let deps: IntakeDeps & {
      consents: typeof consents
      reviewWorkingDays: number
      progressUrl: string
      hotline: string
      unfreezeUrl: string
    }

    beforeAll(async () => {
      opened = await open(ground)
      const sendCode = async (message: { address: string; code: string; purpose: string }): Promise<void> => {
        if (isCarrierDown) throw new AppError('busy.carrier')
        sent.push(message)
      }
      deps = {
        ...ground,
        transaction: opened.transaction,
        messages: { sendCode },
        log: silentLog,
        consents,
        reviewWorkingDays: 2,
        progressUrl: 'http://127.0.0.1:8460/progress',
        hotline: '400',
        unfreezeUrl: 'http://127.0.0.1:8460/hall/manage',
      }
      await changeProject(deps)({ kind: 'system', name: 'test' }, { kind: 'keep', definition: project })
    })
    beforeEach(() => {
      // Each test lives on a day of its own, so that no pause and no daily cap of another reaches it.
      nowMs += 2 * 86_400_000
      organizations += 1
      isCarrierDown = false
    })
    afterAll(() => opened.close())

    const captcha = () => ({ challengeSha256: systemRandom.bytes(32), expiresAtMs: nowMs + 60_000 })
    const codeOf = (index = organizations) => sampleCodes(index)
    const mobileOf = (index = organizations): string => `139${String(index).padStart(8, '0')}`
    const formOf = (index = organizations): DraftForm => ({
      organization: {
        name: `广州示例${index}号有限公司`,
        kind: 'enterprise',
        uscc: codeOf(index).uscc,
        licenceNumber: codeOf(index).licenceNumber,
        legalRepresentative: '李示例',
        province: '广东省',
        city: '广州市',
        address: '示例路 2 号',
      },
      contact: { name: '周联系', mobile: mobileOf(index), email: `zhou${index}@example.cn` },
      agent: { name: '吴经办', idKind: 'residentId', idNumber: '11010519491231002X', mobile: '13800138000' },
    })
    const ask = (index = organizations, ownDrafts: readonly string[] = []) =>
      lookUp(deps)({ selection, typedCode: codeOf(index).uscc, captcha: captcha(), ownDrafts })
    const newDraft = async (index = organizations): Promise<{ draftId: string; ownDrafts: string[] }> => {
      const { draftId } = await ask(index)
      if (draftId === null) throw new Error('no draft')
      return { draftId, ownDrafts: [draftId] }
    }
    type Key = Awaited<ReturnType<typeof newDraft>>
    const versionOf = async (key: Key): Promise<number> => (await readDraft(deps)(key)).draft.version
    const newestCode = (address: string): string => sent.findLast((message) => message.address === address)?.code ?? ''
    const prove = async (key: Key, channel: 'mobile' | 'email', value: string): Promise<void> => {
      await sendContactCode(deps)(key, { channel, value }, actor, 'zh')
      await checkContactCode(deps)(key, { channel, code: newestCode(value) }, actor)
    }
    const fill = async (key: Key, index = organizations): Promise<void> => {
      const form = formOf(index)
      await saveDraft(deps)(key, { version: await versionOf(key), form })
      await prove(key, 'mobile', form.contact?.mobile ?? '')
      await prove(key, 'email', form.contact?.email ?? '')
      await addDraftDocument(deps)(key, { kind: 'businessLicence', fileName: '执照.pdf', content: pdf }, actor)
    }
    const submit = async (key: Key) =>
      submitApplication(deps)(key, { idempotencyKey: systemRandom.uuid(), version: await versionOf(key), consents, language: 'zh' }, actor)
    const submitted = async (index = organizations): Promise<{ applicationNo: string; ownApplications: string[] }> => {
      const key = await newDraft(index)
      await fill(key, index)
      const { applicationNo } = await submit(key)
      return { applicationNo, ownApplications: [applicationNo] }
    }
    const returned = async (items: readonly string[]): Promise<{ applicationNo: string; ownApplications: string[] }> => {
      const key = await submitted()
      await deps.transaction(async ({ applications }) => {
        const application = await applications.one(key.applicationNo)
        if (application === undefined) throw new Error('no application')
        nowMs += 1000
        await applications.save(
          {
            ...application,
            state: 'returned',
            version: application.version + 1,
            changedAtMs: nowMs,
            returnedItems: items.map((item) => ({ item, reason: 'mismatch' as const, remark: '' })),
          },
          application,
        )
      })
      nowMs += 1000
      return key
    }

    describe('查询', () => {
      it('refuses a challenge that was used, a wrong code and what is not offered, and makes no draft of it', async () => {
        const used = captcha()
        await lookUp(deps)({ selection, typedCode: codeOf().uscc, captcha: used, ownDrafts: [] })
        await expect(lookUp(deps)({ selection, typedCode: codeOf().uscc, captcha: used, ownDrafts: [] })).rejects.toMatchObject({
          code: 'auth.captcha-used',
        })
        await expect(lookUp(deps)({ selection, typedCode: '914401000000001904', captcha: captcha(), ownDrafts: [] })).rejects.toMatchObject(
          { code: 'input.org-code-check' },
        )
        await expect(
          lookUp(deps)({ selection: { ...selection, projectId: 'none' }, typedCode: codeOf().uscc, captcha: captcha(), ownDrafts: [] }),
        ).rejects.toMatchObject({ code: 'missing.project' })
        await expect(
          lookUp(deps)({ selection: { ...selection, medium: 'ukey' }, typedCode: codeOf().uscc, captcha: captcha(), ownDrafts: [] }),
        ).rejects.toMatchObject({ code: 'policy.medium' })
      })

      it('spends no challenge on a request that is refused', async () => {
        const kept = captcha()
        await expect(
          lookUp(deps)({ selection: { ...selection, projectId: 'none' }, typedCode: codeOf().uscc, captcha: kept, ownDrafts: [] }),
        ).rejects.toThrow()
        await expect(lookUp(deps)({ selection, typedCode: codeOf().uscc, captcha: kept, ownDrafts: [] })).resolves.toMatchObject({
          outcome: 'unknown',
        })
      })

      it('finds the draft of this session again, not that of another', async () => {
        const first = await newDraft()
        expect((await ask(organizations, first.ownDrafts)).draftId).toBe(first.draftId)
        expect((await ask()).draftId).not.toBe(first.draftId)
      })
    })

    describe('a draft', () => {
      it('is missing for other sessions, and ends after thirty days with its papers', async () => {
        const key = await newDraft()
        const paper = await addDraftDocument(deps)(key, { kind: 'other', fileName: 'a.pdf', content: pdf }, actor)
        await expect(readDraft(deps)({ ...key, ownDrafts: [] })).rejects.toMatchObject({ code: 'missing.draft' })
        nowMs += 30 * 86_400_000
        await expect(readDraft(deps)(key)).rejects.toMatchObject({ code: 'state.draft-expired' })
        expect(await expireDrafts(deps)()).toBeGreaterThan(0)
        await expect(readDraft(deps)(key)).rejects.toMatchObject({ code: 'missing.draft' })
        expect(await deps.transaction(({ documents }) => documents.content({ draftId: key.draftId }, paper.documentId))).toBeUndefined()
      })

      it('is saved by one of two who started from the same version', async () => {
        const key = await newDraft()
        const outcomes = await Promise.allSettled([
          saveDraft(deps)(key, { version: 1, form: formOf() }),
          saveDraft(deps)(key, { version: 1, form: {} }),
        ])
        expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(['fulfilled', 'rejected'])
        await expect(saveDraft(deps)(key, { version: 1, form: {} })).rejects.toMatchObject({
          code: 'state.draft-changed',
          detail: { version: 2 },
        })
      })

      it('takes twelve papers, and another only after one was removed', async () => {
        const key = await newDraft()
        const upload = { kind: 'other', fileName: '../../etc/passwd', content: pdf } as const
        const papers = []
        for (let count = 0; count < documentsPerApplication; count += 1) papers.push(await addDraftDocument(deps)(key, upload, actor))
        await expect(addDraftDocument(deps)(key, upload, actor)).rejects.toMatchObject({ code: 'limit.documents' })
        expect(papers[0]?.fileName).toBe('passwd')
        await removeDraftDocument(deps)(key, papers[0]?.documentId ?? '', actor)
        await expect(removeDraftDocument(deps)(key, papers[0]?.documentId ?? '', actor)).rejects.toMatchObject({ code: 'missing.document' })
        await addDraftDocument(deps)(key, upload, actor)
      })
    })

    describe('a contact code', () => {
      it('is good for five tries, ten minutes, one use and its own draft', async () => {
        const key = await newDraft()
        const other = await newDraft(organizations + 5_000)
        for (const each of [key, other]) await saveDraft(deps)(each, { version: 1, form: formOf() })
        const check = (code: string, at = key) => checkContactCode(deps)(at, { channel: 'mobile', code }, actor)
        await expect(check('000000')).rejects.toMatchObject({ code: 'auth.contact-code-expired' })
        await sendContactCode(deps)(key, { channel: 'mobile', value: mobileOf() }, actor, 'zh')
        const code = newestCode(mobileOf())
        const wrong = code === '000000' ? '000001' : '000000'
        await expect(check(code, other)).rejects.toMatchObject({ code: 'auth.contact-code-expired' })
        for (let count = 0; count < 5; count += 1)
          await expect(check(wrong)).rejects.toMatchObject({ code: 'auth.contact-code-wrong', detail: { triesLeft: 4 - count } })
        await expect(check(code)).rejects.toMatchObject({ code: 'auth.contact-code-expired' })
        nowMs += 61_000
        await sendContactCode(deps)(key, { channel: 'mobile', value: mobileOf() }, actor, 'zh')
        nowMs += 10 * 60_000
        await expect(check(newestCode(mobileOf()))).rejects.toMatchObject({ code: 'auth.contact-code-expired' })
        await sendContactCode(deps)(key, { channel: 'mobile', value: mobileOf() }, actor, 'zh')
        expect((await check(` ${newestCode(mobileOf()).slice(0, 3)} ${newestCode(mobileOf()).slice(3)} `)).draft.verified.mobile).toBe(
          mobileOf(),
        )
        await expect(check(newestCode(mobileOf()))).rejects.toMatchObject({ code: 'auth.contact-code-expired' })
      })

      it('is sent once a minute and ten times a day to an address, whoever asks', async () => {
        const key = await newDraft()
        const value = mobileOf()
        await sendContactCode(deps)(key, { channel: 'mobile', value }, actor, 'zh')
        await expect(sendContactCode(deps)(key, { channel: 'mobile', value }, actor, 'zh')).rejects.toMatchObject({
          code: 'limit.codes',
          detail: { retryAfterSeconds: 60 },
        })
        for (let count = 1; count < 10; count += 1) {
          nowMs += 61_000
          await sendContactCode(deps)(key, { channel: 'mobile', value }, actor, 'zh')
        }
        nowMs += 61_000
        await expect(sendContactCode(deps)(key, { channel: 'mobile', value }, actor, 'zh')).rejects.toMatchObject({ code: 'limit.codes' })
      })

      it('that could not be handed over is forgotten, so that one may ask again at once', async () => {
        const key = await newDraft()
        isCarrierDown = true
        await expect(sendContactCode(deps)(key, { channel: 'mobile', value: mobileOf() }, actor, 'zh')).rejects.toMatchObject({
          code: 'busy.carrier',
        })
        isCarrierDown = false
        await expect(sendContactCode(deps)(key, { channel: 'mobile', value: mobileOf() }, actor, 'zh')).resolves.toMatchObject({
          againAfterSeconds: 60,
        })
      })

      it('to resume or to follow goes only where number and mobile belong together; the answers are alike', async () => {
        const key = await newDraft()
        await saveDraft(deps)(key, { version: 1, form: formOf() })
        const { draft } = await readDraft(deps)(key)
        const before = sent.length
        await sendResumeCode(deps)({ draftNo: draft.draftNo, mobile: '13700000000' }, captcha(), actor, 'zh')
        await sendResumeCode(deps)({ draftNo: 'D-2222-2222', mobile: mobileOf() }, captcha(), actor, 'zh')
        await sendProgressCode(deps)({ applicationNo: 'A2026-999999', mobile: mobileOf() }, captcha(), actor, 'zh')
        expect(sent).toHaveLength(before)
        for (const claim of [
          { draftNo: draft.draftNo, mobile: '13700000000' },
          { draftNo: 'D-2222-2222', mobile: mobileOf() },
          { draftNo: draft.draftNo, mobile: mobileOf() },
        ])
          await expect(resumeDraft(deps)(claim, '000000', actor)).rejects.toMatchObject({ code: 'auth.contact-code-wrong', detail: {} })
        await expect(openProgress(deps)({ applicationNo: 'A2026-999999', mobile: mobileOf() }, '000000', actor)).rejects.toMatchObject({
          code: 'auth.contact-code-wrong',
          detail: {},
        })
      })

      it('resumes a draft, proving its mobile', async () => {
        const key = await newDraft()
        await saveDraft(deps)(key, { version: 1, form: formOf() })
        const { draft } = await readDraft(deps)(key)
        await sendResumeCode(deps)({ draftNo: draft.draftNo.toLowerCase(), mobile: mobileOf() }, captcha(), actor, 'zh')
        await expect.poll(() => sent.findLast((message) => message.purpose === 'resume' && message.address === mobileOf())).toBeDefined()
        const resumed = await resumeDraft(deps)({ draftNo: draft.draftNo, mobile: mobileOf() }, newestCode(mobileOf()), actor)
        expect(resumed.draft).toMatchObject({ draftId: key.draftId, verified: { mobile: mobileOf() } })
      })
    })

    describe('提交', () => {
      it('is refused with every issue at once, and leaves no gap in the numbers', async () => {
        const first = await submitted()
        const key = await newDraft(organizations + 1_000)
        await expect(submit(key)).rejects.toMatchObject({
          issues: expect.arrayContaining([
            { field: 'organization.name', code: 'input.required' },
            { field: 'document.businessLicence', code: 'input.document-missing' },
          ]),
        })
        await fill(key, organizations + 1_000)
        await expect(
          submitApplication(deps)(
            key,
            {
              idempotencyKey: systemRandom.uuid(),
              version: await versionOf(key),
              consents: [{ consentId: 'cps', version: '0.9' }],
              language: 'zh',
            },
            actor,
          ),
        ).rejects.toMatchObject({ code: 'input.consent-missing' })
        await expect(
          submitApplication(deps)(key, { idempotencyKey: systemRandom.uuid(), version: 1, consents, language: 'zh' }, actor),
        ).rejects.toMatchObject({ code: 'state.draft-changed' })
        const { applicationNo } = await submit(key)
        expect(Number(applicationNo.slice(-6)) - Number(first.applicationNo.slice(-6))).toBe(1)
      })

      it('of an address changed after its proof is refused', async () => {
        const key = await newDraft()
        await fill(key)
        const form = formOf()
        await saveDraft(deps)(key, {
          version: await versionOf(key),
          form: { ...form, contact: { ...form.contact, mobile: '13700000001' } },
        })
        await expect(submit(key)).rejects.toMatchObject({ issues: [{ field: 'contact.mobile', code: 'input.contact-unverified' }] })
      })

      it('asked for fifty times at once is one application', async () => {
        const key = await newDraft()
        await fill(key)
        const version = await versionOf(key)
        const answers = await Promise.all(
          Array.from({ length: 50 }, () =>
            submitApplication(deps)(key, { idempotencyKey: systemRandom.uuid(), version, consents, language: 'zh' }, actor),
          ),
        )
        expect(new Set(answers.map((answer) => answer.applicationNo)).size).toBe(1)
        expect((await readDraft(deps)(key)).draft.applicationNo).toBe(answers[0]?.applicationNo)
      })

      it('of two drafts for the same organisation, project and type accepts one', async () => {
        const [one, two] = [await newDraft(), await newDraft()]
        await fill(one)
        nowMs += 61_000
        await fill(two)
        const outcomes = await Promise.allSettled([submit(one), submit(two)])
        expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
        expect(outcomes.find((outcome) => outcome.status === 'rejected')).toMatchObject({
          reason: { code: 'state.application-open', detail: { applicationNo: expect.stringMatching(/^A\d{4}-\d{6}$/) } },
        })
        expect(await ask()).toMatchObject({ outcome: 'open', draftId: null })
      })
    })

    describe('after submission', () => {
      it('progress is missing for other sessions and opens by number, mobile and code', async () => {
        const key = await submitted()
        await expect(readProgress(deps)({ ...key, ownApplications: [] })).rejects.toMatchObject({ code: 'missing.application' })
        nowMs += 61_000
        await sendProgressCode(deps)({ applicationNo: key.applicationNo.toLowerCase(), mobile: mobileOf() }, captcha(), actor, 'zh')
        await expect.poll(() => sent.findLast((message) => message.purpose === 'progress' && message.address === mobileOf())).toBeDefined()
        const progress = await openProgress(deps)({ applicationNo: key.applicationNo, mobile: mobileOf() }, newestCode(mobileOf()), actor)
        expect(progress.trace.events.map((event) => event.type)).toContain('application.submitted')
        expect(progress.papers).toHaveLength(1)
      })

      it('a correction is refused outside what was returned, without the returned paper, and of an older revision', async () => {
        const key = await returned(['organization.address', 'document.businessLicence'])
        const correct = (revision: number, form: DraftForm) =>
          correctApplication(deps)(key, { idempotencyKey: systemRandom.uuid(), revision, form }, actor)
        await expect(correct(1, { organization: { name: '别的名字' } })).rejects.toMatchObject({ code: 'input.document-missing' })
        await expect(addApplicationDocument(deps)(key, { kind: 'agentId', fileName: 'a.pdf', content: pdf }, actor)).rejects.toMatchObject({
          code: 'state.not-returned',
        })
        await addApplicationDocument(deps)(key, { kind: 'businessLicence', fileName: 'b.pdf', content: utf8('%PDF-1.7 better') }, actor)
        await expect(correct(1, { organization: { name: '别的名字' } })).rejects.toMatchObject({
          code: 'state.not-returned',
          issues: [{ field: 'organization.name', code: 'state.not-returned' }],
        })
        await expect(correct(2, { organization: { address: '新地址' } })).rejects.toMatchObject({ code: 'state.conflict' })
        const before = await readProgress(deps)(key)
        const after = await correct(1, { organization: { address: '新地址' } })
        expect(after.application).toMatchObject({
          state: 'submitted',
          revision: 2,
          returnedItems: [],
          form: { organization: { address: '新地址' } },
        })
        expect(after.application.snapshotSha256).not.toBe(before.application.snapshotSha256)
        expect(after.papers.map((paper) => paper.fileName)).toEqual(['b.pdf'])
        await expect(correct(2, {})).rejects.toMatchObject({ code: 'state.application' })
      })

      it('a correction asked again with its key answers the same, and a new mobile must be proven', async () => {
        const key = await returned(['contact.mobile'])
        const correction = { idempotencyKey: systemRandom.uuid(), revision: 1, form: { contact: { mobile: '13700000002' } } }
        await expect(correctApplication(deps)(key, correction, actor)).rejects.toMatchObject({
          issues: [{ field: 'contact.mobile', code: 'input.contact-unverified' }],
        })
        const same = { ...correction, form: {} }
        const first = await correctApplication(deps)(key, same, actor)
        expect((await correctApplication(deps)(key, same, actor)).application).toEqual(first.application)
      })

      it('withdrawal ends it once, and frees its place', async () => {
        const key = await submitted()
        await expect(withdrawApplication(deps)(key, 2, actor)).rejects.toMatchObject({ code: 'state.conflict' })
        expect((await withdrawApplication(deps)(key, 1, actor)).application.state).toBe('withdrawn')
        expect((await withdrawApplication(deps)(key, 1, actor)).application.state).toBe('withdrawn')
        expect((await ask()).outcome).toBe('unknown')
      })

      it('what was approved is offered to the next draft, masked until the contact on record gives the code', async () => {
        const key = await submitted()
        const { application } = await readProgress(deps)(key)
        await withdrawApplication(deps)(key, 1, actor)
        await deps.transaction((tx) => keepOrganization(tx.organizations)(application, nowMs))
        nowMs += 61_000
        const known = await ask()
        expect(known).toMatchObject({ outcome: 'known', organization: { city: '广州市', maskedMobile: expect.stringContaining('****') } })
        expect(JSON.stringify(known)).not.toContain('号有限公司')
        const next = { draftId: known.draftId ?? '', ownDrafts: [known.draftId ?? ''] }
        expect((await readDraft(deps)(next)).isPrefillOffered).toBe(true)
        await expect(prefillDraft(deps)(next, '000000', actor)).rejects.toMatchObject({ code: 'auth.contact-code-expired' })
        await sendPrefillCode(deps)(next, actor, 'zh')
        const { draft } = await prefillDraft(deps)(next, newestCode(mobileOf()), actor)
        expect(draft).toMatchObject({ form: { organization: { name: application.organizationName } }, verified: { mobile: mobileOf() } })
        expect(draft.form.agent).toBeUndefined()
      })
    })
  })
}
