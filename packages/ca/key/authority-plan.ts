import type { AlgorithmName } from '@certhall/pki/algorithm'
import type { Name } from '@certhall/pki/name/name'
import type { AuthorityRole } from '../ports.ts'

/** The hierarchy of the house (design §5.8). SM2 stands below a root of its own: a chain does not mix suites (decision 0012). */
export interface AuthorityPlan {
  readonly authorityId: string
  /** Of a root: itself. */
  readonly issuerId: string
  readonly role: AuthorityRole
  readonly algorithm: AlgorithmName
  readonly years: number
  readonly label: string
}

export const rootPlans: readonly AuthorityPlan[] = Object.freeze([
  { authorityId: 'root', issuerId: 'root', role: 'root', algorithm: 'ecdsa-p384', years: 20, label: 'Root CA' },
  { authorityId: 'root-sm2', issuerId: 'root-sm2', role: 'root', algorithm: 'sm2', years: 20, label: 'Root CA SM2' },
])

export const subordinatePlans: readonly AuthorityPlan[] = Object.freeze([
  { authorityId: 'issuing-rsa', issuerId: 'root', role: 'issuing', algorithm: 'rsa-3072', years: 10, label: 'Issuing CA RSA' },
  { authorityId: 'issuing-ec', issuerId: 'root', role: 'issuing', algorithm: 'ecdsa-p256', years: 10, label: 'Issuing CA EC' },
  { authorityId: 'staff', issuerId: 'root', role: 'staff', algorithm: 'ecdsa-p256', years: 10, label: 'Staff CA' },
  { authorityId: 'issuing-sm2', issuerId: 'root-sm2', role: 'issuing', algorithm: 'sm2', years: 10, label: 'Issuing CA SM2' },
])

/** Every authority that a finished house has. */
export const plannedAuthorityIds: readonly string[] = Object.freeze(
  [...rootPlans, ...subordinatePlans].map(({ authorityId }) => authorityId),
)

export interface Generation {
  /** The planned authority whose work it does: what profiles name. */
  readonly lineId: string
  readonly generation: number
}

/** `issuing-rsa` is the first of its line, `issuing-rsa-2` the second (decision 0016). */
export const generationOf = (authorityId: string): Generation => {
  const [, lineId = '', number = ''] = /^(.+)-([1-9][0-9]{0,3})$/.exec(authorityId) ?? []
  const isLater = !plannedAuthorityIds.includes(authorityId) && plannedAuthorityIds.includes(lineId) && Number(number) > 1
  return isLater ? { lineId, generation: Number(number) } : { lineId: authorityId, generation: 1 }
}

export const authorityIdOf = (lineId: string, generation: number): string => (generation === 1 ? lineId : `${lineId}-${generation}`)

/** The one of a line that issues: the latest that was made. */
export const newestOfLine = <Item extends Pick<AuthorityPlan, 'authorityId'>>(
  authorities: Iterable<Item>,
  lineId: string,
): Item | undefined =>
  [...authorities]
    .filter(({ authorityId }) => generationOf(authorityId).lineId === lineId)
    .toSorted((left, right) => generationOf(right.authorityId).generation - generationOf(left.authorityId).generation)[0]

/** A name and an address of its own, so that no two keys stand behind one (RFC 5280 §4.1.2.6). */
export const planOfGeneration = (plan: AuthorityPlan, generation: number, years: number): AuthorityPlan => ({
  ...plan,
  authorityId: authorityIdOf(plan.authorityId, generation),
  label: `${plan.label} G${generation}`,
  years,
})

/** Evaluation stands in the name, so that nobody can mistake such a certificate for one that is worth something. */
export const authorityName = (plan: AuthorityPlan, organization: string, isEvaluation: boolean): Name => [
  { type: 'C', value: 'CN' },
  { type: 'O', value: organization },
  { type: 'CN', value: `${organization} ${isEvaluation ? 'Evaluation ' : ''}${plan.label}` },
]
