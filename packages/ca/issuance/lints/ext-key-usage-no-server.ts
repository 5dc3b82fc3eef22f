import { extendedKeyUsageOid } from '@certhall/pki/certificate/extension-oids'
import type { Lint } from '../lint.ts'

/** No TLS servers (they could not be frozen), and never anyExtendedKeyUsage. */
export const extKeyUsageNoServer: Lint = {
  name: 'ext-key-usage-no-server',
  source: 'design',
  clause: '§5.2',
  check: ({ facts }) =>
    facts.extKeyUsage?.some((oid) => oid === extendedKeyUsageOid.serverAuth || oid === '2.5.29.37.0') === true
      ? 'serverAuth or anyExtendedKeyUsage'
      : undefined,
}
