import type { CaseFollowUp } from '@certhall/contract/desk/api'

export type ApprovalEffect =
  | 'newCertificate'
  | 'overlap'
  | 'confirmation'
  | 'approval'
  | 'unfreeze'
  | 'never'
  | 'recordOnly'
  | 'completes'
  | 'over'
  | 'frozen'

/** What an approval does, in the order it happens: the reviewer reads it before signing. */
export const approvalEffects = ({
  type,
  target,
  effect,
}: Pick<CaseFollowUp, 'type' | 'effect'> & { readonly target: Pick<CaseFollowUp['target'], 'state'> }): readonly ApprovalEffect[] => [
  ...(effect.frozenAtOnce ? (['frozen'] as const) : []),
  ...(effect.makesCertificate ? (['newCertificate'] as const) : []),
  endOf(type, target.state, effect),
  ...(effect.makesCertificate || effect.targetEnd === 'never' ? [] : (['completes'] as const)),
]

const endOf = (
  type: CaseFollowUp['type'],
  state: CaseFollowUp['target']['state'],
  { targetEnd, makesCertificate }: CaseFollowUp['effect'],
): ApprovalEffect => {
  if (targetEnd === 'never') return makesCertificate ? 'never' : 'recordOnly'
  if (state === 'revoked' || state === 'expired') return 'over'
  return type === 'unfreeze' ? 'unfreeze' : targetEnd
}
