import type { RevocationReason } from '@certhall/contract/certificate/vocabulary'

/** One revocation as the feed tells it. Serials are lower-case hexadecimal. */
export interface RevocationChange {
  readonly position: number
  readonly authorityId: string
  readonly serialNumber: string
  readonly reason: RevocationReason
  readonly revokedAtMs: number
}

export interface IssuedSerial {
  readonly notAfterMs: number
}

export interface PublishedAuthority {
  readonly authorityId: string
  readonly issuerId: string
  readonly role: 'root' | 'issuing' | 'staff'
  readonly certificateDer: Uint8Array
  /** A signer has started with it and published its list: before that nothing of its own exists to be answered for. */
  readonly hasList: boolean
}

export interface PublishedCrl {
  readonly number: number
  readonly thisUpdateMs: number
  readonly nextUpdateMs: number
  readonly der: Uint8Array
}

/** What the responder may read. Positions rise in commit order, so a reader that has seen n never misses a row before n. */
export interface StatusSource {
  /** Changes after `position`, oldest first, at most `limit`. */
  readonly changesAfter: (position: number, limit: number) => Promise<readonly RevocationChange[]>
  /** null when this authority never issued that serial. */
  readonly issued: (authorityId: string, serialNumber: string) => Promise<IssuedSerial | null>
  readonly authorities: () => Promise<readonly PublishedAuthority[]>
  readonly currentCrl: (authorityId: string) => Promise<PublishedCrl | null>
  /** Number of the published CRL, cheap to ask. */
  readonly currentCrlNumber: (authorityId: string) => Promise<number | null>
  readonly currentDelta: (authorityId: string) => Promise<PublishedCrl | null>
  readonly currentDeltaNumber: (authorityId: string) => Promise<number | null>
}
