import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { DeliveryChannel } from '@certhall/contract/application/vocabulary'
import type { MessageCarrier } from '@certhall/ra/notice/ports'

/** One carrier a channel. */
export const carrierByChannel = (carriers: Readonly<Record<DeliveryChannel, MessageCarrier>>): MessageCarrier => ({
  send: (message) => carriers[message.channel].send(message),
})

/** A carrier that did not take a message. `reason` is a word of ours: the other side's may repeat address or text. */
export const notTaken = (reason: string, cause?: unknown): AppError<ErrorCode> =>
  new AppError<ErrorCode>('busy.carrier', { detail: { reason }, cause: withoutText(cause) })

/** Production without a carrier for this channel: nothing is lost, every message waits and says so. */
export const noCarrier = (setting: string): MessageCarrier => ({
  send: () => Promise.reject(new AppError<ErrorCode>('busy.carrier', { detail: { reason: 'not-configured', setting } })),
})

/** Keeps what tells an operator where to look, and drops what may contain the message. */
const withoutText = (cause: unknown): Error | undefined => {
  if (!(cause instanceof Error)) return undefined
  const { code, responseCode } = cause as { code?: unknown; responseCode?: unknown }
  return new Error(
    ['carrier', code, responseCode]
      .filter((part) => part !== undefined)
      .map(String)
      .join(' '),
  )
}
