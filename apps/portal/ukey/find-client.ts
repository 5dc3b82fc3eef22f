import type { ClientHello, ClientResult } from '@certhall/contract/client/messages'
import { clientProtocolVersion } from '@certhall/contract/client/vocabulary'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { fromBase64, fromBase64Url, toBase64Url, toHex, utf8 } from '@certhall/kernel/bytes'
import { AppError } from '@certhall/kernel/app-error'
import type { Random } from '@certhall/kernel/random'
import { type ClientConnection, connectOver, type ConnectionListener } from './client-connection.ts'
import { ukeyFault, type UkeyFaultCode } from './faults.ts'
import type { OpenTransport } from './transport.ts'

export interface FindGround {
  readonly ports: readonly number[]
  readonly origin: string
  readonly open: OpenTransport
  readonly random: Random
}

export interface FoundClient {
  readonly connection: ClientConnection
  readonly hello: ClientResult<'hello'>
}

/** Tries the hall's ports in their order. The most telling refusal wins: a client of another version is more than no client. */
export const findClient = async ({ ports, origin, open, random }: FindGround, listener: ConnectionListener): Promise<FoundClient> => {
  let worst: UkeyFaultCode = 'CLIENT_ABSENT'
  for (const port of ports) {
    try {
      return await greet(connectOver(await open(port), port, listener), origin, random)
    } catch (error) {
      const code = error instanceof AppError ? (error.code as UkeyFaultCode) : 'CLIENT_ABSENT'
      if (telling.indexOf(code) > telling.indexOf(worst)) worst = code
    }
  }
  throw ukeyFault(worst)
}

const telling: readonly UkeyFaultCode[] = ['CLIENT_ABSENT', 'CLIENT_LOST', 'ORIGIN_DENIED', 'CLIENT_UNPROVEN', 'VERSION']

const greet = async (connection: ClientConnection, origin: string, random: Random): Promise<FoundClient> => {
  try {
    const nonce = toBase64Url(random.bytes(32))
    const hello = await connection.call('hello', { protocol: clientProtocolVersion, nonce })
    if (hello.protocol !== clientProtocolVersion) throw ukeyFault('VERSION')
    if (!(await isProven(hello, { format: 'certhall.client-hello.v1', nonce, origin, port: connection.port })))
      throw ukeyFault('CLIENT_UNPROVEN')
    return { connection, hello }
  } catch (error) {
    connection.close()
    throw error
  }
}

/** A program that squats on the port may repeat a known key, but cannot sign with it. */
const isProven = async (hello: ClientResult<'hello'>, statement: ClientHello): Promise<boolean> => {
  try {
    const spki = fromBase64(hello.installationKey)
    if (toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', spki))) !== hello.installationKeySha256) return false
    const key = await crypto.subtle.importKey('spki', spki, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
    return await crypto.subtle.verify(
      { name: 'ECDSA', hash: 'SHA-256' },
      key,
      fromBase64Url(hello.signature),
      utf8(canonicalJson({ ...statement })),
    )
  } catch {
    // Not even a key or a signature.
    return false
  }
}
