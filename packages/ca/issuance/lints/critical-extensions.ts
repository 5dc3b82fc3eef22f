import { extensionOid } from '@certhall/pki/certificate/extension-oids'
import type { Lint } from '../lint.ts'

/** Only keyUsage is critical: a verifier that does not know a critical extension must refuse. */
export const criticalExtensions: Lint = {
  name: 'critical-extensions',
  source: 'RFC 5280',
  clause: '§4.2',
  check: ({ fields }) =>
    fields.extensions.every(({ oid, isCritical }) => !isCritical || oid === extensionOid.keyUsage)
      ? undefined
      : 'another critical extension',
}
