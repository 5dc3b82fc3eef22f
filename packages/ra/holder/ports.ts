export interface OpenHolderSession {
  readonly sidSha256: Uint8Array
  readonly startedAtMs: number
  readonly lastSeenAtMs: number
  readonly source: string
  readonly browser: string
}

/** Sessions that a certificate has logged in to. What else such a session opens (drafts, applications) stays with it. */
export interface HolderSessionRepository {
  /** Ends every login with this certificate, in the transaction that freezes or ends it; gives how many there were. */
  readonly end: (certificateSha256: string) => Promise<number>
  /** Newest first; those in time alone. */
  readonly ofCertificate: (certificateSha256: string, nowMs: number) => Promise<readonly OpenHolderSession[]>
  /** False when this session has no login with this certificate. */
  readonly endOne: (certificateSha256: string, sidSha256: Uint8Array) => Promise<boolean>
}
