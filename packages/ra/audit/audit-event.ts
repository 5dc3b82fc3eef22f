import type { StaffRole } from '@certhall/contract/staff/roles'
import type { Actor } from '../actor.ts'

/** The closed list of audit event types; `docs/reference/audit-events.md` is made from it. */
export const auditEventTypes = {
  'application.submitted': 'A draft was submitted; the snapshot is fixed.',
  'application.review-started': 'A reviewer opened the case.',
  'application.returned': 'A reviewer returned single items for correction, signed.',
  'application.resubmitted': 'Corrections were submitted; a new revision of the snapshot is fixed.',
  'application.first-approved': 'The first of two reviewers approved the snapshot, signed.',
  'application.approved': 'A reviewer approved the snapshot, signed.',
  'application.rejected': 'A reviewer rejected the application, signed.',
  'application.withdrawn': 'The applicant withdrew.',
  'application.completed': 'The certificate was confirmed as installed.',
  'application.expired': 'An approval ended: its PASSCODE ran out, or none was released for long.',
  'draft.expired': 'A draft was not submitted in time and was deleted.',
  'contact.code-sent': 'A code was sent to a contact.',
  'contact.verified': 'A contact proved mobile or e-mail.',
  'document.uploaded': 'A paper was uploaded.',
  'document.removed': 'A paper was replaced or removed before submission.',
  'document.viewed': 'A member of the staff opened a paper.',
  'field.revealed': 'A member of the staff unmasked a field, with a reason.',
  'prefill.disclosed': 'Stored organisation data was shown after a code to the contact on record.',
  'passcode.released': 'An issuer released the PASSCODE, signed.',
  'passcode.created': 'The delivery worker made a PASSCODE.',
  'passcode.delivered': 'The PASSCODE was handed to the carrier.',
  'passcode.delivery-failed': 'The hand-over failed or was doubtful; that code is void.',
  'passcode.redeeming': 'The PASSCODE was bound to the first proven public key.',
  'passcode.unbound': 'The signer signed nothing for the order; the PASSCODE is free for another key.',
  'passcode.used': 'Installation was confirmed; the PASSCODE is used up.',
  'passcode.expired': 'The PASSCODE ran out.',
  'passcode.voided': 'The PASSCODE was replaced, abandoned or voided.',
  'passcode.refused': 'A wrong PASSCODE was tried.',
  'certificate.stored': 'A certificate came from the signer and was stored.',
  'certificate.confirmed': 'The holder proved installation.',
  'certificate.revoked': 'A certificate was revoked.',
  'certificate.frozen': 'A certificate was frozen: on hold until it ends.',
  'certificate.overlap-begun': 'Its successor is installed; the certificate ends when the overlap is over.',
  'certificate.expired': 'A certificate reached its own end.',
  'order.doubtful': 'The outcome of a signing order is unknown; its serial is published as revoked.',
  'notice.sent': 'A notice was handed to the carrier.',
  'notice.failed': 'A notice could not be handed over after all retries.',
  'webhook.added': 'An operator named an address for the messages of a project.',
  'webhook.ended': 'An address gets no messages any more: by an operator, or because it answered 410.',
  'webhook.sent': 'A message to the owner of a project was taken.',
  'webhook.failed': 'A message to the owner of a project was not taken after all retries.',
  'webhook.resent': 'An operator had a message tried again that was given up.',
  'staff.enrolled': 'A member of the staff received a certificate through a one-time link.',
  'staff.disabled': 'A member of the staff was taken out: certificates revoked, sessions ended, links void.',
  'staff.logged-in': 'A member of the staff logged in with a certificate.',
  'staff.login-refused': 'A staff login was refused.',
  'staff.logged-out': 'A staff session was ended.',
  'holder.logged-in': 'A holder logged in with a certificate, or showed its key once more.',
  'holder.login-refused': 'A login with a certificate was refused.',
  'holder.logged-out': 'A holder logged out.',
  'holder.session-ended':
    'A login with a certificate was ended: by the holder from another session, or because the certificate is valid no more.',
  'holder.contact-asked': 'A code to the contact on record was asked for, by organisation code.',
  'holder.contact-proven': 'The contact on record of an organisation proved to be there, without a certificate.',
  'ukey.received': 'A UKEY came into stock.',
  'ukey.allocated': 'A UKEY was allocated to a service point or a person.',
  'ukey.bound': 'A holder put a certificate on a UKEY; one that was not on the books was brought along.',
  'ukey.returned': 'A UKEY came back into stock.',
  'ukey.lost': 'A UKEY was reported lost.',
  'ukey.scrapped': 'A UKEY was scrapped.',
  'ukey.unexpected': 'A certificate was put on a UKEY that is lost or scrapped, or whose serial number is none.',
  'evaluation.clock-moved': 'The clock of an evaluation was moved; `offsetMs` is how far it is ahead from then on.',
  'project.changed': 'A project was seeded or changed.',
  'registry.imported': 'Entries of the organisation registry were imported.',
} as const satisfies Record<string, string>

export type AuditEventType = keyof typeof auditEventTypes

/** What a use case appends in its transaction; id and time are added where it is stored. Never a secret in `detail`. */
export interface AuditEvent {
  readonly type: AuditEventType
  readonly actor: Actor
  readonly role?: StaffRole
  readonly applicationNo?: string
  readonly before?: string
  readonly after?: string
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>
}
