import { concat } from '@certhall/kernel/bytes'
import type { Clock } from '@certhall/kernel/clock'
import { compileCrl } from '@certhall/pki/crl/compile-crl'
import { CrlEntries } from '@certhall/pki/crl/crl-entries'
import type { CrlHead, Ledger, SignatureStream } from '../ports.ts'
import type { Authority } from '../profile/authority.ts'

export interface CrlDeps {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly signStream: (authorityId: string) => SignatureStream
}

/**
 * A full CRL: number under the lock of the head, entries packed page by page, one signature, published unless a later
 * list is out already. Whatever fails in between, the old list stays and the number is not used again.
 */
export const publishCrl = async (deps: CrlDeps, authority: Authority, validityMs: number): Promise<boolean> => {
  const { authorityId, certificate, algorithm, keyIdentifier } = authority
  const { crlNumber, published, position } = await deps.ledger.transaction((transaction) => transaction.reserveCrl(authorityId))
  const thisUpdateMs = Math.max(Math.floor(deps.clock.nowMs() / 1000) * 1000, published?.thisUpdateMs ?? 0)
  const nextUpdateMs = thisUpdateMs + validityMs
  const entries = await packEntries(deps.ledger, authorityId, published)
  const crl = compileCrl({ issuer: certificate.subject.der, algorithm, keyIdentifier, crlNumber, thisUpdateMs, nextUpdateMs, entries })
  const stream = deps.signStream(authorityId)
  // Copies, because what is posted to a worker may be a view on a large buffer.
  for (const chunk of crl.tbsChunks()) stream.write(chunk.slice())
  const der = concat(...crl.chunks(await stream.finish()))
  return await deps.ledger.transaction((transaction) =>
    transaction.publishCrl({ authorityId, crlNumber, thisUpdateMs, nextUpdateMs, position, entryCount: entries.count, der }),
  )
}

/** RFC 5280 §3.3: an entry stays until one list after its certificate's end has shown it. */
const packEntries = async (ledger: Ledger, authorityId: string, published: CrlHead | undefined): Promise<CrlEntries> => {
  const entries = new CrlEntries()
  let after: Uint8Array | undefined
  for (;;) {
    const page = await ledger.read((transaction) => transaction.revocationPage(authorityId, published?.thisUpdateMs ?? 0, after, pageSize))
    for (const { serial, revokedAtMs, reason } of page.entries) entries.append(serial, revokedAtMs, reason)
    after = page.last
    if (page.count < pageSize) return entries
  }
}

const pageSize = 20_000
