import { extensionOid } from '@certhall/pki/certificate/extension-oids'
import type { Lint } from '../lint.ts'

/** No extension that the profile does not name. */
export const knownExtensions: Lint = {
  name: 'known-extensions',
  source: 'security study',
  clause: 'I05',
  check: ({ fields, profile }) => {
    const identity = profile.rules.identityExtensions.map(({ oid }) => oid)
    const stranger = fields.extensions.find(({ oid }) => !ofProfiles.includes(oid) && !identity.includes(oid))
    return stranger === undefined ? undefined : `extension ${stranger.oid}`
  },
}

const ofProfiles: readonly string[] = [
  extensionOid.authorityKeyIdentifier,
  extensionOid.subjectKeyIdentifier,
  extensionOid.keyUsage,
  extensionOid.extKeyUsage,
  extensionOid.certificatePolicies,
  extensionOid.subjectAltName,
  extensionOid.crlDistributionPoints,
  extensionOid.authorityInfoAccess,
  extensionOid.ocspNoCheck,
]
