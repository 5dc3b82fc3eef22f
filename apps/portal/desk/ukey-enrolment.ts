import type { SeenToken } from '@certhall/contract/client/messages'
import { fromBase64 } from '@certhall/kernel/bytes'
import { sha256Hex } from '../keystore/digest.ts'
import { staffKeyAlgorithm } from '../keystore/staff-key.ts'
import { ukeyFault } from '../ukey/faults.ts'
import type { RunOperation } from '../ukey/ukey-medium.ts'
import type { EnrolmentResult } from './exchange.ts'
import type { ConsentGround } from './signer.ts'
import type { StaffAuthority } from './staff-authorities.ts'

export interface UkeyEnrolmentGround {
  readonly run: RunOperation
  readonly enrol: (link: string, csr: string) => Promise<EnrolmentResult>
  readonly readAuthorities: () => Promise<readonly StaffAuthority[]>
}

export interface UkeyEnrolment extends ConsentGround {
  /** The secret of the one-time link. */
  readonly link: string
  /** Shown to the person at the client. */
  readonly subject: string
  readonly token: SeenToken
}

/**
 * Key in the UKEY, certificate from the hall, certificate into the UKEY. The same link gives the same key again, so that
 * whatever was interrupted goes on. The confirmation of the installation is a holder's business: a link is used up when
 * the certificate is made, and the first login proves the rest.
 */
export const enrolInUkey = async (
  { run, enrol, readAuthorities }: UkeyEnrolmentGround,
  { link, subject, token: { tokenRef }, window, language }: UkeyEnrolment,
): Promise<EnrolmentResult> => {
  // Before the link is used up: without them the certificate could not be written.
  const authorities = await readAuthorities()
  const enrolId = await enrolIdOf(link)
  const { csr } = await run('key.enrol', { tokenRef, enrolId, algorithm: staffKeyAlgorithm, subject, language }, window, () => {})
  const result = await enrol(link, csr)
  const chain = [result.certificate, ...authorities.map(({ certificate }) => certificate)]
  const installed = await run('certificate.install', { tokenRef, enrolId, chain, language }, window, () => {})
  if (installed.certificateSha256 !== (await sha256Hex(fromBase64(result.certificate)))) throw ukeyFault('ANSWER_MALFORMED')
  return result
}

/** A digest, because the client writes it down and the link is a secret. */
const enrolIdOf = async (link: string): Promise<string> => `staff-${(await sha256Hex(`certhall.staff-enrol.v1 ${link}`)).slice(0, 24)}`
