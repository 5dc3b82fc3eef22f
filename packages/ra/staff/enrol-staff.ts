import { fromBase64 } from '@certhall/kernel/bytes'
import { sha256Hex } from '../digest.ts'
import type { BaseTransaction, Ground, TransactionOf } from '../ports.ts'
import type { Person, StaffAuthority, StaffRepository } from './ports.ts'

export interface EnrolDeps extends Ground {
  readonly staffAuthority: StaffAuthority
  readonly transaction: TransactionOf<BaseTransaction & { staff: StaffRepository }>
}

export interface Enrolment {
  readonly person: Person
  readonly certificate: string
  readonly notAfter: string
}

/** The signer checks the one-time link and issues; what it entered is mirrored here, so that a login can find it. */
export const enrolStaff =
  (deps: EnrolDeps) =>
  async (order: { token: string; csr: string; source: string }): Promise<Enrolment> => {
    const answer = await deps.staffAuthority.enrol(order.token, order.csr)
    const person: Person = { personId: answer.personId, name: answer.name, roles: answer.roles, disabledAtMs: null }
    const der = fromBase64(answer.certificate)
    const certificateSha256 = sha256Hex(der)
    await deps.transaction(async ({ staff, audit }) => {
      await staff.keepEnrolment({ person, certificateSha256, der, notAfterMs: Date.parse(answer.notAfter), atMs: deps.clock.nowMs() })
      await audit.append({
        type: 'staff.enrolled',
        actor: {
          kind: 'staff',
          personId: person.personId,
          name: person.name,
          roles: person.roles,
          certificateSha256,
          source: order.source,
        },
        detail: { certificateSha256, roles: person.roles.join(' ') },
      })
    })
    return { person, certificate: answer.certificate, notAfter: answer.notAfter }
  }
