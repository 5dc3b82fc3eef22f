import type { AlgorithmName } from '@certhall/pki/algorithm'
import type { Name } from '@certhall/pki/name/name'
import type { AuthorityRole } from '../ports.ts'

/** The hierarchy of the house (design §5.8): one root, two issuing authorities, one for staff. */
export interface AuthorityPlan {
  readonly authorityId: string
  readonly role: AuthorityRole
  readonly algorithm: AlgorithmName
  readonly years: number
  readonly label: string
}

export const rootPlan: AuthorityPlan = Object.freeze({ authorityId: 'root', role: 'root', algorithm: 'ecdsa-p384', years: 20, label: 'Root CA' })

export const subordinatePlans: readonly AuthorityPlan[] = Object.freeze([
  { authorityId: 'issuing-rsa', role: 'issuing', algorithm: 'rsa-3072', years: 10, label: 'Issuing CA RSA' },
  { authorityId: 'issuing-ec', role: 'issuing', algorithm: 'ecdsa-p256', years: 10, label: 'Issuing CA EC' },
  { authorityId: 'staff', role: 'staff', algorithm: 'ecdsa-p256', years: 10, label: 'Staff CA' },
])

/** Evaluation stands in the name, so that nobody can mistake such a certificate for one that is worth something. */
export const authorityName = (plan: AuthorityPlan, organization: string, isEvaluation: boolean): Name => [
  { type: 'C', value: 'CN' },
  { type: 'O', value: organization },
  { type: 'CN', value: `${organization} ${isEvaluation ? 'Evaluation ' : ''}${plan.label}` },
]
