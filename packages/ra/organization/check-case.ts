import type { CompleteForm } from '@certhall/contract/application/form'
import type { DocumentKind } from '@certhall/contract/application/vocabulary'
import type { caseCheck } from '@certhall/contract/desk/api'
import { kindOfUscc, parseOrganizationCode } from '@certhall/contract/organization/organization-code'
import { parseResidentId } from '@certhall/contract/organization/resident-id'
import type * as z from 'zod'
import { beijingDate } from '../application/application-number.ts'

export type CaseCheck = z.infer<typeof caseCheck>

export interface CaseFacts {
  readonly form: CompleteForm
  readonly papers: readonly { readonly kind: DocumentKind }[]
  readonly requiredPapers: readonly DocumentKind[]
  /** What the registry holds; null when it does not know the code. */
  readonly registry: { readonly name: string; readonly legalRepresentative: string | null } | null
  readonly otherOpenApplications: readonly string[]
  readonly liveCertificates: number
  readonly nowMs: number
}

/** The automatic checks beside the data of a case; they advise the reviewer and decide nothing. */
export const checkCase = (facts: CaseFacts): readonly CaseCheck[] => [
  ...checkCodes(facts),
  ...checkAgent(facts),
  ...checkRegistry(facts),
  // Submission is impossible without both proofs, so they hold for every case.
  check('mobileVerified', 'pass'),
  check('emailVerified', 'pass'),
  checkPapers(facts),
  check('otherOpenApplications', facts.otherOpenApplications.length === 0 ? 'pass' : 'warn', {
    count: facts.otherOpenApplications.length,
    applications: facts.otherOpenApplications.join(' '),
  }),
  check('liveCertificates', facts.liveCertificates === 0 ? 'pass' : 'warn', { count: facts.liveCertificates }),
]

const checkCodes = ({ form, nowMs }: CaseFacts): CaseCheck[] => {
  const { uscc, orgCode, kind, licenceExpiresOn } = form.organization
  const named = kindOfUscc(uscc)
  const licence =
    licenceExpiresOn === null
      ? 'pass'
      : licenceExpiresOn < beijingDate(nowMs)
        ? 'fail'
        : licenceExpiresOn < beijingDate(nowMs + soonMs)
          ? 'warn'
          : 'pass'
  return [
    check('usccCheckDigits', parseOrganizationCode(uscc).ok ? 'pass' : 'fail'),
    check('orgCodeCheckDigit', parseOrganizationCode(orgCode).ok && uscc.slice(8, 17) === orgCode ? 'pass' : 'fail'),
    check('kindMatchesPrefix', named === kind ? 'pass' : 'warn', { prefix: uscc.slice(0, 2), kind }),
    check('licenceValid', licence, licenceExpiresOn === null ? {} : { expiresOn: licenceExpiresOn }),
  ]
}

const checkAgent = ({ form, nowMs }: CaseFacts): CaseCheck[] => [
  form.agent.idKind === 'residentId'
    ? check('residentIdCheckDigit', parseResidentId(form.agent.idNumber, nowMs).ok ? 'pass' : 'fail')
    : check('residentIdCheckDigit', 'unknown', { idKind: form.agent.idKind }),
  // One person may be contact and agent; the same mobile under two names is worth a look.
  check('agentMobileDiffers', form.agent.mobile !== form.contact.mobile || form.agent.name === form.contact.name ? 'pass' : 'warn'),
]

const checkRegistry = ({ form, registry }: CaseFacts): CaseCheck[] => {
  if (registry === null) return [check('registryName', 'unknown'), check('registryLegalRepresentative', 'unknown')]
  const { legalRepresentative } = registry
  return [
    check('registryName', compareNames(form.organization.name, registry.name), { registered: registry.name }),
    legalRepresentative === null
      ? check('registryLegalRepresentative', 'unknown')
      : check('registryLegalRepresentative', form.organization.legalRepresentative === legalRepresentative ? 'pass' : 'fail', {
          registered: legalRepresentative,
        }),
  ]
}

/** Brackets are written full-width or half-width; that alone is worth a look, not a failure. */
const compareNames = (typed: string, registered: string): CaseCheck['outcome'] => {
  if (typed === registered) return 'pass'
  const fold = (text: string): string => text.normalize('NFKC').replace(/\s/gu, '')
  return fold(typed) === fold(registered) ? 'warn' : 'fail'
}

const checkPapers = ({ papers, requiredPapers }: CaseFacts): CaseCheck => {
  const missing = requiredPapers.filter((kind) => !papers.some((paper) => paper.kind === kind))
  return check('papersComplete', missing.length === 0 ? 'pass' : 'fail', missing.length === 0 ? {} : { missing: missing.join(' ') })
}

const check = (name: CaseCheck['check'], outcome: CaseCheck['outcome'], detail: CaseCheck['detail'] = {}): CaseCheck => ({
  check: name,
  outcome,
  detail,
})
const soonMs = 30 * 86_400_000
