import proxy from '@fastify/http-proxy'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { FastifyInstance } from 'fastify'

/** OCSP, CRLs and CA certificates stand in certificates under the public address; the responder answers them. */
export const registerResponderProxy = async (app: FastifyInstance, upstream: string): Promise<void> => {
  for (const prefix of ['/ocsp', '/crl', '/ca']) {
    await app.register(proxy, {
      upstream,
      prefix,
      rewritePrefix: prefix,
      httpMethods: prefix === '/ocsp' ? ['GET', 'HEAD', 'POST'] : ['GET', 'HEAD'],
      undici: { connections: 32, pipelining: 1, headersTimeout: 5_000, bodyTimeout: 30_000 },
      replyOptions: {
        // Hop-by-hop (RFC 9110 §7.6.1): the responder's keep-alive must not keep a client waiting that asked to close.
        rewriteHeaders: ({ connection: _connection, 'keep-alive': _keepAlive, 'transfer-encoding': _transferEncoding, ...headers }) =>
          headers,
        onError: (reply, { error }) => {
          reply.send(new AppError<ErrorCode>('busy.responder', { cause: error }))
        },
      },
    })
  }
}
