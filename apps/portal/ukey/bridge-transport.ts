import { bridgeEvent } from '@certhall/contract/client/bridge'
import { clientBridgePath } from '@certhall/contract/client/vocabulary'
import { ukeyFault } from './faults.ts'
import type { OpenTransport, Transport, TransportListener } from './transport.ts'

/** The page's own window, as far as the bridge needs it. */
export interface BridgeGround {
  readonly addEventListener: (type: 'message', listener: (event: MessageEvent) => void) => void
  readonly removeEventListener: (type: 'message', listener: (event: MessageEvent) => void) => void
}

/** The window that the click opened. */
export interface BridgeWindow {
  readonly closed: boolean
  readonly close: () => void
  readonly postMessage: (message: unknown, targetOrigin: string) => void
  readonly location: { replace: (address: string) => void }
}

/**
 * The way round for browsers that keep a page from 127.0.0.1. The window was opened empty in the click handler; here it is
 * sent to one port after another. Only the exact origin of that port, and only that window, is listened to.
 */
export const openBridge =
  (popup: BridgeWindow, ground: BridgeGround, waitMs = readyWithinMs): OpenTransport =>
  (port) =>
    new Promise((resolve, reject) => {
      const origin = `http://127.0.0.1:${port}`
      const stop = listenTo(popup, ground, origin, (message) => {
        if (bridgeEvent.safeParse(message).data?.event !== 'bridge.ready') return
        clearTimeout(timer)
        stop()
        resolve(overBridge(popup, ground, origin))
      })
      const timer = setTimeout(() => {
        stop()
        reject(ukeyFault('CLIENT_ABSENT'))
      }, waitMs)
      popup.location.replace(`${origin}${clientBridgePath}`)
    })

const overBridge = (popup: BridgeWindow, ground: BridgeGround, origin: string): Transport => {
  let listener: TransportListener | null = null
  const end = (): void => {
    clearInterval(watch)
    stop()
    listener?.closed()
    listener = null
  }
  const stop = listenTo(popup, ground, origin, (message) => {
    const own = bridgeEvent.safeParse(message)
    if (!own.success) return listener?.text(JSON.stringify(message))
    if (own.data.event === 'bridge.closed') end()
  })
  // A window that the person closes says nothing.
  const watch = setInterval(() => popup.closed && end(), 500)
  return {
    send: (text) => popup.postMessage(JSON.parse(text), origin),
    close: () => {
      popup.close()
      end()
    },
    listen: (given) => {
      listener = given
    },
  }
}

const listenTo = (popup: BridgeWindow, ground: BridgeGround, origin: string, hear: (message: unknown) => void): (() => void) => {
  const handle = (event: MessageEvent): void => {
    if (event.origin === origin && event.source === (popup as unknown as MessageEventSource)) hear(event.data)
  }
  ground.addEventListener('message', handle)
  return () => ground.removeEventListener('message', handle)
}

/** A window and its page on a slow computer. */
const readyWithinMs = 10_000
