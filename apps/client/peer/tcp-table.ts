/** One end of a TCP connection over IPv4; loopback is all the client listens on. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

export interface TableForm {
  readonly isLittleEndian: boolean
}

/**
 * The user whose socket is connected from `from` to `to`, by the kernel's table (`/proc/net/tcp`, or `tcp6`, where a
 * dual-stack socket shows mapped addresses). Undefined when there is no such row. Only established rows count: what is
 * left of a closed connection (TIME_WAIT) is listed as root's.
 */
export const uidOfConnection = (table: string, from: Endpoint, to: Endpoint, form: TableForm): number | undefined => {
  const local = rowNames(from, form)
  const remote = rowNames(to, form)
  for (const line of table.split('\n').slice(1)) {
    const [, localName = '', remoteName = '', state, , , , uid = ''] = line.trim().split(/\s+/)
    if (state !== established || !local.includes(localName) || !remote.includes(remoteName)) continue
    return /^\d+$/.test(uid) ? Number(uid) : undefined
  }
  return undefined
}

const established = '01'

/** As in `tcp` and, mapped into IPv6, in `tcp6`; words of 32 bits in the machine's order. */
const rowNames = ({ address, port }: Endpoint, { isLittleEndian }: TableForm): readonly string[] => {
  const octets = address.split('.').map((part) => Number(part).toString(16).toUpperCase().padStart(2, '0'))
  const word = (isLittleEndian ? octets.toReversed() : octets).join('')
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return [`${word}${suffix}`, `0000000000000000${isLittleEndian ? 'FFFF0000' : '0000FFFF'}${word}${suffix}`]
}
