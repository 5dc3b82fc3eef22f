import type { DeliveryChannel } from '@certhall/contract/application/vocabulary'
import type { NoticeKind, NoticeParameters } from './notice.ts'

export type NoticeLanguage = 'zh' | 'en'

/** Written in the transaction of the event it tells of; sent by a job after the commit, at least once. */
export interface NewNotice<Kind extends NoticeKind = NoticeKind> {
  readonly kind: Kind
  readonly applicationNo: string | null
  readonly channel: DeliveryChannel
  readonly address: string
  readonly language: NoticeLanguage
  readonly parameters: NoticeParameters[Kind]
}

export type NoticeState = 'queued' | 'retrying' | 'sent' | 'failed'

export interface StoredNotice {
  readonly noticeId: string
  readonly kind: NoticeKind
  readonly channel: DeliveryChannel
  readonly applicationNo: string | null
  readonly language: NoticeLanguage
  readonly address: string
  readonly maskedAddress: string
  readonly parameters: Readonly<Record<string, string>>
  readonly state: NoticeState
  readonly attempts: number
}

/** What the desk shows of a notice: delivery state, never address or text. */
export interface NoticeTrace {
  readonly applicationNo: string
  readonly kind: string
  readonly channel: DeliveryChannel
  readonly state: NoticeState
  readonly attempts: number
  readonly atMs: number
}

export interface NoticeRepository {
  /** Keeps the notice, its address sealed, and the job that sends it. */
  readonly add: <Kind extends NoticeKind>(notice: NewNotice<Kind>) => Promise<void>
  readonly one: (noticeId: string) => Promise<StoredNotice | undefined>
  readonly sent: (noticeId: string, atMs: number) => Promise<boolean>
  /** `failure` is a code, never a server's words: those may repeat the address or the text. */
  readonly notSent: (noticeId: string, failure: string, isFinal: boolean) => Promise<void>
  readonly ofApplications: (applicationNos: readonly string[]) => Promise<readonly NoticeTrace[]>
}

/** A message ready to go. `messageId` is stable over retries, so that a mail server or gateway can drop a repeat. */
export interface OutgoingMessage {
  readonly messageId: string
  readonly channel: DeliveryChannel
  readonly address: string
  /** Mail only. */
  readonly subject: string | null
  readonly body: string
  readonly kind: string
  readonly applicationNo: string | null
  /** Secrets inside the body (codes); kept beside it by the evaluation sink alone. */
  readonly codes: readonly string[]
}

/** Mail server, SMS gateway or the evaluation sink. Throws CarrierError; anything else counts as doubt. */
export interface MessageCarrier {
  readonly send: (message: OutgoingMessage) => Promise<void>
}

/** Codes that are sent at once and kept nowhere. Throws AppError `busy.carrier`. */
export interface CodeMessages {
  readonly sendCode: (message: {
    readonly channel: DeliveryChannel
    readonly address: string
    readonly language: NoticeLanguage
    readonly purpose: ContactCodePurpose
    readonly code: string
    readonly lifeMinutes: number
  }) => Promise<void>
}

export type ContactCodePurpose = 'verify' | 'prefill' | 'resume' | 'progress' | 'organization'
