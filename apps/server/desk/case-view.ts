import type { caseRow, CaseView, statementView } from '@certhall/contract/desk/api'
import { approvalsNeeded } from '@certhall/contract/application/follow-up'
import type { CompleteForm, DocumentView, DraftForm } from '@certhall/contract/application/form'
import { applicationSnapshot } from '@certhall/contract/application/snapshot'
import { maskEmail, maskIdNumber, maskMobile } from '@certhall/contract/contact/contact-address'
import { nameText } from '@certhall/pki/name/parse-name'
import type { StaffActor } from '@certhall/ra/actor'
import { type FollowUpRecord, papersOf } from '@certhall/ra/application/follow-up-record'
import { mayDecideNow, mayReveal, standing } from '@certhall/ra/application/review-policy'
import type { QueueRow, RegistryEntry, ReviewCase, StoredDecision } from '@certhall/ra/application/review-ports'
import { checkCase } from '@certhall/ra/organization/check-case'
import type { StoredRelease } from '@certhall/ra/passcode/ports'
import type * as z from 'zod'
import { followUpChecks, toCaseFollowUp } from './case-follow-up.ts'

/** Everything about a case that the page needs, as it was read in one transaction. */
export interface CaseFacts {
  readonly reviewCase: ReviewCase
  /** Of an application on a certificate. */
  readonly record: FollowUpRecord | undefined
  readonly documents: readonly DocumentView[]
  readonly registry: RegistryEntry | undefined
  readonly otherOpen: readonly string[]
  readonly certificates: readonly { readonly serialNumber: string; readonly state: string; readonly notAfterMs: number }[]
  readonly decisions: readonly StoredDecision[]
  readonly releases: readonly StoredRelease[]
  readonly names: ReadonlyMap<string, string>
  readonly viewers: readonly string[]
  readonly nowMs: number
}

export const toCaseView = (facts: CaseFacts, actor: StaffActor): CaseView => {
  const { reviewCase, record, documents, registry } = facts
  const snapshot = applicationSnapshot.parse(JSON.parse(reviewCase.snapshot))
  return {
    applicationNo: reviewCase.applicationNo,
    state: reviewCase.state,
    applicationType: reviewCase.applicationType,
    followUp: record === undefined ? null : toCaseFollowUp(record, reviewCase),
    revision: reviewCase.revision,
    version: reviewCase.version,
    projectNameZh: reviewCase.projectNameZh,
    projectNameEn: reviewCase.projectNameEn,
    certificateType: reviewCase.certificateType,
    medium: reviewCase.medium,
    profileId: reviewCase.profileId,
    submittedAt: iso(reviewCase.submittedAtMs),
    dueAt: iso(reviewCase.dueAtMs),
    channel: 'online',
    form: maskedForm(reviewCase.form),
    subject: subjectText(snapshot.subject),
    validityDays: snapshot.validityDays,
    documents: [...documents],
    checks: checksOf(facts),
    registry:
      registry === undefined
        ? null
        : {
            name: registry.name,
            kind: registry.kind,
            legalRepresentative: registry.legalRepresentative,
            address: registry.address,
            source: registry.source,
            asOf: iso(registry.asOfMs),
          },
    certificates: facts.certificates.map(({ serialNumber, state, notAfterMs }) => ({ serialNumber, state, notAfter: iso(notAfterMs) })),
    approvals: approvalsOf(facts, actor),
    statements: statementsOf(facts),
    returnedItems: reviewCase.returnedItems.map((item) => ({ ...item, value: null })),
    reject: reviewCase.reject,
    others: [...facts.viewers],
    may: mayOf(actor, reviewCase, facts.decisions),
  }
}

export const toCaseRow = (row: QueueRow & { readonly signals: number }, nowMs: number): z.infer<typeof caseRow> => ({
  applicationNo: row.applicationNo,
  state: row.state,
  applicationType: row.applicationType,
  organizationName: row.organizationName,
  projectNameZh: row.projectNameZh,
  projectNameEn: row.projectNameEn,
  certificateType: row.certificateType,
  medium: row.medium,
  submittedAt: iso(row.submittedAtMs),
  dueAt: iso(row.dueAtMs),
  late: (row.state === 'submitted' || row.state === 'underReview') && row.dueAtMs < nowMs,
  revision: row.revision,
  signals: row.signals,
  openedBy: row.openedBy,
})

type CheckFacts = Pick<CaseFacts, 'reviewCase' | 'record' | 'documents' | 'registry' | 'otherOpen' | 'certificates' | 'nowMs'>

export const checksOf = ({ reviewCase, record, documents, registry, otherOpen, certificates, nowMs }: CheckFacts): CaseView['checks'] => {
  const requiredPapers = record === undefined ? reviewCase.requiredDocuments[reviewCase.form.organization.kind] : papersOf(record)
  const liveCertificates = certificates.filter((each) => each.state === 'valid' && each.notAfterMs > nowMs).length
  const checks = checkCase({
    form: reviewCase.form,
    papers: documents,
    requiredPapers,
    registry: registry ?? null,
    otherOpenApplications: otherOpen,
    liveCertificates,
    nowMs,
  })
  // A renewal has a live certificate by nature, and an organisation renews several at a time.
  return record === undefined
    ? [...checks]
    : [
        ...followUpChecks(record, reviewCase, nowMs),
        ...checks.filter(({ check }) => check !== 'otherOpenApplications' && check !== 'liveCertificates'),
      ]
}

const approvalsOf = ({ reviewCase, decisions, names }: CaseFacts, actor: StaffActor): CaseView['approvals'] => ({
  needed: approvalsNeeded(reviewCase.applicationType),
  given: decisions
    .filter((each) => each.revision === reviewCase.revision && each.decision === 'approve')
    .map((each) => ({ by: names.get(each.personId) ?? '', at: iso(each.decidedAtMs), isMine: each.personId === actor.personId })),
})

/** The same predicates that refuse the deed decide which buttons are shown. */
const mayOf = (actor: StaffActor, reviewCase: ReviewCase, decisions: readonly StoredDecision[]): CaseView['may'] => {
  const decided = standing(
    reviewCase,
    decisions.filter((each) => each.revision === reviewCase.revision),
    actor.personId,
  )
  const may = mayDecideNow(actor, reviewCase, decided)
  return { approve: may.ok, reject: may.ok, return: may.ok, reveal: mayReveal(actor), whyNot: may.ok ? null : may.code }
}

const statementsOf = ({ decisions, releases, names }: CaseFacts): z.infer<typeof statementView>[] =>
  [
    ...decisions.map((each) => ({
      by: names.get(each.personId) ?? '',
      role: 'reviewer' as const,
      at: each.decidedAtMs,
      decision: each.decision,
      remark: remarkOf(each),
      textSha256: each.textSha256,
    })),
    ...releases.map((each) => ({
      by: names.get(each.personId) ?? '',
      role: 'issuer' as const,
      at: each.releasedAtMs,
      decision: 'release' as const,
      remark: '',
      textSha256: each.textSha256,
    })),
  ]
    .toSorted((left, right) => left.at - right.at)
    .map((each) => ({ ...each, at: iso(each.at) }))

const remarkOf = ({ statement }: StoredDecision): string => {
  const { remark } = JSON.parse(statement.text) as { remark?: unknown }
  return typeof remark === 'string' ? remark : ''
}

/** RFC 4514, most specific first. */
const subjectText = ({
  country,
  province,
  city,
  organization,
  organizationalUnit,
  commonName,
}: z.infer<typeof applicationSnapshot>['subject']): string => {
  const parts = [
    ['C', country],
    ['ST', province],
    ['L', city],
    ['O', organization],
    ...(organizationalUnit === null ? [] : [['OU', organizationalUnit]]),
    ['CN', commonName],
  ] as ['C' | 'ST' | 'L' | 'O' | 'OU' | 'CN', string][]
  return nameText({ der: new Uint8Array(), rdns: parts.map(([type, value]) => [{ oid: '', type, value }]) })
}

/** Identity numbers and private addresses are masked; showing one is a deed of its own. */
const maskedForm = ({ organization, contact, agent, certificate, delivery }: CompleteForm): DraftForm => {
  const { orgCode: _orgCode, ...shown } = organization
  return {
    organization: filled(shown),
    contact: filled({ ...contact, mobile: maskMobile(contact.mobile), email: maskEmail(contact.email) }),
    agent: { ...agent, idNumber: maskIdNumber(agent.idNumber), mobile: maskMobile(agent.mobile) },
    certificate: filled(certificate),
    delivery,
  }
}

type Filled<Shape> = { [Key in keyof Shape]?: NonNullable<Shape[Key]> }
const filled = <Shape extends object>(shape: Shape): Filled<Shape> =>
  Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== null)) as Filled<Shape>

const iso = (ms: number): string => new Date(ms).toISOString()
