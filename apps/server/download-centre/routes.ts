import { createReadStream } from 'node:fs'
import { type ClientSystem, clientSystems, downloadsView, type DriverView } from '@certhall/contract/download-centre/api'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import * as z from 'zod'
import type { Room } from '../http/app.ts'
import type { Release } from './release.ts'

export interface DownloadRoom {
  readonly release: Release
  readonly drivers: readonly DriverView[]
}

const open = { permission: 'public' } as const
const octets = {
  200: {
    description: 'The file, as its digests say.',
    content: { 'application/octet-stream': { schema: z.any().meta({ format: 'binary' }) } },
  },
}

/** 下载中心: the client, and where the drivers come from. Files are saved, never opened in the browser. */
export const downloadRoutes =
  ({ release, drivers }: DownloadRoom): Room =>
  async (app) => {
    app.get(
      '/downloads',
      { config: open, schema: { operationId: 'listDownloads', tags: ['hall'], response: { 200: downloadsView } } },
      async () => {
        const files = await release.files()
        const built = new Set<ClientSystem>(files.map(({ system }) => system))
        return {
          clients: files.map(({ kind: _kind, ...file }) => ({ ...file, url: `/api/v1/downloads/${file.file}` })),
          missing: clientSystems.filter((system) => !built.has(system)),
          buildCommand: 'npm run release',
          drivers: [...drivers],
        }
      },
    )
    app.get(
      '/downloads/:file',
      {
        config: open,
        schema: { operationId: 'downloadFile', tags: ['hall'], params: z.strictObject({ file: z.string().max(130) }), response: octets },
      },
      async (request, reply) => {
        const path = await release.path(request.params.file)
        if (path === undefined) throw new AppError<ErrorCode>('missing.page')
        return reply
          .header('Content-Type', 'application/octet-stream')
          .header('Content-Disposition', `attachment; filename="${request.params.file}"`)
          .header('X-Content-Type-Options', 'nosniff')
          .header('Cache-Control', 'no-cache')
          .send(createReadStream(path))
      },
    )
  }
