/**
 * Headers of everything the client answers over HTTP. `policy` adds what a page needs to `default-src 'none'`.
 * No CORS header anywhere: no page may read an answer.
 */
export const securityHeaders = (policy: readonly string[], opener: 'same-origin' | 'unsafe-none'): Readonly<Record<string, string>> => ({
  'content-security-policy': ["default-src 'none'", ...policy, "base-uri 'none'", "frame-ancestors 'none'"].join('; '),
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': opener,
  'cross-origin-resource-policy': 'same-origin',
  // Not `no-referrer`: browsers would then send `Origin: null` with the page's own form, and we demand our origin there.
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
  connection: 'close',
})
