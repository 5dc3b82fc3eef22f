import type { ErrorCode } from '@certhall/contract/errors'
import type { IssueOrder } from '@certhall/contract/signer/issue'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import type { VerifiedCsr } from '@certhall/pki/csr/csr'
import type { Name } from '@certhall/pki/name/name'
import type { HolderRules } from '../profile/profile-book.ts'
import type { Profile } from '../profile/profile.ts'
import { draftCertificate, validityFrom } from './draft-certificate.ts'
import type { ProvenEvidence } from './evidence.ts'
import type { IssuerDeps } from './issuer.ts'
import { lintCertificate } from './lint-certificate.ts'
import type { PlannedCertificate } from './planned-certificate.ts'
import { sha256Hex } from './sha256.ts'
import { targetOf } from './target.ts'

/** A holder's certificate: from proven evidence and a proven key alone, within its profile, linted. */
export const planHolder = (
  order: IssueOrder,
  evidence: ProvenEvidence,
  csr: VerifiedCsr,
  deps: IssuerDeps,
): Decision<PlannedCertificate, ErrorCode> => {
  const { snapshot } = evidence
  const nowMs = deps.clock.nowMs()
  const target = targetOf(snapshot)
  const profile = fittingProfile(evidence, csr, deps)
  if (!profile.ok) return profile
  const approved = {
    subject: subjectOf(evidence),
    email: snapshot.email,
    identity: snapshot.identity,
    publicKey: csr.publicKey,
    ...validityFrom(nowMs, snapshot.validityDays),
  }
  const draft = draftCertificate(profile.value, approved, deps.random)
  if (!draft.ok) return draft
  const linted = lintCertificate(draft.value, nowMs)
  if (!linted.ok) return linted
  return allowed({
    orderId: order.orderId,
    kind: 'holder',
    releaseSha256: evidence.releaseSha256,
    // Of two approvals either could be called the first: what they approved carries one living certificate, whichever is.
    decisionSha256: evidence.furtherDecisions.length === 0 ? evidence.decisionSha256 : evidence.snapshotSha256,
    spkiSha256: sha256Hex(csr.publicKey.spki),
    evidence: evidenceText(order),
    linted: linted.value,
    ...(target === undefined ? {} : { target }),
  })
}

const evidenceText = ({ snapshot, decision, furtherDecisions, release, csr }: IssueOrder): string =>
  JSON.stringify({ snapshot, decision, ...(furtherDecisions.length === 0 ? {} : { furtherDecisions }), release, csr })

const fittingProfile = (
  { snapshot }: ProvenEvidence,
  csr: VerifiedCsr,
  { profiles }: IssuerDeps,
): Decision<Profile<HolderRules>, ErrorCode> => {
  const profile = profiles.holders.get(snapshot.profileId)
  if (profile === undefined) return refused('policy.profile', { detail: { reason: 'unknown-profile' } })
  const { rules } = profile
  if (rules.certificateType !== snapshot.certificateType) return refused('policy.profile', { detail: { reason: 'certificate-type' } })
  if (!rules.media.includes(snapshot.medium)) return refused('policy.profile', { detail: { reason: 'medium' } })
  if (snapshot.validityDays > rules.maximumValidityDays)
    return refused('policy.profile', { detail: { reason: 'validity', maximumDays: rules.maximumValidityDays } })
  // Domain study §3.7: of an organisation's own certificate O and CN are the registered name.
  if (snapshot.certificateType === 'organization' && snapshot.subject.commonName !== snapshot.subject.organization) {
    return refused('policy.profile', { detail: { reason: 'common-name' } })
  }
  const algorithm = csr.publicKey.algorithm.name
  const isAllowed = rules.keyAlgorithms.includes(algorithm) && algorithm === snapshot.keyAlgorithm
  return isAllowed ? allowed(profile) : refused('policy.algorithm', { detail: { found: algorithm, approved: snapshot.keyAlgorithm } })
}

/** Subject order of domain study §3.7: C, ST, L, O, OU, CN. */
const subjectOf = ({ snapshot }: ProvenEvidence): Name => {
  const { country, province, city, organization, organizationalUnit, commonName } = snapshot.subject
  return [
    { type: 'C', value: country },
    { type: 'ST', value: province },
    { type: 'L', value: city },
    { type: 'O', value: organization },
    ...(organizationalUnit === null ? [] : [{ type: 'OU', value: organizationalUnit } as const]),
    { type: 'CN', value: commonName },
  ]
}
