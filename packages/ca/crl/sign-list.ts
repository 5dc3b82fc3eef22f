import { concat } from '@certhall/kernel/bytes'
import type { Clock } from '@certhall/kernel/clock'
import { compileCrl, type CrlOrder } from '@certhall/pki/crl/compile-crl'
import type { CrlReservation, Ledger, SignatureStream } from '../ports.ts'
import type { Authority } from '../profile/authority.ts'

export interface CrlDeps {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly signStream: (authorityId: string) => SignatureStream
}

export interface ReservedList extends CrlReservation {
  readonly thisUpdateMs: number
}

/** A number under the lock of the head, and a time that does not lie before that of any list which is out. */
export const reserveList = async ({ ledger, clock }: CrlDeps, { authorityId }: Authority): Promise<ReservedList> => {
  const nowMs = clock.nowMs()
  const reservation = await ledger.transaction((transaction) => transaction.reserveCrl(authorityId, nowMs))
  const { published, delta } = reservation
  return { ...reservation, thisUpdateMs: Math.max(Math.floor(nowMs / 1000) * 1000, published?.thisUpdateMs ?? 0, delta?.thisUpdateMs ?? 0) }
}

type ListOrder = Omit<CrlOrder, 'issuer' | 'algorithm' | 'keyIdentifier'>

/** One signature; gives the DER of the list. */
export const signList = async (deps: CrlDeps, authority: Authority, order: ListOrder): Promise<Uint8Array> => {
  const { authorityId, certificate, algorithm, keyIdentifier } = authority
  const list = compileCrl({ issuer: certificate.subject.der, algorithm, keyIdentifier, ...order })
  const stream = deps.signStream(authorityId)
  // Copies, because what is posted to a worker may be a view on a large buffer.
  for (const chunk of list.tbsChunks()) stream.write(chunk.slice())
  return concat(...list.chunks(await stream.finish()))
}

export const pageSize = 20_000
