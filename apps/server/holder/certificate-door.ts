/**
 * The listener that asks the browser for a certificate (TLS client authentication), with a host name of its own: nobody
 * who only reads the hall is asked for one. It has no session, no cookie and no other page; whoever has shown the key of
 * a certificate of ours in the handshake goes back to the hall with a proof for the session that sent them.
 */
import { constants, X509Certificate } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { type TlsLoginRefusal, tlsLoginReturnPath } from '@certhall/contract/holder/tls-login'
import { fromBase64 } from '@certhall/kernel/bytes'
import type { Log } from '@certhall/kernel/log'
import type { CertificateAuthority } from '@certhall/ra/certificate/ports'

export interface CertificateDoorDeps {
  readonly tls: { readonly cert: string; readonly key: string }
  readonly publicUrl: string
  readonly signer: Pick<CertificateAuthority, 'authorities'>
  readonly prove: (state: string, certificateDer: Uint8Array) => string
  readonly log: Log
}

export interface CertificateDoor {
  readonly listen: (host: string, port: number) => Promise<void>
  readonly close: () => Promise<void>
}

export const openCertificateDoor = (deps: CertificateDoorDeps): CertificateDoor => {
  const server = createServer({
    ...contextOf(deps, []),
    requestCert: true,
    rejectUnauthorized: false,
    requestTimeout: 10_000,
    headersTimeout: 10_000,
    handshakeTimeout: 10_000,
  })
  let issuers: readonly X509Certificate[] = []
  // Browsers offer those certificates alone whose issuers are named; a new generation of an authority comes by and by.
  const refresh = async (): Promise<void> => {
    try {
      const found = await readIssuers(deps.signer)
      if (namesOf(found) === namesOf(issuers)) return
      issuers = found
      server.setSecureContext(contextOf(deps, issuers))
    } catch (error) {
      deps.log.warn('issuing authorities are not known to the certificate login', { error })
    }
  }
  server.on('request', (request, response) => answer(deps, issuers, request, response))
  // A broken handshake is the visitor's own affair.
  server.on('tlsClientError', (_error, socket) => void socket.destroy())
  const timer = setInterval(() => void refresh(), refreshMs)
  timer.unref()
  return {
    listen: async (host, port) => {
      await refresh()
      await listening(server, host, port)
    },
    close: () => {
      clearInterval(timer)
      server.closeAllConnections()
      return new Promise((closed) => void server.close(() => closed()))
    },
  }
}

/** TLS tickets would carry a login past the next look at the key: each visit is a handshake of its own. */
const contextOf = ({ tls }: CertificateDoorDeps, issuers: readonly X509Certificate[]) => ({
  cert: tls.cert,
  key: tls.key,
  ca: issuers.map((issuer) => issuer.toString()),
  minVersion: 'TLSv1.2' as const,
  secureOptions: constants.SSL_OP_NO_TICKET,
})

const answer = (
  deps: CertificateDoorDeps,
  issuers: readonly X509Certificate[],
  request: IncomingMessage,
  response: ServerResponse,
): void => {
  response.setHeader('Cache-Control', 'no-store').setHeader('Referrer-Policy', 'no-referrer').setHeader('Connection', 'close')
  response.setHeader('Strict-Transport-Security', 'max-age=31536000').setHeader('X-Content-Type-Options', 'nosniff')
  const [, state] = /^\/login\?state=([^&]*)$/.exec(request.url ?? '') ?? []
  if (request.method !== 'GET' || state === undefined) return void response.writeHead(404).end()
  response
    .writeHead(303, { Location: `${deps.publicUrl}${tlsLoginReturnPath}#${outcomeOf(deps, issuers, request.socket as TLSSocket, state)}` })
    .end()
}

/** In the fragment, which no server and no log sees. */
const outcomeOf = (deps: CertificateDoorDeps, issuers: readonly X509Certificate[], socket: TLSSocket, state: string): string => {
  const refused = (reason: TlsLoginRefusal): string => `refused=${reason}`
  if (!/^[\w-]{43}$/.test(state)) return refused('state')
  const shown = socket.isSessionReused() ? undefined : socket.getPeerX509Certificate()
  if (shown === undefined) return refused('certificate-missing')
  return issuers.some((issuer) => isIssuedBy(issuer, shown))
    ? `proof=${deps.prove(state, new Uint8Array(shown.raw))}`
    : refused('certificate-foreign')
}

/** Not OpenSSL's word on the chain: it knows neither the hall's clock nor that only an issuing authority may speak here. */
const isIssuedBy = (issuer: X509Certificate, shown: X509Certificate): boolean => {
  try {
    return shown.checkIssued(issuer) && shown.verify(issuer.publicKey)
  } catch {
    // A certificate whose signature does not even fit the kind of key: this authority has not signed it.
    return false
  }
}

const readIssuers = async (signer: CertificateDoorDeps['signer']): Promise<readonly X509Certificate[]> =>
  (await signer.authorities())
    .filter(({ role }) => role === 'issuing')
    .map(({ certificate }) => new X509Certificate(fromBase64(certificate)))

const namesOf = (issuers: readonly X509Certificate[]): string => issuers.map(({ fingerprint256 }) => fingerprint256).join()

const listening = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((done, failed) => {
    server.once('error', failed)
    server.listen(port, host, () => {
      server.off('error', failed)
      done()
    })
  })

const refreshMs = 60_000
