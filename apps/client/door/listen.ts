import type { Server } from 'node:http'
import { AppError } from '@certhall/kernel/app-error'

/** Listens on 127.0.0.1 at the first free port of the list; throws busy.port when none is free. 0 means any. */
export const listenOnFirstFree = async (server: Server, ports: readonly number[]): Promise<number> => {
  for (const port of ports) {
    const taken = await listen(server, port)
    if (taken !== undefined) return taken
  }
  throw new AppError('busy.port', { detail: { port: ports[0] ?? 0, setting: 'CERTHALL_CLIENT_PORTS' } })
}

const listen = (server: Server, port: number): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error))
    server.once('error', fail)
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.off('error', fail)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
