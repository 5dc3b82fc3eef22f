import type { ProgressView } from './requests.ts'

export const stages = ['accept', 'review', 'passcode', 'download'] as const
export type Stage = (typeof stages)[number]
export type StageState = 'done' | 'current' | 'ahead' | 'stopped'

/** The four stages of the timeline: 受理 → 审核 → 授权码发送 → 下载. Without a certificate to come the review is the last. */
export const stagesOf = (
  view: Pick<ProgressView, 'state' | 'passcode' | 'followUp'>,
): readonly { readonly stage: Stage; readonly state: StageState }[] => {
  const { reached, ended } = reachedBy(view)
  return stages
    .slice(0, view.followUp?.makesCertificate === false ? 2 : stages.length)
    .map((stage, index) => ({ stage, state: index < reached ? 'done' : index > reached ? 'ahead' : ended ? 'stopped' : 'current' }))
}

export type Actor = 'whoUs' | 'whoYou' | 'whoNobody'

/** Who has to do something now. */
export const actorOf = ({ state, passcode, may }: Pick<ProgressView, 'state' | 'passcode' | 'may'>): Actor => {
  if (state === 'returned' || may.download) return 'whoYou'
  if (state === 'approved') return passcode?.state === 'expired' || passcode?.state === 'voided' ? 'whoYou' : 'whoUs'
  return state === 'submitted' || state === 'underReview' ? 'whoUs' : 'whoNobody'
}

/** Key of the sentence that says how it stands. */
export const sentenceOf = ({
  state,
  passcode,
  may,
  certificate,
  timeline,
}: Pick<ProgressView, 'state' | 'passcode' | 'may' | 'certificate' | 'timeline'>) => {
  const last = timeline.at(-1)?.event
  if (state === 'withdrawn' && last === 'stopped') return 'stopped' as const
  if (state === 'underReview' && last === 'firstApproved') return 'firstApproved' as const
  // A revocation, or a change that no certificate shows.
  if (state === 'completed' && certificate === null) return 'completedPlain' as const
  if (state !== 'approved') return state
  if (may.download) return 'approvedSent' as const
  return passcode?.state === 'expired' || passcode?.state === 'voided' ? ('approvedExpired' as const) : state
}

const reachedBy = ({
  state,
  passcode,
}: Pick<ProgressView, 'state' | 'passcode'>): { readonly reached: number; readonly ended: boolean } => {
  switch (state) {
    case 'draft':
      return { reached: 0, ended: false }
    case 'submitted':
    case 'underReview':
    case 'returned':
      return { reached: 1, ended: false }
    case 'rejected':
    case 'withdrawn':
      return { reached: 1, ended: true }
    case 'approved':
      return { reached: passcode?.state === 'delivered' || passcode?.state === 'redeeming' ? 3 : 2, ended: false }
    case 'expired':
      return { reached: 2, ended: true }
    case 'completed':
      return { reached: stages.length, ended: false }
  }
}
