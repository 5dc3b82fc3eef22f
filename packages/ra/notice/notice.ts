/** Kinds of notices and the facts each may carry. A PASSCODE or a contact code is no fact of any notice. */
export interface NoticeParameters {
  readonly 'application-submitted': {
    readonly organizationName: string
    readonly projectNameZh: string
    readonly projectNameEn: string
    readonly dueAt: string
    readonly progressUrl: string
  }
  readonly 'application-returned': { readonly organizationName: string; readonly itemCount: string; readonly progressUrl: string }
  readonly 'application-rejected': { readonly organizationName: string; readonly reason: string; readonly progressUrl: string }
  /** Approved, and nothing came of it: `run-out` the PASSCODE was not used, `unreleased` none was sent. */
  readonly 'application-lapsed': {
    readonly organizationName: string
    readonly projectNameZh: string
    readonly projectNameEn: string
    readonly reason: string
    readonly hotline: string
  }
  readonly 'download-ready': {
    readonly organizationName: string
    readonly medium: string
    readonly channel: string
    readonly sentTo: string
    readonly expiresAt: string
    readonly downloadUrl: string
  }
  readonly 'certificate-downloaded': {
    readonly organizationName: string
    readonly serialNumber: string
    readonly notAfter: string
    readonly hotline: string
  }
  /** Downloaded and not confirmed for three days; after `revokedAt` it is revoked. */
  readonly 'installation-overdue': {
    readonly organizationName: string
    readonly serialNumber: string
    readonly revokedAt: string
    readonly downloadUrl: string
    readonly hotline: string
  }
  readonly 'certificate-expiring': {
    readonly organizationName: string
    readonly projectNameZh: string
    readonly projectNameEn: string
    readonly serialNumber: string
    readonly notAfter: string
    readonly daysLeft: string
    readonly renewUrl: string
  }
  /** Both are installed; the old one ends then, when its owner may have moved on. */
  readonly 'certificate-renewed': {
    readonly organizationName: string
    readonly serialNumber: string
    readonly oldSerialNumber: string
    readonly oldEndsAt: string
    readonly hotline: string
  }
  readonly 'certificate-frozen': {
    readonly organizationName: string
    readonly serialNumber: string
    readonly reason: string
    readonly unfreezeUrl: string
    readonly hotline: string
  }
  readonly 'certificate-revoked': {
    readonly organizationName: string
    readonly serialNumber: string
    readonly reason: string
    readonly hotline: string
  }
  /** What is on record of the organisation; another contact is told to the one of before as well. */
  readonly 'record-changed': { readonly organizationName: string; readonly contactMobile: string; readonly hotline: string }
}

export const noticeKinds = [
  'application-submitted',
  'application-returned',
  'application-rejected',
  'application-lapsed',
  'download-ready',
  'certificate-downloaded',
  'installation-overdue',
  'certificate-expiring',
  'certificate-renewed',
  'certificate-frozen',
  'certificate-revoked',
  'record-changed',
] as const
export type NoticeKind = (typeof noticeKinds)[number]
