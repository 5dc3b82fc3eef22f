/** Where a webhook may lead. Whoever enters an address must not be able to make the server knock at the doors behind it. */
import { BlockList, isIP } from 'node:net'
import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'

export interface WebhookRules {
  /** http to this very computer, so that an evaluation can be tried. */
  readonly allowsLocalHttp: boolean
  /** CERTHALL_WEBHOOK_PRIVATE=on: receivers in the operator's own network. */
  readonly allowsPrivate: boolean
}

/** `never`: link-local (cloud metadata lives there), multicast, reserved, tunnels that lead to any of them. */
export type AddressKind = 'public' | 'loopback' | 'private' | 'never'

/** The form alone; names are judged by what they resolve to, when the server connects. */
export const checkWebhookUrl = (text: string, rules: WebhookRules): Decision<URL, ErrorCode> => {
  const wrong = (reason: string) => refused<ErrorCode>('input.malformed', { detail: { value: text.slice(0, 100), reason } })
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || text.length > 2_000) return wrong('not-an-address')
  if (url.username !== '' || url.password !== '' || url.hash !== '') return wrong('credentials-or-fragment')
  const host = hostOf(url)
  const isLocalHttp =
    url.protocol === 'http:' && rules.allowsLocalHttp && (host === 'localhost' || (isIP(host) !== 0 && addressKind(host) === 'loopback'))
  if (url.protocol !== 'https:' && !isLocalHttp) return wrong('https-only')
  return isIP(host) === 0 || isAllowedAddress(host, url, rules) ? allowed(url) : wrong('address-refused')
}

/** Asked for the very address that the connection is made to. */
export const isAllowedAddress = (address: string, url: URL, rules: WebhookRules): boolean => {
  const kind = addressKind(address)
  if (url.protocol === 'http:') return kind === 'loopback' && rules.allowsLocalHttp
  if (kind === 'loopback') return rules.allowsLocalHttp || rules.allowsPrivate
  return kind === 'public' || (kind === 'private' && rules.allowsPrivate)
}

/** Without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '')

/** IPv4 in IPv6 clothes (::ffff:0:0/96) and tunnels count as `never`: an honest name has no need of them. */
export const addressKind = (address: string): AddressKind => {
  const family = isIP(address)
  if (family === 0) return 'never'
  const { type, loopback, owned, never, open } = family === 4 ? ranges4 : ranges6
  if (never.check(address, type)) return 'never'
  if (loopback.check(address, type)) return 'loopback'
  if (owned.check(address, type)) return 'private'
  return open.check(address, type) ? 'public' : 'never'
}

const listOf = (type: 'ipv4' | 'ipv6', ...ranges: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const range of ranges) {
    const [network = '', prefix = ''] = range.split('/')
    list.addSubnet(network, Number(prefix), type)
  }
  return list
}

/**
 * `owned`: RFC 1918, RFC 6598 (shared by a provider), RFC 4193. `never`: the rest of the IANA special-purpose registries.
 * A list for each family, because a list of Node's judges mapped addresses by the ranges of both.
 */
const ranges4 = {
  type: 'ipv4',
  loopback: listOf('ipv4', '127.0.0.0/8'),
  owned: listOf('ipv4', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'),
  never: listOf(
    'ipv4',
    '0.0.0.0/8',
    '169.254.0.0/16',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.88.99.0/24',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ),
  open: listOf('ipv4', '0.0.0.0/0'),
} as const
const ranges6 = {
  type: 'ipv6',
  loopback: listOf('ipv6', '::1/128'),
  owned: listOf('ipv6', 'fc00::/7'),
  never: listOf('ipv6', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'),
  open: listOf('ipv6', '2000::/3'),
} as const
