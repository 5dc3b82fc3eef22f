import { CrlEntries } from '@certhall/pki/crl/crl-entries'
import type { Ledger } from '../ports.ts'
import type { Authority } from '../profile/authority.ts'
import { signDelta } from './publish-crl.ts'
import { type CrlDeps, pageSize, reserveList } from './sign-list.ts'

/**
 * A delta alone, between two full lists: it reads what changed since its base and nothing else, however long the full list
 * is. False when no full list is valid, or when a later list is out.
 */
export const publishDelta = async (deps: CrlDeps, authority: Authority): Promise<boolean> => {
  const { authorityId } = authority
  const { crlNumber, published, base, position, thisUpdateMs } = await reserveList(deps, authority)
  if (base === undefined) return false
  // What the next full list will still show is shown here: RFC 5280 §5.2.4 lets no entry end between two full lists.
  const entries = await packChanged(deps.ledger, authorityId, published?.thisUpdateMs ?? 0, base.position)
  const delta = await signDelta(deps, authority, { authorityId, crlNumber, thisUpdateMs, position }, base.crlNumber, entries)
  return await deps.ledger.transaction((transaction) => transaction.publishDelta(delta))
}

const packChanged = async (ledger: Ledger, authorityId: string, endingFromMs: number, base: number): Promise<CrlEntries> => {
  const entries = new CrlEntries()
  let after = base
  for (;;) {
    const page = await ledger.read((transaction) => transaction.revocationsSince(authorityId, endingFromMs, after, pageSize))
    for (const { serial, revokedAtMs, reason } of page) entries.append(serial, revokedAtMs, reason)
    after = page.at(-1)?.position ?? after
    if (page.length < pageSize) return entries
  }
}
