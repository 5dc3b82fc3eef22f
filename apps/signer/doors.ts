import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { answerOver } from './door.ts'
import { adminRoutes, responderRoutes, type RouteDeps, serverRoutes } from './routes.ts'

export interface Doors {
  readonly close: () => Promise<void>
}

/** Three Unix sockets, one for each caller; no TCP. Who may open a socket may do what stands in its table. */
export const openDoors = async (runDirectory: string, deps: RouteDeps): Promise<Doors> => {
  const tables = [
    ['signer-server.sock', serverRoutes(deps)],
    ['signer-responder.sock', responderRoutes(deps)],
    ['signer-admin.sock', adminRoutes(deps)],
  ] as const
  const servers: Server[] = []
  for (const [name, routes] of tables)
    servers.push(await open(join(runDirectory, name), createServer(limits, answerOver(routes, deps.log))))
  return {
    close: async () => {
      await Promise.all(servers.map(close))
    },
  }
}

const limits = { keepAliveTimeout: 65_000, requestTimeout: 30_000, maxHeaderSize: 8_192 } as const

const open = async (path: string, server: Server): Promise<Server> => {
  if (await isServed(path)) throw new AppError<ErrorCode>('busy.data-directory', { detail: { program: 'signer' } })
  rmSync(path, { force: true })
  // The socket must never be open to others, not even before chmod.
  const before = process.umask(0o177)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, resolve)
    })
  } finally {
    process.umask(before)
  }
  chmodSync(path, 0o600)
  return server
}

/** A file that a killed signer left answers nobody. */
const isServed = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
