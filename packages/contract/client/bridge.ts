import * as z from 'zod'

/**
 * The popup bridge, for browsers that keep a page from 127.0.0.1: the page opens `clientBridgePath` of the client in a
 * window of its own (a top-level address, which browsers allow) and the two exchange the messages of `messages.ts` by
 * postMessage, as objects. The bridge says `bridge.ready` to the origins that the client allows; from then on it passes
 * messages both ways, and says `bridge.closed` when the client is gone. Each side ignores every other sender.
 */
export const bridgeEvent = z.strictObject({ event: z.enum(['bridge.ready', 'bridge.closed']) })
