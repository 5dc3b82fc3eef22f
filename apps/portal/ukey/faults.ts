import { clientErrorCodes, type ClientErrorCode } from '@certhall/contract/client/vocabulary'
import type { PinFacts } from '@certhall/contract/client/messages'
import { AppError } from '@certhall/kernel/app-error'

/** What can go wrong on this side of the connection: the client itself never said it. */
const pageFaultCodes = [
  'CLIENT_ABSENT',
  'CLIENT_LOST',
  'CLIENT_UNPROVEN',
  'LOOPBACK_DENIED',
  'POPUP_BLOCKED',
  'OTHER_TOKEN',
  'ANSWER_MALFORMED',
] as const
type PageFaultCode = (typeof pageFaultCodes)[number]
export type UkeyFaultCode = ClientErrorCode | PageFaultCode

const ukeyFaultCodes: readonly UkeyFaultCode[] = [...clientErrorCodes, ...pageFaultCodes]

export const ukeyFault = (code: UkeyFaultCode, pin?: PinFacts, cause?: unknown): AppError<UkeyFaultCode> =>
  new AppError(code, { detail: pin?.triesLeft == null ? {} : { triesLeft: pin.triesLeft }, cause })

export const isUkeyFault = (error: unknown): error is AppError<UkeyFaultCode> =>
  error instanceof AppError && (ukeyFaultCodes as readonly string[]).includes(error.code)
