import { documentView } from '@certhall/contract/application/form'
import type { Paper } from '@certhall/ra/application/ports'
import type { FastifyReply } from 'fastify'
import * as z from 'zod'
import { actorOf } from '../http/actor.ts'
import type { Room } from '../http/app.ts'
import { draftParams, keyOf } from './draft-routes.ts'
import { applicationKeyOf, applicationParams } from './progress-routes.ts'
import type { ApplicationRoom } from './room.ts'
import { readUpload } from './upload.ts'
import { toDocumentView } from './view.ts'

const own = { permission: 'applicant' } as const
const tags = ['document']
const documentId = { documentId: z.uuid() }
const oneOfDraft = z.strictObject({ ...draftParams.shape, ...documentId })
const oneOfApplication = z.strictObject({ ...applicationParams.shape, ...documentId })
const gone = { 204: z.null() }
const bytes = {
  200: {
    description: 'The paper as it was uploaded.',
    content: { 'application/octet-stream': { schema: z.any().meta({ format: 'binary' }) } },
  },
}

/** Papers of a draft, and of an application that was returned. */
export const documentRoutes =
  (deps: ApplicationRoom): Room =>
  async (app) => {
    app.post(
      '/drafts/:draftId/documents',
      { config: own, schema: { operationId: 'addDraftDocument', tags, params: draftParams, response: { 201: documentView } } },
      async (request, reply) => {
        await deps.limits.consumeFor('upload', request)
        return reply
          .status(201)
          .send(toDocumentView(await deps.addDraftDocument(keyOf(request), await readUpload(request), actorOf(request))))
      },
    )
    app.delete(
      '/drafts/:draftId/documents/:documentId',
      { config: own, schema: { operationId: 'removeDraftDocument', tags, params: oneOfDraft, response: gone } },
      async (request, reply) => {
        await deps.removeDraftDocument(keyOf(request), request.params.documentId, actorOf(request))
        return reply.status(204).send(null)
      },
    )
    app.get(
      '/drafts/:draftId/documents/:documentId',
      { config: own, schema: { operationId: 'getDraftDocument', tags, params: oneOfDraft, response: bytes } },
      async (request, reply) => {
        const { paper, content } = await deps.readDocument(keyOf(request), request.params.documentId)
        return sendPaper(reply, paper, content)
      },
    )
    app.post(
      '/applications/:applicationNo/documents',
      { config: own, schema: { operationId: 'addApplicationDocument', tags, params: applicationParams, response: { 201: documentView } } },
      async (request, reply) => {
        await deps.limits.consumeFor('upload', request)
        return reply
          .status(201)
          .send(toDocumentView(await deps.addApplicationDocument(applicationKeyOf(request), await readUpload(request), actorOf(request))))
      },
    )
    app.delete(
      '/applications/:applicationNo/documents/:documentId',
      { config: own, schema: { operationId: 'removeApplicationDocument', tags, params: oneOfApplication, response: gone } },
      async (request, reply) => {
        await deps.removeApplicationDocument(applicationKeyOf(request), request.params.documentId, actorOf(request))
        return reply.status(204).send(null)
      },
    )
    app.get(
      '/applications/:applicationNo/documents/:documentId',
      { config: own, schema: { operationId: 'getApplicationDocument', tags, params: oneOfApplication, response: bytes } },
      async (request, reply) => {
        const { paper, content } = await deps.readDocument(applicationKeyOf(request), request.params.documentId)
        return sendPaper(reply, paper, content)
      },
    )
  }

/** A stranger's file under our address: never run, never sniffed, saved instead of shown. */
export const sendPaper = (reply: FastifyReply, paper: Pick<Paper, 'mediaType' | 'fileName'>, content: Uint8Array): FastifyReply =>
  reply
    .type(paper.mediaType)
    .header('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(paper.fileName)}`)
    .header('Content-Security-Policy', "sandbox; default-src 'none'")
    .header('X-Content-Type-Options', 'nosniff')
    .serializer((payload: unknown) => payload as string)
    .send(Buffer.from(content))
