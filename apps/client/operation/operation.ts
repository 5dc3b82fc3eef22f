import type { PinFacts } from '@certhall/contract/client/messages'
import type { ClientEvent } from '@certhall/contract/client/messages'
import type { ClientErrorCode, PinState } from '@certhall/contract/client/vocabulary'
import { AppError } from '@certhall/kernel/app-error'
import type { Clock } from '@certhall/kernel/clock'
import type { Log } from '@certhall/kernel/log'
import type { Random } from '@certhall/kernel/random'
import type { VerifySignature } from '@certhall/pki/key/public-key'
import type { Authorities } from '../authority/authorities.ts'
import type { ConsentOffice } from '../consent/conversation.ts'
import type { Installation } from '../installation/installation.ts'
import type { EnrolmentFile } from './enrolment-file.ts'
import type { TokenModels, Tokens } from './ports.ts'

export interface OperationDeps {
  readonly tokens: Tokens
  readonly models: TokenModels
  readonly authorities: Authorities
  readonly consents: ConsentOffice
  readonly enrolments: EnrolmentFile
  readonly installation: Installation
  readonly verifySignature: VerifySignature
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly port: () => number
  readonly client: {
    readonly version: string
    readonly system: string
    readonly isEvaluation: boolean
    readonly tellsPeers: boolean
    readonly allowedOrigins: number
  }
}

/** One request of one page. */
export interface OperationContext {
  readonly id: number
  /** As the door saw it; never from a message. */
  readonly origin: string
  readonly signal: AbortSignal
  readonly tell: (event: ClientEvent) => void
  readonly refs: TokenRefs
}

/** Opaque names of tokens, good for one connection. */
export interface TokenRefs {
  readonly refOf: (tokenId: string) => string
  /** Refuses with NO_TOKEN. */
  readonly tokenIdOf: (tokenRef: string) => string
}

export const refusal = (code: ClientErrorCode, cause?: unknown): AppError<ClientErrorCode> =>
  new AppError(code, cause === undefined ? {} : { cause })

/** A refusal that says how the PIN stands. */
export const pinRefusal = (code: ClientErrorCode, pin: PinFacts): AppError<ClientErrorCode> => {
  const { state, triesLeft, triesMost, isInitial } = pin
  const told = { triesLeft, triesMost, isInitial }
  return new AppError(code, {
    detail: { state, ...Object.fromEntries(Object.entries(told).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))) },
  })
}

export const pinOfRefusal = ({ detail }: AppError): PinFacts | undefined =>
  typeof detail['state'] === 'string'
    ? {
        state: detail['state'] as PinState,
        triesLeft: numberOf(detail['triesLeft']),
        triesMost: numberOf(detail['triesMost']),
        isInitial: typeof detail['isInitial'] === 'boolean' ? detail['isInitial'] : null,
      }
    : undefined

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** Between two steps: a page that cancelled, or went away, gets nothing more done. */
export const stillWanted = ({ signal }: OperationContext): void => {
  if (signal.aborted) throw refusal('USER_CANCELLED')
}
