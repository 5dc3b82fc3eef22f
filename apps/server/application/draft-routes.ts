import {
  codeEntry,
  contactCodeCheck,
  contactCodeRequest,
  contactCodeSent,
  draftSave,
  draftView,
  formCheck,
  lookupRequest,
  lookupResponse,
  resumeCodeRequest,
  resumeRequest,
  submitRequest,
} from '@certhall/contract/application/api'
import { captchaChallenge } from '@certhall/contract/captcha'
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import { actorOf } from '../http/actor.ts'
import type { Room } from '../http/app.ts'
import { languageOf } from '../http/language.ts'
import { hallSession, openHallSession, rememberApplication, rememberDraft, renewHallSession, sessionMark } from '../http/session.ts'
import type { ApplicationRoom } from './room.ts'
import { toDraftView } from './view.ts'

const open = { permission: 'public' } as const
const own = { permission: 'applicant' } as const
const tags = ['application']
export const draftParams = z.strictObject({ draftId: z.uuid() })
export const codeSentUnseen = z.strictObject({ againAfterSeconds: z.int(), expiresInSeconds: z.int() })
export const unseen = { againAfterSeconds: 60, expiresInSeconds: 600 }
export const keyOf = (request: FastifyRequest & { readonly params: { readonly draftId: string } }) => ({
  draftId: request.params.draftId,
  ownDrafts: hallSession(request).drafts,
})

/** 验证码, 查询, and the draft until it is submitted. */
export const draftRoutes =
  (deps: ApplicationRoom): Room =>
  async (app) => {
    app.get(
      '/captcha',
      { config: open, schema: { operationId: 'getCaptcha', tags, response: { 200: captchaChallenge } } },
      async (request) => {
        await deps.limits.consumeFor('captcha', request)
        openHallSession(request)
        return { ...(await deps.makeCaptcha(sessionMark(request))) }
      },
    )
    app.post(
      '/lookups',
      { config: open, schema: { operationId: 'lookUp', tags, body: lookupRequest, response: { 200: lookupResponse } } },
      async (request) => {
        await deps.limits.consumeFor('lookup', request)
        const { code, captcha, ...selection } = request.body
        const ownDrafts = openHallSession(request).drafts
        const answer = await deps.lookUp({
          selection,
          typedCode: code,
          ownDrafts,
          captcha: await deps.verifyCaptcha(captcha, sessionMark(request)),
        })
        if (answer.draftId !== null) rememberDraft(request, answer.draftId)
        return answer
      },
    )
    app.get(
      '/drafts/:draftId',
      { config: own, schema: { operationId: 'getDraft', tags, params: draftParams, response: { 200: draftView } } },
      async (request) => toDraftView(await deps.readDraft(keyOf(request))),
    )
    app.put(
      '/drafts/:draftId',
      { config: own, schema: { operationId: 'saveDraft', tags, params: draftParams, body: draftSave, response: { 200: draftView } } },
      async (request) => toDraftView(await deps.saveDraft(keyOf(request), request.body)),
    )
    app.post(
      '/drafts/:draftId/check',
      { config: own, schema: { operationId: 'checkDraft', tags, params: draftParams, response: { 200: formCheck } } },
      async (request) => ({
        issues: [...(await deps.checkDraft(keyOf(request)))],
      }),
    )
    app.post(
      '/drafts/:draftId/submit',
      {
        config: own,
        schema: {
          operationId: 'submitDraft',
          tags,
          params: draftParams,
          body: submitRequest,
          response: { 200: z.strictObject({ applicationNo: z.string() }) },
        },
      },
      async (request) => {
        await deps.limits.consumeFor('submit', request)
        const { declaration: _declaration, ...submission } = request.body
        const { applicationNo } = await deps.submit(keyOf(request), submission, actorOf(request))
        rememberApplication(request, applicationNo)
        return { applicationNo }
      },
    )
    await app.register(codeRoutes(deps))
  }

const codeRoutes =
  (deps: ApplicationRoom): Room =>
  async (app) => {
    app.post(
      '/drafts/:draftId/prefill-codes',
      { config: own, schema: { operationId: 'sendPrefillCode', tags, params: draftParams, response: { 202: contactCodeSent } } },
      async (request, reply) => {
        await deps.limits.consumeFor('contactCode', request)
        return reply.status(202).send(await deps.sendPrefillCode(keyOf(request), actorOf(request), languageOf(request)))
      },
    )
    app.post(
      '/drafts/:draftId/prefill',
      { config: own, schema: { operationId: 'prefillDraft', tags, params: draftParams, body: codeEntry, response: { 200: draftView } } },
      async (request) => {
        await deps.limits.consumeFor('contactCodeCheck', request)
        return toDraftView(await deps.prefillDraft(keyOf(request), request.body.code, actorOf(request)))
      },
    )
    app.post(
      '/drafts/:draftId/contact-codes',
      {
        config: own,
        schema: { operationId: 'sendContactCode', tags, params: draftParams, body: contactCodeRequest, response: { 202: contactCodeSent } },
      },
      async (request, reply) => {
        await deps.limits.consumeFor('contactCode', request)
        return reply.status(202).send(await deps.sendContactCode(keyOf(request), request.body, actorOf(request), languageOf(request)))
      },
    )
    app.post(
      '/drafts/:draftId/contact-codes/check',
      {
        config: own,
        schema: { operationId: 'checkContactCode', tags, params: draftParams, body: contactCodeCheck, response: { 200: draftView } },
      },
      async (request) => {
        await deps.limits.consumeFor('contactCodeCheck', request)
        return toDraftView(await deps.checkContactCode(keyOf(request), request.body, actorOf(request)))
      },
    )
    app.post(
      '/drafts/resume-codes',
      { config: open, schema: { operationId: 'sendResumeCode', tags, body: resumeCodeRequest, response: { 202: codeSentUnseen } } },
      async (request, reply) => {
        await deps.limits.consumeFor('resume', request)
        const { captcha, ...claim } = request.body
        await deps.sendResumeCode(claim, await deps.verifyCaptcha(captcha, sessionMark(request)), actorOf(request), languageOf(request))
        return reply.status(202).send(unseen)
      },
    )
    app.post(
      '/drafts/resume',
      { config: open, schema: { operationId: 'resumeDraft', tags, body: resumeRequest, response: { 200: draftView } } },
      async (request) => {
        await deps.limits.consumeFor('resume', request)
        const { code, ...claim } = request.body
        const opened = await deps.resumeDraft(claim, code, actorOf(request))
        await renewHallSession(request)
        rememberDraft(request, opened.draft.draftId)
        if (opened.draft.applicationNo !== null) rememberApplication(request, opened.draft.applicationNo)
        return toDraftView(opened)
      },
    )
  }
