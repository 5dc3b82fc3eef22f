import { existsSync } from 'node:fs'
import { join } from 'node:path'
import files from '@fastify/static'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { FastifyInstance } from 'fastify'

const year = 'public, max-age=31536000, immutable'

/**
 * The built portal with its precompressed files. Hashed assets never change; index.html is always asked for again. Every
 * address without a dot in its last part is a page of the portal, so that a link to it can be opened directly.
 */
export const registerPortal = async (app: FastifyInstance, directory: string): Promise<void> => {
  if (!existsSync(join(directory, 'index.html'))) return
  await app.register(files, {
    root: directory,
    wildcard: false,
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (response, path) => {
      response.header('Cache-Control', /[\\/]assets[\\/]/.test(path) ? year : 'no-cache')
    },
  })
  app.get('/*', (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/'
    if (path.startsWith('/api/') || path.slice(path.lastIndexOf('/')).includes('.')) throw new AppError<ErrorCode>('missing.page')
    return reply.sendFile('index.html')
  })
}
