/**
 * The registration house from the application to the end of a certificate: follow-ups, freezing and the rounds of the
 * clock, through the use cases, on any stores.
 */
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import type { CertificateKey } from '@certhall/contract/application/follow-up'
import type { CompleteForm, DraftForm } from '@certhall/contract/application/form'
import type { CertificateType, DocumentKind, Medium, RejectReason } from '@certhall/contract/application/vocabulary'
import type { ProjectView } from '@certhall/contract/hall/hall'
import { toBase64, utf8 } from '@certhall/kernel/bytes'
import { silentLog } from '@certhall/kernel/log'
import { systemRandom } from '@certhall/kernel/random'
import type { Actor } from '@certhall/ra/actor'
import { addApplicationDocument, addDraftDocument } from '@certhall/ra/application/add-document'
import { correctApplication } from '@certhall/ra/application/correct-application'
import { decideApplication, prepareDecision } from '@certhall/ra/application/decide-application'
import type { DecisionWish } from '@certhall/ra/application/decision-statement'
import { type FollowUpWish, openFollowUp } from '@certhall/ra/application/open-follow-up'
import { checkContactCode, sendContactCode } from '@certhall/ra/application/prove-contact'
import { readDraft } from '@certhall/ra/application/read-draft'
import { renewSeveral } from '@certhall/ra/application/renew-several'
import { saveDraft } from '@certhall/ra/application/save-draft'
import { buildSnapshot } from '@certhall/ra/application/snapshot'
import { submitApplication } from '@certhall/ra/application/submit-application'
import { withdrawApplication } from '@certhall/ra/application/withdraw-application'
import { endOverlaps } from '@certhall/ra/certificate/end-overlaps'
import { expireCertificates } from '@certhall/ra/certificate/expire-certificates'
import { freezeCertificate } from '@certhall/ra/certificate/freeze-certificate'
import type { CertificateAuthority, StoredCertificate } from '@certhall/ra/certificate/ports'
import { sha256Hex } from '@certhall/ra/digest'
import { hmacPepper } from '@certhall/ra/evidence-sealer'
import { personOf } from '@certhall/ra/certificate/person-of'
import type { CertificateAccess, ContactAccess, HolderAccess } from '@certhall/ra/holder/access'
import { issueHolderChallenge, logInHolder } from '@certhall/ra/holder/log-in'
import { abandonRedemption } from '@certhall/ra/passcode/abandon-redemption'
import { expirePasscodes } from '@certhall/ra/passcode/expire-passcodes'
import { settleOrders } from '@certhall/ra/passcode/settle-orders'
import { papersOf } from '@certhall/ra/application/follow-up-record'
import { houseStartMs } from './issuing-house.ts'
import type { OpenRegistration } from './opened-registration.ts'
import { dayMs, type Employee, holder, newKey, type NewKey, openRegistrationHouse, signatureOf } from './registration-house.ts'
import { sampleForm } from './sample-form.ts'

export type LifecycleHouse = Awaited<ReturnType<typeof openLifecycleHouse>>

/** A confirmed certificate with its key, as its holder has it. */
export interface Held extends CertificateKey {
  readonly applicationNo: string
  readonly orgCode: string
  readonly form: CompleteForm
  readonly holderKey: NewKey
}

export interface FirstWish {
  readonly index?: number
  readonly certificateType?: CertificateType
  readonly medium?: Medium
  readonly form?: CompleteForm
  readonly enteredBy?: string
}

export interface AskWish extends FollowUpWish {
  /** What is typed over the prefilled form. */
  readonly form?: DraftForm
  /** Instead of the papers that the reason asks for. */
  readonly papers?: readonly DocumentKind[]
}

/** No number of these is used by the house below. */
let applications = 0
let organizations = 5000
let restarts = 0

export const openLifecycleHouse = async (open: OpenRegistration) => {
  const house = await openRegistrationHouse(open)
  const { opened, ground } = house
  await opened.transaction(({ projects }) => projects.keep(project, ground.clock.nowMs()))
  const typed: string[] = []
  const rounds = { ...ground, log: silentLog, hotline: '400', unfreezeUrl: 'http://hall.example/unfreeze', transaction: opened.transaction }
  const intake = {
    ...rounds,
    pepper: hmacPepper(new Uint8Array(32).fill(7)),
    messages: { sendCode: async (message: { code: string }) => void typed.push(message.code) },
    consents,
    reviewWorkingDays: 2,
    progressUrl: 'http://hall.example/progress',
  }
  const staff = await staffOf(house)
  const stored = async (key: CertificateKey): Promise<StoredCertificate> =>
    present(await opened.transaction(({ certificates }) => certificates.one(key)))
  const acts = { ...asking(intake, stored), ...deciding({ ...ground, progressUrl: intake.progressUrl, transaction: opened.transaction }) }
  const firstApplication = (wish: FirstWish = {}) => writeSubmitted(house, wish)
  const deliver = async (applicationNo: string, resendReason: string | null = null): Promise<string> => {
    // Two releases in one millisecond have no order.
    house.advance(1)
    await house.deliver(await house.release(applicationNo, staff().issuer, { resendReason }))
    return house.newestCode()
  }
  const approve = async (applicationNo: string): Promise<void> => {
    const { reviewer, second } = staff()
    await acts.decide(applicationNo, 'approve', reviewer)
    const reviewCase = await opened.transaction(({ cases }) => cases.one(applicationNo))
    if (reviewCase?.applicationType === 'unfreeze') await acts.decide(applicationNo, 'approve', second)
  }
  const redeemed = async (applicationNo: string, code?: string) => {
    const passcode = code ?? (await deliver(applicationNo))
    const key = await newKey()
    const { certificate } = await house.redeem(passcode, key)
    return { passcode, key, certificate }
  }
  const install = async (applicationNo: string): Promise<Held> => {
    const { passcode, key, certificate } = await redeemed(applicationNo)
    await house.confirm(passcode, certificate, key.holder)
    const { form } = present(await opened.transaction((tx) => tx.applications.one(applicationNo)))
    return {
      authorityId: certificate.authorityId,
      serialNumber: certificate.serialNumber,
      applicationNo,
      orgCode: certificate.orgCode,
      form,
      holderKey: key,
    }
  }
  const end = { ...rounds, ...ground }
  const later = { renewUrl: 'http://hall.example/manage', downloadUrl: 'http://hall.example/download' }
  return {
    ...house,
    ...acts,
    /** Each test lives in the same year, whatever time it lets pass: authorities and staff end, too. */
    restart: (): void => house.advance(houseStartMs + dayMs + (restarts += 1) * 60_000 - ground.clock.nowMs()),
    rounds,
    intake,
    staff,
    stored,
    firstApplication,
    sendCode: deliver,
    approve,
    redeemed,
    install,
    /** From the first form to a certificate in its holder's hand. */
    held: async (wish: FirstWish = {}): Promise<Held> => {
      const applicationNo = await firstApplication(wish)
      await approve(applicationNo)
      return install(applicationNo)
    },
    freeze: (
      key: CertificateKey,
      changes: Partial<{ authority: Pick<CertificateAuthority, 'revoke'>; actor: Actor; transaction: typeof opened.transaction }> = {},
    ) =>
      freezeCertificate({ ...rounds, ...changes })({ key: keyOf(key), reason: 'suspicious', remark: '', actor: changes.actor ?? holder }),
    endOverlaps: (transaction = opened.transaction) => endOverlaps({ ...end, ...later, transaction })(),
    expireCertificates: () => expireCertificates({ ...end, ...later })(),
    expirePasscodes: () => expirePasscodes(end)(),
    settle: () => settleOrders(end)(0),
    abandon: (passcode: string, serialNumber: string | null) => abandonRedemption(end)({ passcode, serialNumber, actor: holder }),
    logIn: (held: Held) => logIn(house, held, stored),
    /** The code that comes is typed. */
    proveMobile: async (draftId: string, value: string): Promise<void> => {
      const key = { draftId, ownDrafts: [draftId] }
      await sendContactCode(intake)(key, { channel: 'mobile', value }, applicant, 'zh')
      await checkContactCode(intake)(key, { channel: 'mobile', code: typed.at(-1) ?? '' }, applicant)
    },
    /** What the signer has been told to end, or will be by a waiting job. */
    endsOf: async ({ serialNumber }: CertificateKey): Promise<string[]> =>
      (await opened.waitingJobs())
        .filter(({ name, payload }) => name === 'revoke-certificate' && payload['serialNumber'] === serialNumber)
        .map(({ payload }) => String(payload['reason']))
        .toSorted(),
  }
}

type Staff = Readonly<Record<'reviewer' | 'second' | 'issuer', Employee>>

/** Staff certificates last a year, and tests go through more than one: a shift for each piece of it, hired at its beginning. */
const staffOf = async (house: Awaited<ReturnType<typeof openRegistrationHouse>>): Promise<() => Staff> => {
  const shifts: Staff[] = []
  for (let shift = 0; shift < 3; shift += 1) {
    shifts.push({
      reviewer: await house.hire('李审核', ['reviewer']),
      second: await house.hire('王复核', ['reviewer']),
      issuer: await house.hire('张制证', ['issuer']),
    })
    house.advance(shiftMs)
  }
  house.advance(-shifts.length * shiftMs)
  return () => present(shifts[Math.min(shifts.length - 1, Math.floor((house.ground.clock.nowMs() - houseStartMs) / shiftMs))])
}

const shiftMs = 200 * dayMs

type Intake = Parameters<typeof submitApplication>[0]

const asking = (intake: Intake, stored: (key: CertificateKey) => Promise<StoredCertificate>) => {
  const byCertificate = async (held: CertificateKey): Promise<CertificateAccess> => {
    const certificate = await stored(held)
    const { authorityId, serialNumber, orgCode, certificateType, subject, der } = certificate
    const nowMs = intake.clock.nowMs()
    return {
      kind: 'certificate',
      authorityId,
      serialNumber,
      certificateSha256: sha256Hex(der),
      orgCode,
      certificateType,
      subject,
      person: personOf(certificate),
      loggedInAtMs: nowMs,
      steppedUpAtMs: nowMs,
    }
  }
  const byContact = ({ orgCode }: Pick<Held, 'orgCode'>): ContactAccess => ({ kind: 'contact', orgCode, provenAtMs: intake.clock.nowMs() })
  const openDraft = async (
    access: HolderAccess,
    key: CertificateKey,
    { form: _form, papers: _papers, ...wish }: AskWish,
    ownDrafts: readonly string[] = [],
  ): Promise<string> => (await openFollowUp(intake)(access, keyOf(key), wish, ownDrafts)).draftId
  const fill = async (draftId: string, wish: Pick<AskWish, 'form' | 'papers'> = {}): Promise<void> => {
    const key = { draftId, ownDrafts: [draftId] }
    const { draft, record, papers } = await readDraft(intake)(key)
    if (wish.form !== undefined) {
      await saveDraft(intake)(key, { version: draft.version, form: merged(draft.form, wish.form) })
      const contact = wish.form.contact
      if (contact !== undefined) await proveAll(intake, draftId)
    }
    for (const kind of wish.papers ?? (record === undefined ? [] : papersOf(record)))
      if (!papers.some((paper) => paper.kind === kind))
        await addDraftDocument(intake)(key, { kind, fileName: `${kind}.pdf`, content: pdf }, applicant)
  }
  const submit = async (draftId: string, transaction = intake.transaction): Promise<string> => {
    const key = { draftId, ownDrafts: [draftId] }
    const { version } = (await readDraft(intake)(key)).draft
    return (
      await submitApplication({ ...intake, transaction })(
        key,
        { idempotencyKey: systemRandom.uuid(), version, consents, language: 'zh' },
        applicant,
      )
    ).applicationNo
  }
  return {
    byCertificate,
    byContact,
    openDraft,
    fill,
    submit,
    ask: async (access: HolderAccess, key: CertificateKey, wish: AskWish): Promise<string> => {
      const draftId = await openDraft(access, key, wish)
      await fill(draftId, wish)
      return submit(draftId)
    },
    renewAll: (access: HolderAccess, keys: readonly CertificateKey[], idempotencyKey: string) =>
      renewSeveral({ open: openFollowUp(intake), submit: submitApplication(intake) })(
        access,
        { certificates: keys.map(keyOf), submission: { idempotencyKey, consents, language: 'zh' } },
        [],
        applicant,
      ),
    correct: async (applicationNo: string, form: DraftForm, kinds: readonly DocumentKind[] = []) => {
      const key = { applicationNo, ownApplications: [applicationNo] }
      for (const kind of kinds) await addApplicationDocument(intake)(key, { kind, fileName: `${kind}.pdf`, content: pdf }, applicant)
      const { revision } = present(await intake.transaction(({ applications: all }) => all.one(applicationNo)))
      return correctApplication(intake)(key, { idempotencyKey: systemRandom.uuid(), revision, form }, applicant)
    },
    withdraw: async (applicationNo: string) => {
      const { revision } = present(await intake.transaction(({ applications: all }) => all.one(applicationNo)))
      return withdrawApplication(intake)({ applicationNo, ownApplications: [applicationNo] }, revision, applicant)
    },
  }
}

type DecideDeps = Parameters<typeof decideApplication>[0]

const deciding = (deps: DecideDeps) => {
  const prepare = async (applicationNo: string, wish: DecisionWish, person: Employee): Promise<string> => {
    const { version } = present(await deps.transaction(({ cases }) => cases.one(applicationNo)))
    return prepareDecision(deps)(applicationNo, version, wish, person.actor)
  }
  const sign = (applicationNo: string, text: string, person: Employee): Promise<void> =>
    decideApplication(deps)({ applicationNo, text, signature: signatureOf(person, text) }, person.actor)
  return {
    prepare,
    sign,
    decide: async (
      applicationNo: string,
      decision: DecisionWish['decision'],
      person: Employee,
      returned: readonly string[] = [],
    ): Promise<void> => {
      const rejectReason: RejectReason | null = decision === 'reject' ? 'identityNotProven' : null
      const returnedItems = returned.map((item) => ({ item, reason: 'mismatch' as const, remark: '' }))
      await sign(applicationNo, await prepare(applicationNo, { decision, rejectReason, returnedItems, remark: '' }, person), person)
    },
  }
}

/** An application as intake leaves it, without its screens. */
const writeSubmitted = async ({ opened, ground }: Awaited<ReturnType<typeof openRegistrationHouse>>, wish: FirstWish): Promise<string> => {
  applications += 1
  organizations += wish.index === undefined && wish.form === undefined ? 1 : 0
  const applicationNo = `A2026-${String(800_000 + applications)}`
  const { certificateType = 'organization', medium = 'p12', enteredBy = null } = wish
  const form =
    wish.form ??
    sampleForm(
      wish.index ?? organizations,
      certificateType === 'organization' ? {} : { certificate: { holderName: '林员工', department: null, validityYears: 1 } },
    )
  const offer = present(project.certificateTypes.find((each) => each.certificateType === certificateType))
  const selection = { projectId: project.projectId, certificateType, medium }
  const snapshot = buildSnapshot({ applicationNo, revision: 1, selection, offer, form, papers: [], followUp: null })
  const nowMs = ground.clock.nowMs()
  await opened.transaction(async ({ applications: all, audit }) => {
    const isAdded = await all.add({
      applicationId: systemRandom.uuid(),
      applicationNo,
      applicationType: 'new',
      followUp: null,
      state: 'submitted',
      version: 1,
      revision: 1,
      channel: 'online',
      language: 'zh',
      ...selection,
      profileId: offer.profileId,
      keyAlgorithm: offer.keyAlgorithm,
      orgCode: form.organization.orgCode,
      uscc: form.organization.uscc,
      organizationName: form.organization.name,
      form,
      snapshot: snapshot.text,
      snapshotSha256: snapshot.sha256,
      consents: [],
      returnedItems: [],
      reject: null,
      passcodeChannel: form.delivery.channel,
      enteredBy,
      draftId: null,
      idempotencyKey: systemRandom.uuid(),
      submittedAtMs: nowMs,
      dueAtMs: nowMs + 3 * dayMs,
      changedAtMs: nowMs,
    })
    if (!isAdded) throw new Error(`an application like ${applicationNo} is open`)
    await audit.append({ type: 'application.submitted', actor: applicant, applicationNo, before: 'draft', after: 'submitted' })
  })
  return applicationNo
}

const logIn = async (
  { opened, ground }: Awaited<ReturnType<typeof openRegistrationHouse>>,
  held: Held,
  stored: (key: CertificateKey) => Promise<StoredCertificate>,
) => {
  const deps = { ...ground, transaction: opened.transaction, publicOrigin: 'http://hall.example' }
  const { nonce, origin } = await issueHolderChallenge(deps)()
  const { der } = await stored(held)
  const text = canonicalJson({ format: 'certhall.holder-login.v1', origin, nonce, certificateSha256: sha256Hex(der) })
  return logInHolder(deps)({ text, signature: signatureOf(held.holderKey.holder, text), certificate: toBase64(der), source: '203.0.113.7' })
}

/** As if the codes had been sent and typed. */
const proveAll = async (intake: Intake, draftId: string): Promise<void> =>
  intake.transaction(async ({ drafts }) => {
    const draft = present(await drafts.lock(draftId))
    const { mobile = '', email = '' } = draft.form.contact ?? {}
    await drafts.save({ ...draft, verified: { mobile, email }, version: draft.version + 1 }, draft.version)
  })

const merged = (form: DraftForm, typed: DraftForm): DraftForm =>
  Object.fromEntries(
    ['organization', 'contact', 'agent', 'certificate', 'delivery'].map((group) => {
      const name = group as keyof DraftForm
      return [group, Object.fromEntries(Object.entries({ ...form[name], ...typed[name] }).filter(([, value]) => value !== undefined))]
    }),
  ) as DraftForm

export const keyOf = ({ authorityId, serialNumber }: CertificateKey): CertificateKey => ({ authorityId, serialNumber })

export const present = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error('nothing there')
  return value
}

const applicant: Actor = { kind: 'applicant', source: '203.0.113.7' }
const pdf = utf8('%PDF-1.7 sample')
const consents = [{ consentId: 'cps', version: '1.0', sha256: 'a'.repeat(64) }] as const

const project: ProjectView = {
  projectId: 'lifecycle',
  nameZh: '招投标',
  nameEn: 'Tendering',
  noteZh: '',
  noteEn: '',
  media: ['p12', 'ukey'],
  certificateTypes: [
    { certificateType: 'organization', profileId: 'organization-ec', keyAlgorithm: 'ecdsa-p256', validityYears: [1] },
    { certificateType: 'employee', profileId: 'employee-ec', keyAlgorithm: 'ecdsa-p256', validityYears: [1] },
  ],
  documents: { enterprise: ['businessLicence'], institution: ['institutionCertificate'] },
  passcodeLifeDays: 14,
  overlapDays: 7,
  originalsByPost: false,
}
