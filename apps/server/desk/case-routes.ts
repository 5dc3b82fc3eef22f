import {
  caseList,
  caseView,
  decisionDraft,
  nextCase,
  revealRequest,
  revealResponse,
  signedByMe,
  statementToSign,
  type CaseView,
} from '@certhall/contract/desk/api'
import { type ApplicationType, applicationTypes } from '@certhall/contract/application/vocabulary'
import type { DocumentView } from '@certhall/contract/application/form'
import type { StaffActor } from '@certhall/ra/actor'
import type { DecisionWish } from '@certhall/ra/application/decision-statement'
import type { RevealableField } from '@certhall/ra/application/reveal-field'
import type { QueueList, QueuePosition, QueueRow } from '@certhall/ra/application/review-ports'
import * as z from 'zod'
import { fromCursor, lastMs, toCursor } from '../cursor.ts'
import { staffOf } from '../http/actor.ts'
import type { Room } from '../http/app.ts'
import { toCaseRow } from './case-view.ts'

export interface CaseRoom {
  readonly queue: (
    list: QueueList,
    after: QueuePosition | undefined,
    limit: number,
    actor: StaffActor,
    type?: ApplicationType,
  ) => Promise<{ rows: readonly (QueueRow & { readonly signals: number })[]; openCount: number }>
  readonly next: (actor: StaffActor) => Promise<string | undefined>
  /** Opens the case at this person's screen and gives what the page shows. */
  readonly open: (applicationNo: string, actor: StaffActor) => Promise<CaseView>
  readonly view: (applicationNo: string, actor: StaffActor) => Promise<CaseView>
  readonly reveal: (order: { applicationNo: string; field: RevealableField; reason: string }, actor: StaffActor) => Promise<string>
  readonly document: (applicationNo: string, documentId: string, actor: StaffActor) => Promise<{ view: DocumentView; content: Uint8Array }>
  readonly prepare: (applicationNo: string, version: number, wish: DecisionWish, actor: StaffActor) => Promise<string>
  readonly decide: (signed: { applicationNo: string; text: string; signature: string }, actor: StaffActor) => Promise<void>
  readonly nowMs: () => number
}

const worker = { permission: 'case' } as const
const reviewer = { permission: 'staff:reviewer' } as const
const address = z.strictObject({ applicationNo: z.string().max(40) })
const question = z.strictObject({
  list: z.enum(['open', 'returned', 'decided', 'all']).default('open'),
  type: z.enum(applicationTypes).optional(),
  cursor: z.string().max(500).optional(),
})
const position = z.strictObject({ dueAtMs: z.int().min(0).max(lastMs), applicationNo: z.string().max(40) })
const empty = z.strictObject({})

/** Cases (RA-1, RA-2): the queue, one case, papers, decisions. */
export const caseRoutes =
  (deps: CaseRoom): Room =>
  async (app) => {
    app.get(
      '/cases',
      { config: worker, schema: { operationId: 'listCases', tags: ['desk'], querystring: question, response: { 200: caseList } } },
      async (request) => {
        const { rows, openCount } = await deps.queue(
          request.query.list,
          fromCursor(position, request.query.cursor),
          page + 1,
          staffOf(request),
          request.query.type,
        )
        const last = rows.length > page ? rows[page - 1] : undefined
        return {
          rows: rows.slice(0, page).map((row) => toCaseRow(row, deps.nowMs())),
          nextCursor: last === undefined ? null : toCursor({ dueAtMs: last.dueAtMs, applicationNo: last.applicationNo }),
          openCount,
        }
      },
    )
    app.post(
      '/cases/next',
      { config: reviewer, schema: { operationId: 'takeNextCase', tags: ['desk'], body: empty, response: { 200: nextCase } } },
      async (request) => ({
        applicationNo: (await deps.next(staffOf(request))) ?? null,
      }),
    )
    app.get(
      '/cases/:applicationNo',
      { config: worker, schema: { operationId: 'openCase', tags: ['desk'], params: address, response: { 200: caseView } } },
      (request) => deps.open(request.params.applicationNo, staffOf(request)),
    )
    app.post(
      '/cases/:applicationNo/reveal',
      {
        config: worker,
        schema: { operationId: 'revealField', tags: ['desk'], params: address, body: revealRequest, response: { 200: revealResponse } },
      },
      async (request) => ({
        value: await deps.reveal({ applicationNo: request.params.applicationNo, ...request.body }, staffOf(request)),
      }),
    )
    app.post(
      '/cases/:applicationNo/statements',
      {
        config: reviewer,
        schema: {
          operationId: 'prepareDecision',
          tags: ['desk'],
          params: address,
          body: decisionDraft,
          response: { 200: statementToSign },
        },
      },
      async (request) => {
        const { version, ...wish } = request.body
        return { text: await deps.prepare(request.params.applicationNo, version, wish, staffOf(request)) }
      },
    )
    app.post(
      '/cases/:applicationNo/decisions',
      {
        config: reviewer,
        schema: { operationId: 'decideCase', tags: ['desk'], params: address, body: signedByMe, response: { 200: caseView } },
      },
      async (request) => {
        const { applicationNo } = request.params
        await deps.decide({ applicationNo, ...request.body }, staffOf(request))
        return deps.view(applicationNo, staffOf(request))
      },
    )
    registerDocuments(deps)(app)
  }

/** A paper is somebody else's file: it is sent as an attachment, never interpreted, and runs nothing where it is opened. */
const registerDocuments =
  (deps: CaseRoom) =>
  (app: Parameters<Room>[0]): void => {
    const params = z.strictObject({ applicationNo: z.string().max(40), documentId: z.uuid() })
    app.get(
      '/cases/:applicationNo/documents/:documentId',
      {
        config: worker,
        schema: { operationId: 'openDocument', tags: ['desk'], params, response: { 200: z.any().meta({ format: 'binary' }) } },
      },
      async (request, reply) => {
        const { applicationNo, documentId } = request.params
        const { view, content } = await deps.document(applicationNo, documentId, staffOf(request))
        return reply
          .header('Content-Type', view.mediaType)
          .header(
            'Content-Disposition',
            `attachment; filename="paper"; filename*=UTF-8''${encodeURIComponent(view.fileName).replaceAll("'", '%27')}`,
          )
          .header('Content-Security-Policy', "default-src 'none'; sandbox")
          .header('X-Content-Type-Options', 'nosniff')
          .send(Buffer.from(content))
      },
    )
  }

const page = 50
