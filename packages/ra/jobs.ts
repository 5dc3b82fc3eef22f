/** Work that follows a commit. A job is written in the transaction that makes it necessary; every job may run twice. */
export interface JobPayloads {
  /** Makes the PASSCODE of a release and hands it over. */
  'deliver-passcode': { readonly releaseId: string }
  'send-notice': { readonly noticeId: string }
  /** Posts to the owner of a project what became of a certificate. */
  'send-webhook': { readonly messageId: string }
  /** Revokes at the signer what the registration side has ended. */
  'revoke-certificate': {
    readonly authorityId: string
    readonly serialNumber: string
    readonly reason: string
    readonly applicationNo: string
  }
}
export type JobName = keyof JobPayloads

export interface Jobs {
  /** `key`: while a job of this name and key waits, another one is not added. */
  readonly send: <Name extends JobName>(name: Name, payload: JobPayloads[Name], options?: { readonly key?: string }) => Promise<void>
}
