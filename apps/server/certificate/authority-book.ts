import type { Authority } from '@certhall/contract/signer/other'
import type { CertificateAuthority } from '@certhall/ra/certificate/ports'

/** CA certificates by id, asked once and kept; asked again when an unknown one is needed, because the signer may have been initialised or rolled over since. */
export const authorityBook = (
  signer: Pick<CertificateAuthority, 'authorities'>,
): ((needed?: string) => Promise<ReadonlyMap<string, Authority>>) => {
  let book: ReadonlyMap<string, Authority> = new Map()
  return async (needed) => {
    if (book.size === 0 || (needed !== undefined && !book.has(needed)))
      book = new Map((await signer.authorities()).map((authority) => [authority.authorityId, authority]))
    return book
  }
}
