import * as z from 'zod'

/**
 * The popup bridge, for browsers that keep a page from 127.0.0.1: the page opens `bridgePath` of the client in a window of
 * its own (a top-level address, which browsers allow) and the two exchange the texts of `messages.ts` by postMessage. The
 * bridge says `ready` to whoever opened it, with nothing else in it; the page answers `open`; the bridge looks at the
 * event's origin as the socket's door would, and answers `opened` or `refused`. From then on `frame` both ways.
 * Each side posts to the exact origin of the other and ignores every other sender.
 */
export const bridgePath = '/bridge'

export const bridgeMessage = z.discriminatedUnion('certhallBridge', [
  z.strictObject({ certhallBridge: z.enum(['ready', 'open', 'opened', 'refused', 'closed']) }),
  /** `text` is one frame as on the socket. */
  z.strictObject({ certhallBridge: z.literal('frame'), text: z.string().max(65_536) }),
])
export type BridgeMessage = z.infer<typeof bridgeMessage>

/** What the installation key signs at hello (UTF-8): good for this page, this port and this nonce only. ECDSA as r‖s, base64url. */
export const helloText = (facts: { readonly origin: string; readonly port: number; readonly nonce: string }): string =>
  `certhall.client-hello.v1\n${facts.origin}\n${facts.port}\n${facts.nonce}`
