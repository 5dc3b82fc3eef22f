import { clientPath, clientSubprotocol } from '@certhall/contract/client/vocabulary'
import { ukeyFault } from './faults.ts'

/** One way to the client: texts go both ways, in order, until it closes. */
export interface Transport {
  readonly send: (text: string) => void
  readonly close: () => void
  /** To be set before the first text is sent. */
  readonly listen: (listener: TransportListener) => void
}

export interface TransportListener {
  readonly text: (text: string) => void
  readonly closed: () => void
}

export type OpenTransport = (port: number) => Promise<Transport>

/**
 * The plain way. A page cannot see why a socket did not open: no client there, another program, a refused origin, or the
 * browser itself; all are one answer.
 */
export const openSocket: OpenTransport = (port) =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${clientPath}`, clientSubprotocol)
    const giveUp = setTimeout(() => socket.close(), openWithinMs)
    socket.onclose = () => {
      clearTimeout(giveUp)
      reject(ukeyFault('CLIENT_ABSENT'))
    }
    socket.onopen = () => {
      clearTimeout(giveUp)
      resolve({
        send: (text) => socket.send(text),
        close: () => socket.close(),
        listen: ({ text, closed }) => {
          socket.onmessage = ({ data }) => text(String(data))
          socket.onclose = closed
          // It may have closed between opening and listening.
          if (socket.readyState > WebSocket.OPEN) closed()
        },
      })
    }
  })

const openWithinMs = 5_000
