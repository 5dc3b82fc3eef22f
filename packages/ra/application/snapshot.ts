import type { CompleteForm, Selection } from '@certhall/contract/application/form'
import type { FollowUp } from '@certhall/contract/application/follow-up'
import { applicationSnapshot, type ApplicationSnapshot } from '@certhall/contract/application/snapshot'
import { type CanonicalValue, canonicalJson } from '@certhall/contract/statement/canonical-json'
import { sha256Hex } from '../digest.ts'
import type { CertificateOffer } from '../project/project.ts'

export interface SnapshotQuestion {
  readonly applicationNo: string
  readonly revision: number
  readonly selection: Selection
  readonly offer: CertificateOffer
  readonly form: CompleteForm
  readonly followUp: FollowUp | null
  readonly papers: readonly { readonly kind: ApplicationSnapshot['evidence'][number]['kind']; readonly sha256: string }[]
}

/** What people sign and the signer issues from: one value, one text, one digest. */
export const buildSnapshot = (
  question: SnapshotQuestion,
): { readonly snapshot: ApplicationSnapshot; readonly text: string; readonly sha256: string } => {
  const { form, offer, selection } = question
  const snapshot = applicationSnapshot.parse({
    format: 'certhall.application-snapshot.v1',
    applicationNo: question.applicationNo,
    revision: question.revision,
    applicationType: question.followUp?.type ?? 'new',
    ...(question.followUp === null ? {} : { followUp: { target: question.followUp.target, reason: question.followUp.reason } }),
    projectId: selection.projectId,
    certificateType: selection.certificateType,
    profileId: offer.profileId,
    medium: selection.medium,
    keyAlgorithm: offer.keyAlgorithm,
    validityDays: form.certificate.validityYears * daysOfYear,
    subject: subjectOf(selection, form),
    identity: { uscc: form.organization.uscc, orgCode: form.organization.orgCode },
    email: selection.certificateType === 'employee' ? form.contact.email : null,
    formSha256: sha256Hex(canonicalJson(form as unknown as CanonicalValue)),
    evidence: question.papers.map(({ kind, sha256 }) => ({ kind, sha256 })),
  } satisfies ApplicationSnapshot)
  const text = canonicalJson(snapshot as unknown as CanonicalValue)
  return { snapshot, text, sha256: sha256Hex(text) }
}

/** Domain §3.7: an organisation's certificate names it twice, a person's certificate names the unit and the person. */
const subjectOf = (selection: Selection, form: CompleteForm): ApplicationSnapshot['subject'] => ({
  country: 'CN',
  province: form.organization.province,
  city: form.organization.city,
  organization: form.organization.name,
  organizationalUnit: form.certificate.department,
  commonName:
    selection.certificateType === 'organization' ? form.organization.name : (form.certificate.holderName ?? form.organization.name),
})

const daysOfYear = 365
