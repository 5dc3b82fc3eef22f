import { replaceableAfterEndDays, type FollowUpType } from '@certhall/contract/application/follow-up'
import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import type { HolderAccess } from '../holder/access.ts'
import type { StoredCertificate } from './ports.ts'

/** What a holder can do with a certificate: the follow-ups, and freezing. */
export type CertificateAction = FollowUpType | 'freeze'
export const certificateActions = [
  'renew',
  'replace',
  'change',
  'freeze',
  'unfreeze',
  'revoke',
] as const satisfies readonly CertificateAction[]

export type CertificateFacts = Pick<StoredCertificate, 'state' | 'confirmedAtMs' | 'notAfterMs' | 'endsAtMs'>

/**
 * Whose certificates somebody sees: a code to the contact and a certificate of the organisation show all of the
 * organisation's; a person's certificate shows that person's. What is not seen is answered as missing.
 */
export const isVisible = (
  access: HolderAccess,
  certificate: Pick<StoredCertificate, 'orgCode' | 'certificateType'> & { readonly person: string },
): boolean => {
  if (access.orgCode !== certificate.orgCode) return false
  if (access.kind === 'contact' || access.certificateType === 'organization') return true
  return access.certificateType === certificate.certificateType && access.person === certificate.person
}

/** Whether the state of the certificate allows it, whoever asks. */
export const mayFollow = (certificate: CertificateFacts, action: CertificateAction, nowMs: number): Decision<true, ErrorCode> => {
  if (certificate.confirmedAtMs === null) return refused('state.conflict', { detail: { reason: 'unconfirmed' } })
  if (certificate.state === 'revoked') return refused('state.certificate-revoked')
  // Its successor is installed: what is left is to end it, never a second successor (I15), whatever became of this one since.
  if (certificate.endsAtMs !== null && action !== 'freeze' && action !== 'revoke')
    return refused('state.conflict', { detail: { reason: 'renewed' } })
  if (isOver(certificate, nowMs))
    return action === 'replace' && nowMs - certificate.notAfterMs <= replaceableAfterEndDays * dayMs
      ? allowed(true)
      : refused('state.certificate-expired')
  if (action === 'unfreeze') return certificate.state === 'frozen' ? allowed(true) : refused('state.certificate-not-frozen')
  if (action === 'replace' || action === 'revoke') return allowed(true)
  return certificate.state === 'frozen' ? refused('state.certificate-frozen') : allowed(true)
}

/** Past its own end, whether the round that writes it down has come by or not. */
export const isOver = ({ state, notAfterMs }: Pick<CertificateFacts, 'state' | 'notAfterMs'>, nowMs: number): boolean =>
  state === 'expired' || notAfterMs < nowMs

/** Renewal and change are for those who hold the key; loss must be answerable without it (design §5.2). */
export const mayAct = (
  access: HolderAccess,
  certificate: CertificateFacts,
  action: CertificateAction,
  nowMs: number,
  hasOpen: boolean,
): Decision<true, ErrorCode> => {
  const state = mayFollow(certificate, action, nowMs)
  if (!state.ok) return state
  if (access.kind === 'contact' && (action === 'renew' || action === 'change')) return refused('policy.certificate-needed')
  return hasOpen && action !== 'freeze' ? refused('state.follow-up-open') : allowed(true)
}

const dayMs = 86_400_000
