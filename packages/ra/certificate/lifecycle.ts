import type { CertificateState } from '@certhall/contract/certificate/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'

export const certificateEvents = ['freeze', 'revoke', 'expire'] as const
export type CertificateEvent = (typeof certificateEvents)[number]

/** Design §5.1: frozen never becomes valid again; revoked and expired are final. */
const table: Readonly<Record<CertificateState, Partial<Record<CertificateEvent, CertificateState>>>> = {
  valid: { freeze: 'frozen', revoke: 'revoked', expire: 'expired' },
  frozen: { revoke: 'revoked', expire: 'expired' },
  revoked: {},
  expired: {},
}

export const nextCertificateState = (state: CertificateState, event: CertificateEvent): Decision<CertificateState, ErrorCode> => {
  const next = table[state][event]
  return next === undefined
    ? refused(state === 'revoked' ? 'state.certificate-revoked' : 'state.conflict', { detail: { state, event } })
    : allowed(next)
}
