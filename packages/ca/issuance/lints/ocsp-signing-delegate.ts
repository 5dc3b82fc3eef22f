import { extendedKeyUsageOid, extensionOid } from '@certhall/pki/certificate/extension-oids'
import type { Lint } from '../lint.ts'

/** OCSPSigning goes with id-pkix-ocsp-nocheck, and both only with a delegate of the house. */
export const ocspSigningDelegate: Lint = {
  name: 'ocsp-signing-delegate',
  source: 'RFC 6960',
  clause: '§4.2.2.2',
  check: ({ fields, facts, profile }) => {
    const isDelegate = profile.rules.status === 'noCheck'
    const signsAnswers = facts.extKeyUsage?.includes(extendedKeyUsageOid.ocspSigning) === true
    const isUnchecked = fields.extensions.some(({ oid }) => oid === extensionOid.ocspNoCheck)
    return signsAnswers === isDelegate && isUnchecked === isDelegate ? undefined : 'OCSPSigning or nocheck out of place'
  },
}
