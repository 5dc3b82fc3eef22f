import { CrlEntries } from '@certhall/pki/crl/crl-entries'
import type { CrlRecord, DeltaRecord, Ledger } from '../ports.ts'
import type { Authority } from '../profile/authority.ts'
import { listTimes } from './list-times.ts'
import { type CrlDeps, pageSize, reserveList, signList } from './sign-list.ts'

/**
 * A full CRL, and under the same number the delta to the oldest full list that is still valid; a root, whose key sleeps,
 * has no delta and gives no `deltaUri`. Both are packed from one reading, so that they say the same (RFC 5280 §5.2.4), and
 * published in one transaction unless a later list is out. Whatever fails in between, the old lists stay and the number is
 * not used again.
 */
export const publishCrl = async (deps: CrlDeps, authority: Authority, validityMs: number, deltaUri?: string): Promise<boolean> => {
  const { authorityId } = authority
  const { crlNumber, published, base: oldest, position, thisUpdateMs } = await reserveList(deps, authority)
  // Without a list that anybody may still hold, the delta to this one says that nothing has changed.
  const base = oldest ?? { crlNumber, position }
  const nextUpdateMs = thisUpdateMs + validityMs
  const { entries, changed } = await packEntries(deps.ledger, authorityId, published?.thisUpdateMs ?? 0, base.position)
  const head = { authorityId, crlNumber, thisUpdateMs, position }
  const freshest = deltaUri === undefined ? {} : { freshestUris: [deltaUri] }
  const der = await signList(deps, authority, { crlNumber, thisUpdateMs, nextUpdateMs, entries, ...freshest })
  const crl: CrlRecord = { ...head, nextUpdateMs, entryCount: entries.count, der }
  const delta = deltaUri === undefined ? undefined : await signDelta(deps, authority, head, base.crlNumber, changed)
  return await deps.ledger.transaction((transaction) => transaction.publishCrl(crl, delta))
}

/** `removeFromCRL` is never written: a hold is never lifted, and for expired certificates it may be left out (RFC 5280 §5.2.4). */
export const signDelta = async (
  deps: CrlDeps,
  authority: Authority,
  head: DeltaHead,
  baseNumber: number,
  entries: CrlEntries,
): Promise<DeltaRecord> => {
  const { crlNumber, thisUpdateMs } = head
  const nextUpdateMs = thisUpdateMs + listTimes.deltaValidityMs
  const der = await signList(deps, authority, { crlNumber, thisUpdateMs, nextUpdateMs, entries, baseNumber })
  return { ...head, nextUpdateMs, baseNumber, entryCount: entries.count, der }
}

type DeltaHead = Pick<DeltaRecord, 'authorityId' | 'crlNumber' | 'thisUpdateMs' | 'position'>

/**
 * RFC 5280 §3.3: an entry stays until one list after its certificate's end has shown it. Those behind `changedAfter` are also
 * packed apart.
 */
const packEntries = async (
  ledger: Ledger,
  authorityId: string,
  endingFromMs: number,
  changedAfter: number,
): Promise<{ readonly entries: CrlEntries; readonly changed: CrlEntries }> => {
  const entries = new CrlEntries()
  const changed = new CrlEntries()
  let after: Uint8Array | undefined
  for (;;) {
    const page = await ledger.read((transaction) => transaction.revocationPage(authorityId, endingFromMs, after, pageSize))
    for (const { serial, revokedAtMs, reason, position } of page.entries) {
      entries.append(serial, revokedAtMs, reason)
      if (position > changedAfter) changed.append(serial, revokedAtMs, reason)
    }
    after = page.last
    if (page.count < pageSize) return { entries, changed }
  }
}
