import type { StaffActor } from '../actor.ts'
import { isUsable } from './log-in.ts'
import type { StaffCertificate } from './ports.ts'

/** Who a desk session belongs to right now; undefined as soon as the certificate ended or the person was disabled (I26). */
export const deskActor = (
  certificate: StaffCertificate | undefined,
  personId: string,
  source: string,
  nowMs: number,
): StaffActor | undefined => {
  if (certificate === undefined || certificate.person.personId !== personId || !isUsable(certificate, nowMs)) return undefined
  const { person, certificateSha256 } = certificate
  return { kind: 'staff', personId: person.personId, name: person.name, roles: person.roles, certificateSha256, source }
}
