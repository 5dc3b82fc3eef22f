import {
  type FollowUpReason,
  type FollowUpRule,
  type FollowUpType,
  followUpRules,
  renewalOpensDays,
} from '@certhall/contract/application/follow-up'
import type { DocumentKind, Medium } from '@certhall/contract/application/vocabulary'
import type { CertificateMay, HeldCertificate } from '@certhall/contract/holder/api'
import type { CertificateTag } from '../plain/state-tag.tsx'

export type Act = keyof CertificateMay

/** Whoever asks: with the certificate, or by a code to the contact. */
export type Asker = 'certificate' | 'contact'

export interface ReasonChoice {
  readonly reason: FollowUpReason
  readonly rule: FollowUpRule
  readonly papers: readonly DocumentKind[]
  /** Set while it is too early for this reason. */
  readonly opensAtMs: number | null
}

type Target = Pick<HeldCertificate, 'state' | 'keyAlgorithm' | 'notAfter' | 'medium'>

/** The reasons that make sense for this certificate and for whoever asks; the hall checks them again. */
export const reasonsOf = (
  type: FollowUpType,
  target: Target,
  by: Asker,
  media: readonly Medium[],
  nowMs: number,
): readonly ReasonChoice[] =>
  (Object.entries(followUpRules[type]) as [FollowUpReason, FollowUpRule][])
    .filter(([reason, rule]) => (by === 'certificate' || rule.byContact) && fits(reason, type, target, media, nowMs))
    .map(([reason, rule]) => ({
      reason,
      rule,
      papers: by === 'certificate' ? rule.papers.byCertificate : rule.papers.byContact,
      opensAtMs: opensAtMs(reason, target, nowMs),
    }))

const fits = (reason: FollowUpReason, type: FollowUpType, target: Target, media: readonly Medium[], nowMs: number): boolean => {
  const isOver = target.state === 'expired' || Date.parse(target.notAfter) < nowMs
  if (type === 'replace') return (reason === 'expired') === isOver && (reason !== 'pinLocked' || target.medium === 'ukey')
  if (reason === 'mediumChanged') return media.some((medium) => medium !== target.medium)
  return reason !== 'algorithmUpgrade' || target.keyAlgorithm.startsWith('rsa')
}

const opensAtMs = (reason: FollowUpReason, { notAfter }: Target, nowMs: number): number | null => {
  const opens = Date.parse(notAfter) - renewalOpensDays * dayMs
  return reason === 'expiring' && opens > nowMs ? opens : null
}

/** `superseded` is how a certificate that its successor ended reads: no alarm for a normal renewal. */
export const tagOf = ({ state, endReason }: Pick<HeldCertificate, 'state' | 'endReason'>): CertificateTag =>
  state === 'revoked' && endReason === 'superseded' ? 'superseded' : state

/** Due for 批量更新: its window is open and nothing else is under way. */
export const isRenewable = ({ may, state, daysLeft }: Pick<HeldCertificate, 'may' | 'state' | 'daysLeft'>): boolean =>
  may.renew === null && state === 'valid' && daysLeft < renewalOpensDays

/** Acts that cannot be done although the state of the certificate makes one look for them, by the code of the refusal. */
export const refusalsOf = ({ may, state }: Pick<HeldCertificate, 'may' | 'state'>): ReadonlyMap<string, readonly Act[]> => {
  const looked: readonly Act[] =
    state === 'valid'
      ? ['renew', 'freeze', 'change', 'replace', 'revoke']
      : state === 'frozen'
        ? ['unfreeze', 'replace', 'revoke']
        : state === 'expired'
          ? ['replace']
          : []
  const found = new Map<string, readonly Act[]>()
  for (const act of looked) {
    const code = may[act]
    if (code !== null) found.set(code, [...(found.get(code) ?? []), act])
  }
  return found
}

const dayMs = 86_400_000
