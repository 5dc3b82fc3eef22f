import type { StaffRole } from '@certhall/contract/staff/roles'
import type { HolderAccess } from './holder/access.ts'

/** Who acts: named in every audit event, checked by every policy. */
export type Actor =
  | { readonly kind: 'applicant'; readonly source: string }
  | HolderActor
  | {
      readonly kind: 'staff'
      readonly personId: string
      readonly name: string
      readonly roles: readonly StaffRole[]
      readonly certificateSha256: string
      readonly source: string
    }
  | { readonly kind: 'system'; readonly name: string }
  | { readonly kind: 'operator'; readonly name: string }

/** Whoever acts with a certificate, a PASSCODE or a code to the contact; `id` names certificate or organisation where one was shown. */
export interface HolderActor {
  readonly kind: 'holder'
  readonly source: string
  readonly id?: string
  readonly name?: string
}

export type StaffActor = Extract<Actor, { kind: 'staff' }>

export const holderActor = (access: HolderAccess, source: string): HolderActor =>
  access.kind === 'certificate'
    ? { kind: 'holder', source, id: `${access.authorityId}/${access.serialNumber}`, name: access.subject }
    : { kind: 'holder', source, id: access.orgCode, name: 'contact' }

/** `source` of people is the network address as the server saw it, shortened to what an investigation needs. */
export const actorColumns = (actor: Actor): { kind: string; id: string | null; name: string; source: string } => {
  switch (actor.kind) {
    case 'staff':
      return { kind: 'staff', id: actor.personId, name: actor.name, source: actor.source }
    case 'applicant':
      return { kind: actor.kind, id: null, name: actor.kind, source: actor.source }
    case 'holder':
      return { kind: actor.kind, id: actor.id ?? null, name: actor.name ?? actor.kind, source: actor.source }
    case 'system':
    case 'operator':
      return { kind: actor.kind, id: null, name: actor.name, source: 'local' }
  }
}
