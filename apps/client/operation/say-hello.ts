import { createHash } from 'node:crypto'
import type { ClientHello, ClientParams, ClientResult } from '@certhall/contract/client/messages'
import { clientProtocolVersion } from '@certhall/contract/client/vocabulary'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { toBase64, toBase64Url, utf8 } from '@certhall/kernel/bytes'
import { type OperationContext, type OperationDeps, refusal } from './operation.ts'

/** Who this client is: the page keeps the key's fingerprint, so that another program on the port is noticed. */
export const sayHello =
  ({ installation, client, port }: OperationDeps) =>
  async ({ origin }: OperationContext, { protocol, nonce }: ClientParams<'hello'>): Promise<ClientResult<'hello'>> => {
    if (protocol !== clientProtocolVersion) throw refusal('VERSION')
    if (!isNonce(nonce)) throw refusal('BAD_NONCE')
    const hello: ClientHello = { format: 'certhall.client-hello.v1', nonce, origin, port: port() }
    return {
      clientVersion: client.version,
      protocol: clientProtocolVersion,
      system: client.system,
      installationKeySha256: createHash('sha256').update(installation.publicKey).digest('hex'),
      installationKey: toBase64(installation.publicKey),
      signature: toBase64Url(installation.sign(utf8(canonicalJson({ ...hello })))),
      isEvaluation: client.isEvaluation,
    }
  }

/** base64url of 32 octets: the last of 43 characters carries four bits. */
export const isNonce = (text: string): boolean => /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(text)
