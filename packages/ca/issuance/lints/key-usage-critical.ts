import { extensionOid } from '@certhall/pki/certificate/extension-oids'
import type { Lint } from '../lint.ts'

/** keyUsage is there and critical. */
export const keyUsageCritical: Lint = {
  name: 'key-usage-critical',
  source: 'RFC 5280',
  clause: '§4.2.1.3',
  check: ({ fields }) =>
    fields.extensions.some(({ oid, isCritical }) => oid === extensionOid.keyUsage && isCritical) ? undefined : 'absent or not critical',
}
