import type { IssuedCertificate, PasscodeView } from '@certhall/contract/passcode/api'
import type { FunctionComponent } from 'react'
import type { ReadBackRefusal } from './certificate-file.ts'
import type { Abandoned } from './exchange.ts'
import type { Access, CertificateFile, KeptKey, Medium } from './medium.ts'
import type { Plan } from './plan.ts'
import type { StepLog } from './step-log.ts'

/** What every page of this room works with. */
export interface RoomProps {
  readonly download: Download
  readonly actions: DownloadActions
}

export interface Download {
  readonly passcode: string
  readonly view: PasscodeView
  readonly room: MediumRoom
  readonly medium: Medium
  readonly kept: KeptKey | undefined
  readonly plan: Plan
  readonly log: StepLog
  readonly issued: IssuedCertificate | null
  readonly file: CertificateFile | null
  readonly wasSaved: boolean
  readonly abandoned: Abandoned | null
  /** What went wrong in the step that stands ahead again. */
  readonly error: unknown
  readonly needsNewKey: boolean
  /** The signer is busy; the same request is sent again by itself. */
  readonly isWaiting: boolean
  /** Confirmed on this visit, not found confirmed. */
  readonly isFresh: boolean
}

export interface DownloadActions {
  readonly check: (passcode: string) => Promise<void>
  /** False when the secret does not open the key. */
  readonly install: (access: Access) => Promise<boolean>
  readonly save: () => void
  readonly verify: (file: Uint8Array<ArrayBuffer>, password: string) => Promise<ReadBackRefusal | null>
  readonly confirm: () => Promise<void>
  readonly forgetKey: () => Promise<void>
  readonly abandon: () => Promise<void>
  readonly leave: () => void
}

/** A medium with the parts of the pages that are its own. */
export interface MediumRoom {
  readonly open: (view: PasscodeView, passcode: string) => Medium
  /** DL-2, and DL-3 where the secret is typed here. */
  readonly ChoosePage: FunctionComponent<RoomProps>
  /** Beside the step log: what the person has to do now. */
  readonly Turn: FunctionComponent<RoomProps>
  /** After a failed step: the way on. */
  readonly Again: FunctionComponent<RoomProps>
  /** DL-4, done: what is now true, how to check it, what to do next. */
  readonly Finished: FunctionComponent<RoomProps>
  readonly useStepNames: () => readonly string[]
}
