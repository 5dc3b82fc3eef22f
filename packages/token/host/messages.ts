/**
 * What a client and its driver hosts say to each other. A host holds a vendor's library: whatever it answers is checked
 * like a message of a stranger, and an answer of another shape is TOKEN_FAILED.
 */
import { pinFacts } from '@certhall/contract/client/messages'
import { tokenErrorCodes } from '@certhall/contract/client/vocabulary'
import { algorithmNames } from '@certhall/pki/algorithm'
import * as z from 'zod'
import type { KeyRequest, TokenDriver } from '../token.ts'
import type { DriverOrder } from './driver-order.ts'

/** Arguments of each call; a session is a number that the host gave. */
export interface HostCalls {
  readonly open: { readonly order: DriverOrder }
  readonly list: Record<never, never>
  readonly pinFacts: { readonly tokenId: string }
  readonly keys: { readonly tokenId: string }
  readonly changePin: { readonly tokenId: string; readonly pin: Uint8Array; readonly newPin: Uint8Array }
  readonly logIn: { readonly tokenId: string; readonly pin: Uint8Array }
  readonly generateKey: { readonly session: number; readonly request: KeyRequest }
  readonly sign: { readonly session: number; readonly keyId: string; readonly content: Uint8Array }
  readonly writeCertificates: { readonly session: number; readonly keyId: string; readonly chain: readonly Uint8Array[] }
  readonly removeKey: { readonly session: number; readonly keyId: string }
  readonly logOut: { readonly session: number }
  readonly close: Record<never, never>
}
export type HostCall = keyof HostCalls
export type OpenDriver = (order: DriverOrder) => Promise<TokenDriver>

/** How long the watchdog waits before a host counts as hung. */
export const callLimitsMs: Readonly<Record<HostCall, number>> = Object.freeze({
  open: 30_000,
  list: 5_000,
  pinFacts: 30_000,
  keys: 30_000,
  changePin: 60_000,
  logIn: 60_000,
  generateKey: 120_000,
  sign: 30_000,
  writeCertificates: 30_000,
  removeKey: 30_000,
  logOut: 30_000,
  close: 5_000,
})

export interface HostMessage {
  readonly id: number
  readonly call: HostCall
  readonly args: unknown
}

const octets = (most: number) => z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= most)
const text = (most: number) => z.string().max(most)

const key = z.strictObject({
  keyId: text(64).min(1),
  algorithm: z.enum(algorithmNames).nullable(),
  spki: octets(8_192),
  certificate: octets(16_000).nullable(),
})
const facts = z.strictObject({
  tokenId: text(64).min(1),
  driver: z.enum(['soft', 'pkcs11', 'skf']),
  manufacturer: text(64),
  model: text(64),
  label: text(64),
  serialNumber: text(64),
  algorithms: z.array(z.enum(algorithmNames)).max(20),
  space: z.strictObject({ freeOctets: z.int().min(0).nullable(), totalOctets: z.int().min(0).nullable() }),
})
const protection = z.strictObject({ isGeneratedInToken: z.boolean(), isSensitive: z.boolean(), isNeverExtractable: z.boolean() })
const nothing = z.undefined()

export const hostAnswers = {
  open: nothing,
  list: z.array(facts).max(50),
  pinFacts,
  keys: z.array(key).max(200),
  changePin: pinFacts,
  logIn: z.int().min(1),
  generateKey: z.strictObject({ key, facts: protection }),
  sign: octets(1_024),
  writeCertificates: nothing,
  removeKey: nothing,
  logOut: nothing,
  close: nothing,
} as const satisfies Record<HostCall, z.ZodType>
export type HostAnswer<Call extends HostCall> = z.infer<(typeof hostAnswers)[Call]>

const detail = z.record(text(40), z.union([text(200), z.number(), z.boolean()]))

export const hostEnvelope = z.discriminatedUnion('ok', [
  z.strictObject({ id: z.int(), ok: z.literal(true), value: z.unknown() }),
  z.strictObject({ id: z.int(), ok: z.literal(false), code: z.enum(tokenErrorCodes), detail }),
])
export type HostEnvelope = z.infer<typeof hostEnvelope>
