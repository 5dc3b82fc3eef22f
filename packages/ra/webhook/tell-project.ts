import type { CertificateKey } from '@certhall/contract/application/follow-up'
import type { RevocationReason } from '@certhall/contract/certificate/vocabulary'
import type { WebhookMessage } from '@certhall/contract/webhook/webhook-message'
import type { StoredCertificate } from '../certificate/ports.ts'
import type { WebhookRepository } from './ports.ts'

export type Told = { readonly certificate: StoredCertificate; readonly atMs: number } & (
  | { readonly event: 'certificate.issued' | 'certificate.frozen' }
  | { readonly event: 'certificate.renewed'; readonly replaces: CertificateKey & { readonly endsAtMs: number } }
  | { readonly event: 'certificate.revoked'; readonly reason: RevocationReason }
)

/**
 * To be called in the transaction of the event: the message is there if and only if the event is. A certificate that was
 * never confirmed was never told of, so its end is not told either.
 */
export const tellProject = async (tx: { readonly webhooks: Pick<WebhookRepository, 'tell'> }, told: Told): Promise<void> => {
  const isEnd = told.event === 'certificate.frozen' || told.event === 'certificate.revoked'
  if (isEnd && told.certificate.confirmedAtMs === null) return
  await tx.webhooks.tell(told.certificate.projectId, messageOf(told))
}

const messageOf = (told: Told): WebhookMessage => {
  const { authorityId, serialNumber, projectId, orgCode, certificateType, medium, notBeforeMs, notAfterMs } = told.certificate
  const data = {
    authorityId,
    serialNumber,
    projectId,
    orgCode,
    certificateType,
    medium,
    notBefore: instant(notBeforeMs),
    notAfter: instant(notAfterMs),
  }
  return { type: told.event, timestamp: instant(told.atMs), data: { ...data, replaces: replacedBy(told), reason: reasonOf(told) } }
}

const replacedBy = (told: Told): WebhookMessage['data']['replaces'] => {
  if (told.event !== 'certificate.renewed') return null
  const { authorityId, serialNumber, endsAtMs } = told.replaces
  return { authorityId, serialNumber, endsAt: instant(endsAtMs) }
}

/** Why somebody froze it is the holder's affair; the list says certificateHold. */
const reasonOf = (told: Told): RevocationReason | null => {
  if (told.event === 'certificate.frozen') return 'certificateHold'
  return told.event === 'certificate.revoked' ? told.reason : null
}

const instant = (ms: number): string => new Date(ms).toISOString()
