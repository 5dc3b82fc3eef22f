import type { authorityView } from '@certhall/contract/hall/hall'
import { toBase64 } from '@certhall/kernel/bytes'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import type { infer as Shape } from 'zod'
import { call } from '../api/call.ts'
import { sha256Hex } from '../keystore/digest.ts'

/** The authority that certifies the staff. */
export interface StaffAuthority {
  /** base64 DER. */
  readonly certificate: string
  /** DER of its name: the issuer in every staff certificate. */
  readonly subject: Uint8Array
}

/** From the hall itself; the digest in the list and the certificate come by different ways. */
export const readStaffAuthorities = async (): Promise<readonly StaffAuthority[]> => {
  const listed = await call<readonly Shape<typeof authorityView>[]>('/authorities')
  return Promise.all(listed.filter(({ role }) => role === 'staff').map(readAuthority))
}

const readAuthority = async ({ authorityId, sha256 }: Shape<typeof authorityView>): Promise<StaffAuthority> => {
  const response = await fetch(`/ca/${encodeURIComponent(authorityId)}.cer`)
  const der = new Uint8Array(await response.arrayBuffer())
  if (!response.ok || (await sha256Hex(der)) !== sha256) throw new Error(`certificate of the authority ${authorityId} cannot be read`)
  return { certificate: toBase64(der), subject: parseCertificate(der).subject.der }
}
