import { describe, expect, it } from 'vitest'
import { peerCheck } from './peer-owner.ts'
import { uidOfConnection } from './tcp-table.ts'

const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
const row = (local: string, remote: string, state: string, uid: number) =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000  ${uid}        0 12345 1`
const [page, client] = [
  { address: '127.0.0.1', port: 50_000 },
  { address: '127.0.0.1', port: 18_460 },
]
const little = { isLittleEndian: true }

describe('the table of connections', () => {
  it.each([
    ['is empty', ''],
    ['has the other end only', row('0100007F:481C', '0100007F:C350', '01', 1000)],
    ['has a connection that is over: the system owns it then', row('0100007F:C350', '0100007F:481C', '06', 0)],
    ['has another port', row('0100007F:C351', '0100007F:481C', '01', 1000)],
    ['has a uid that is none', row('0100007F:C350', '0100007F:481C', '01', 0).replace('  0        0 12345', '  root        0 12345')],
  ])('tells no user when it %s', (_why, line) => {
    expect(uidOfConnection(`${header}\n${line}\n`, page, client, little)).toBeUndefined()
  })

  it('tells the user of the page’s end, over IPv4, mapped into IPv6, and in the other order of octets', () => {
    const both = `${header}\n${row('0100007F:481C', '0100007F:C350', '01', 0)}\n${row('0100007F:C350', '0100007F:481C', '01', 1000)}\n`
    expect(uidOfConnection(both, page, client, little)).toBe(1000)
    const mapped = `${header}\n${row('0000000000000000FFFF00000100007F:C350', '0000000000000000FFFF00000100007F:481C', '01', 1001)}\n`
    expect(uidOfConnection(mapped, page, client, little)).toBe(1001)
    const big = `${header}\n${row('7F000001:C350', '7F000001:481C', '01', 1002)}\n`
    expect(uidOfConnection(big, page, client, { isLittleEndian: false })).toBe(1002)
  })
})

describe('whose connection it is', () => {
  it('is not told on other systems, and nobody is said to be the same', async () => {
    expect(await peerCheck('win32', 0)(page, client)).toBe('untold')
    expect(await peerCheck('darwin', 501)(page, client)).toBe('untold')
  })

  it('is somebody else’s on Linux when the table does not show it', async () => {
    expect(await peerCheck('linux', 0)({ address: '127.0.0.1', port: 1 }, { address: '127.0.0.1', port: 2 })).toBe('other')
  })
})
