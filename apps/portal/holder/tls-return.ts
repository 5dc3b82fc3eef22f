import type { TlsLoginRefusal } from '@certhall/contract/holder/tls-login'

export type TlsReturn = { readonly proof: string } | { readonly refused: TlsLoginRefusal }

/** What the other host name sent back in the fragment; null for any other fragment. */
export const tlsReturnOf = (hash: string): TlsReturn | null => {
  const [, name, value = ''] = /^#(proof|refused)=(.+)$/.exec(hash) ?? []
  if (name === 'proof') return { proof: value }
  const refused = refusals.find((each) => each === value)
  return name === 'refused' && refused !== undefined ? { refused } : null
}

const refusals: readonly TlsLoginRefusal[] = ['certificate-missing', 'certificate-foreign', 'state']
