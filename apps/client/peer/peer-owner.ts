import { readFile } from 'node:fs/promises'
import { endianness } from 'node:os'
import { type Endpoint, uidOfConnection } from './tcp-table.ts'

/** `untold`: this system does not say whose a loopback connection is, so nobody is refused for it. */
export type PeerOwner = 'same' | 'other' | 'untold'
export type PeerCheck = (peer: Endpoint, own: Endpoint) => Promise<PeerOwner>

/**
 * Whose program is at the other end: on a machine with several users another one could forge the Origin header. Linux
 * tells by its TCP table; elsewhere the answer is `untold`, and the diagnosis says so.
 */
export const peerCheck = (platform: NodeJS.Platform, ownUid: number): PeerCheck =>
  platform === 'linux' ? async (peer, own) => ((await uidIn(tables, peer, own)) === ownUid ? 'same' : 'other') : async () => 'untold'

export const tellsPeers = (platform: NodeJS.Platform): boolean => platform === 'linux'

const tables = ['/proc/net/tcp', '/proc/net/tcp6'] as const

/** No row, or no table: refused as somebody else's, because a door that cannot see lets nobody in. */
const uidIn = async (files: readonly string[], peer: Endpoint, own: Endpoint): Promise<number | undefined> => {
  for (const file of files) {
    const table = await readFile(file, 'latin1').catch(() => '')
    const uid = uidOfConnection(table, peer, own, { isLittleEndian: endianness() === 'LE' })
    if (uid !== undefined) return uid
  }
  return undefined
}
