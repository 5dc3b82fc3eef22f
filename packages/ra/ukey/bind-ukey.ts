import { ukeySerial } from '@certhall/contract/ukey/serial-list'
import type { Actor } from '../actor.ts'
import type { BaseTransaction } from '../ports.ts'
import { accountOf, firstState, nextUkeyState } from './lifecycle.ts'
import type { UkeyAddress, UkeyRepository } from './ports.ts'

export interface Binding {
  /** What the client said of the UKEY; the page passes it on, nobody vouches for it. */
  readonly token: UkeyAddress
  readonly applicationNo: string
  readonly actor: Actor
  readonly atMs: number
}

type BindTransaction = BaseTransaction & { readonly ukeys: UkeyRepository }

/**
 * Part of the confirmation of an installation, in its transaction: the UKEY is now in use. It never refuses, for a holder
 * must not lose a certificate to our books: an unknown one was brought along, and what should not have happened (one that
 * is lost or scrapped, a number that is none) is an event for the staff.
 */
export const bindUkey = async ({ ukeys, audit }: BindTransaction, { token, applicationNo, actor, atMs }: Binding): Promise<void> => {
  const { modelId } = token
  const serialNumber = ukeySerial(token.serialNumber)
  const tell = (type: 'ukey.bound' | 'ukey.unexpected', before: string, after: string, reason?: string): Promise<void> => {
    const detail = { modelId, serialNumber: serialNumber ?? printable(token.serialNumber), ...(reason === undefined ? {} : { reason }) }
    return audit.append({ type, actor, applicationNo, before, after, detail })
  }
  if (serialNumber === null) return tell('ukey.unexpected', 'holder', 'holder', 'malformed')
  const how = { applicationNo, personId: null, atMs }
  const added = await ukeys.add([{ modelId, serialNumber, source: 'holder', state: firstState.holder, ...how }])
  if (added.size > 0) return tell('ukey.bound', 'holder', firstState.holder)
  const [ukey] = await ukeys.lock(modelId, [serialNumber])
  if (ukey === undefined) return
  const next = nextUkeyState(ukey.state, 'bind')
  const isMoved = next.ok && (await ukeys.move([{ ukey, to: next.value, place: null, reason: null, ...how }])) === 1
  if (isMoved) return tell('ukey.bound', accountOf(ukey), next.value)
  await ukeys.noteUnexpected(ukey, applicationNo, atMs)
  return tell('ukey.unexpected', accountOf(ukey), accountOf(ukey), ukey.state)
}

const printable = (text: string): string => text.replace(/[^\x21-\x7e]/g, '?').slice(0, 64)
