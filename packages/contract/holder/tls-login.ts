import * as z from 'zod'
import { holderView } from './api.ts'

/** POST /holder/tls-login: where the browser goes to show a certificate by TLS; `missing.page` where the hall offers none. */
export const tlsLoginBegun = z.strictObject({ url: z.string(), expiresAt: z.iso.datetime() })
/** POST /holder/tls-login/finish → holderView. `proof` came in the fragment of the page that the other host name led back to; it means something in this session alone. */
export const tlsLoginFinish = z.strictObject({ proof: z.string().max(300) })
export const tlsLoginFinished = holderView

/** The page that the other host name leads back to, below the public address: `#proof=…`, or `#refused=` with one of these. */
export const tlsLoginReturnPath = '/hall/manage'
export const tlsLoginRefusals = ['certificate-missing', 'certificate-foreign', 'state'] as const
export type TlsLoginRefusal = (typeof tlsLoginRefusals)[number]
