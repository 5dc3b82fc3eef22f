import type { SeenToken } from '@certhall/contract/client/messages'
import type { IssuedCertificate } from '@certhall/contract/passcode/api'
import type { ConsentWindow } from '../ukey/consent-window.ts'
import type { InstallProof } from './certificate-file.ts'
import type { Plan } from './plan.ts'
import type { InstallStep, StepWriter } from './step-log.ts'

/**
 * What takes the key and the certificate: a P12 file made in this browser, or a UKEY behind the client. One object for one
 * download; the server and the order of the steps know no difference.
 */
export interface Medium {
  /** DL-4, in order; a step that only some take is put in when it begins. */
  readonly steps: readonly InstallStep[]
  /** What of this download is in reach here, from an earlier visit too. */
  readonly look: () => Promise<{ readonly plan: Plan; readonly kept: KeptKey | undefined }>
  /** The key is made, or found again: the same key for the same PASSCODE, however often it is asked. */
  readonly makeKeyAndRequest: (access: Access, issued: IssuedCertificate | null, log: StepWriter) => Promise<KeyAnswer>
  /** Writes key and certificate. A file is proven by the person who saves it and opens it again; a UKEY proves itself. */
  readonly install: (access: Access, issued: IssuedCertificate, log: StepWriter) => Promise<InstallProof | CertificateFile>
  /** The server takes no certificate for this key: the next one will be another. */
  readonly forgetKey: () => Promise<void>
  /** Confirmed or given up: nothing of this download has to be kept here. */
  readonly settle: () => Promise<void>
}

/** What opens the medium: given for one attempt, never kept. */
export type Access =
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'token'; readonly token: SeenToken; readonly window: ConsentWindow; readonly language: 'zh' | 'en' }

export type KeyAnswer =
  | { readonly kind: 'request'; readonly csr: Uint8Array }
  | { readonly kind: 'wrongSecret' }
  /** A certificate was issued before, and this medium can install it without asking again. */
  | { readonly kind: 'notNeeded' }

export interface KeptKey {
  readonly madeAtMs: number
}

export interface CertificateFile {
  readonly name: string
  readonly content: Uint8Array<ArrayBuffer>
}
