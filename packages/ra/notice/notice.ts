/** Kinds of notices and the facts each may carry. A PASSCODE or a contact code is no fact of any notice. */
export interface NoticeParameters {
  readonly 'application-submitted': { readonly organizationName: string; readonly projectNameZh: string; readonly projectNameEn: string; readonly dueAt: string; readonly progressUrl: string }
  readonly 'application-returned': { readonly organizationName: string; readonly itemCount: string; readonly progressUrl: string }
  readonly 'application-rejected': { readonly organizationName: string; readonly reason: string; readonly progressUrl: string }
  readonly 'download-ready': { readonly organizationName: string; readonly medium: string; readonly channel: string; readonly sentTo: string; readonly expiresAt: string; readonly downloadUrl: string }
  readonly 'certificate-downloaded': { readonly organizationName: string; readonly serialNumber: string; readonly notAfter: string; readonly hotline: string }
}

export const noticeKinds = ['application-submitted', 'application-returned', 'application-rejected', 'download-ready', 'certificate-downloaded'] as const
export type NoticeKind = (typeof noticeKinds)[number]
