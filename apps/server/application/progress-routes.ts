import {
  contactCodeRequest,
  contactCodeSent,
  correctionRequest,
  progressCodeRequest,
  progressRequest,
  progressView,
  withdrawRequest,
} from '@certhall/contract/application/api'
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import { actorOf } from '../http/actor.ts'
import type { Room } from '../http/app.ts'
import { languageOf } from '../http/language.ts'
import { hallSession, rememberApplication, renewHallSession, sessionMark } from '../http/session.ts'
import { codeSentUnseen, unseen } from './draft-routes.ts'
import type { ApplicationRoom } from './room.ts'
import { toProgressView } from './view.ts'

const open = { permission: 'public' } as const
const own = { permission: 'applicant' } as const
const tags = ['application']
export const applicationParams = z.strictObject({ applicationNo: z.string().max(40) })
export const applicationKeyOf = (request: FastifyRequest & { readonly params: { readonly applicationNo: string } }) => ({
  applicationNo: request.params.applicationNo,
  ownApplications: hallSession(request).applications,
})
const newContactCheck = z.strictObject({ channel: z.enum(['mobile', 'email']), value: z.string().max(300), code: z.string().max(20) })

/** ST-1 办理进度查询, corrections and withdrawal. */
export const progressRoutes =
  (deps: ApplicationRoom): Room =>
  async (app) => {
    app.post(
      '/progress/codes',
      { config: open, schema: { operationId: 'sendProgressCode', tags, body: progressCodeRequest, response: { 202: codeSentUnseen } } },
      async (request, reply) => {
        await deps.limits.consumeFor('resume', request)
        const { captcha, ...claim } = request.body
        await deps.sendProgressCode(claim, await deps.verifyCaptcha(captcha, sessionMark(request)), actorOf(request), languageOf(request))
        return reply.status(202).send(unseen)
      },
    )
    app.post(
      '/progress',
      { config: open, schema: { operationId: 'openProgress', tags, body: progressRequest, response: { 200: progressView } } },
      async (request) => {
        await deps.limits.consumeFor('resume', request)
        const { code, ...claim } = request.body
        const progress = await deps.openProgress(claim, code, actorOf(request))
        await renewHallSession(request)
        rememberApplication(request, progress.application.applicationNo)
        return toProgressView(progress)
      },
    )
    app.get(
      '/applications/:applicationNo',
      { config: own, schema: { operationId: 'getApplication', tags, params: applicationParams, response: { 200: progressView } } },
      async (request) => toProgressView(await deps.readProgress(applicationKeyOf(request))),
    )
    app.post(
      '/applications/:applicationNo/corrections',
      {
        config: own,
        schema: {
          operationId: 'correctApplication',
          tags,
          params: applicationParams,
          body: correctionRequest,
          response: { 200: progressView },
        },
      },
      async (request) => {
        await deps.limits.consumeFor('submit', request)
        return toProgressView(await deps.correct(applicationKeyOf(request), request.body, actorOf(request)))
      },
    )
    app.post(
      '/applications/:applicationNo/withdraw',
      {
        config: own,
        schema: {
          operationId: 'withdrawApplication',
          tags,
          params: applicationParams,
          body: withdrawRequest,
          response: { 200: progressView },
        },
      },
      async (request) => toProgressView(await deps.withdraw(applicationKeyOf(request), request.body.revision, actorOf(request))),
    )
    app.post(
      '/applications/:applicationNo/contact-codes',
      {
        config: own,
        schema: {
          operationId: 'sendNewContactCode',
          tags,
          params: applicationParams,
          body: contactCodeRequest,
          response: { 202: contactCodeSent },
        },
      },
      async (request, reply) => {
        await deps.limits.consumeFor('contactCode', request)
        return reply
          .status(202)
          .send(await deps.sendNewContactCode(applicationKeyOf(request), request.body, actorOf(request), languageOf(request)))
      },
    )
    app.post(
      '/applications/:applicationNo/contact-codes/check',
      {
        config: own,
        schema: { operationId: 'checkNewContactCode', tags, params: applicationParams, body: newContactCheck, response: { 204: z.null() } },
      },
      async (request, reply) => {
        await deps.limits.consumeFor('contactCodeCheck', request)
        await deps.checkNewContactCode(applicationKeyOf(request), request.body, actorOf(request))
        return reply.status(204).send(null)
      },
    )
  }
