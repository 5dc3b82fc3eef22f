import { lookup } from 'node:dns'
import { type ClientRequest, type RequestOptions, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { WebhookCarrier, WebhookOutcome, WebhookPost } from '@certhall/ra/webhook/ports'
import { hostOf, isAllowedAddress, type WebhookRules } from '@certhall/ra/webhook/webhook-address'

/** Posts over a connection of its own; redirects are not followed, answers not read. */
export const webhookCarrier = (rules: WebhookRules, timeoutMs = 10_000): WebhookCarrier => ({
  post: async (post) => {
    const url = new URL(post.url)
    const host = hostOf(url)
    // A literal address is connected to without being looked up.
    if (isIP(host) !== 0 && !isAllowedAddress(host, url, rules)) return notTaken(refusal)
    try {
      return outcomeOf(await statusOf(url, post, rules, timeoutMs))
    } catch (error) {
      return notTaken(reasonOf(error))
    }
  },
})

const statusOf = (url: URL, { body, headers }: WebhookPost, rules: WebhookRules, timeoutMs: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const octets = Buffer.from(body, 'utf8')
    const options: RequestOptions = {
      method: 'POST',
      agent: false,
      lookup: lookupWithin(url, rules),
      signal: AbortSignal.timeout(timeoutMs),
      maxHeaderSize: 16_384,
      headers: { ...headers, 'content-length': octets.length, connection: 'close' },
    }
    const request: ClientRequest = url.protocol === 'http:' ? httpRequest(url, options) : httpsRequest(url, options)
    request.on('error', reject)
    request.on('response', (response) => {
      resolve(response.statusCode ?? 0)
      response.destroy()
    })
    request.end(octets)
  })

/**
 * Judges the addresses that the connection will be made to, not those of an earlier look: a name that answers differently
 * the second time leads nowhere else.
 */
const lookupWithin =
  (url: URL, rules: WebhookRules): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const addresses = error === null ? found.filter(({ address }) => isAllowedAddress(address, url, rules)) : []
      const [first] = addresses
      if (error !== null) return callback(error, '', 0)
      if (first === undefined) return callback(Object.assign(new Error('the address is not allowed'), { code: refusalCode }), '', 0)
      if (options.all === true) return callback(null, addresses)
      callback(null, first.address, first.family)
    })
  }

const outcomeOf = (status: number): WebhookOutcome => (status >= 200 && status < 300 ? { isTaken: true } : notTaken(`status-${status}`))

const notTaken = (reason: string): WebhookOutcome => ({ isTaken: false, reason })

/** A code that the operator can act on; never words of the other side. */
const reasonOf = (error: unknown): string => {
  const { name, code = '' } = error as NodeJS.ErrnoException
  if (code === refusalCode) return refusal
  if (name === 'AbortError' || name === 'TimeoutError' || code === 'ETIMEDOUT') return 'timeout'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENODATA') return 'name-unknown'
  if (code.startsWith('HPE_')) return 'no-http'
  return /^(?:ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code) ? 'tls' : 'connection'
}

const refusal = 'address-refused'
const refusalCode = 'CERTHALL_ADDRESS_REFUSED'
