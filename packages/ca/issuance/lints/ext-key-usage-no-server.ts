import { isServer } from '../../profile/house-rules.ts'
import type { Lint } from '../lint.ts'

/** No TLS servers (they could not be frozen), and never anyExtendedKeyUsage. */
export const extKeyUsageNoServer: Lint = {
  name: 'ext-key-usage-no-server',
  source: 'design',
  clause: '§5.2',
  check: ({ facts }) => (isServer(facts.extKeyUsage) ? 'serverAuth or anyExtendedKeyUsage' : undefined),
}
