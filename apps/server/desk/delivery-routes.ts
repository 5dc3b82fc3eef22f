import { deliveryList, deliveryRow, releaseDraft, signedByMe, statementToSign } from '@certhall/contract/desk/api'
import type { StaffActor } from '@certhall/ra/actor'
import type { QueuePosition } from '@certhall/ra/application/review-ports'
import type { ReleaseWish } from '@certhall/ra/passcode/release-passcode'
import * as z from 'zod'
import { fromCursor, lastMs, toCursor } from '../cursor.ts'
import { staffOf } from '../http/actor.ts'
import type { Room } from '../http/app.ts'

export type DeliveryRow = z.infer<typeof deliveryRow>
export type DeliveryListName = 'toSend' | 'sent' | 'all'

export interface DeliveryRoom {
  readonly list: (
    list: DeliveryListName,
    after: QueuePosition | undefined,
    limit: number,
    actor: StaffActor,
  ) => Promise<readonly DeliveryRow[]>
  readonly row: (applicationNo: string, actor: StaffActor) => Promise<DeliveryRow>
  readonly prepare: (wish: ReleaseWish, actor: StaffActor) => Promise<string>
  readonly release: (signed: { applicationNo: string; text: string; signature: string }, actor: StaffActor) => Promise<void>
}

const issuer = { permission: 'staff:issuer' } as const
const address = z.strictObject({ applicationNo: z.string().max(40) })
const question = z.strictObject({ list: z.enum(['toSend', 'sent', 'all']).default('toSend'), cursor: z.string().max(500).optional() })
const position = z.strictObject({ dueAtMs: z.int().min(0).max(lastMs), applicationNo: z.string().max(40) })

/** 授权码发放: approved cases wait here until an issuer releases their PASSCODE. Nobody sees the code. */
export const deliveryRoutes =
  (deps: DeliveryRoom): Room =>
  async (app) => {
    app.get(
      '/deliveries',
      { config: issuer, schema: { operationId: 'listDeliveries', tags: ['desk'], querystring: question, response: { 200: deliveryList } } },
      async (request) => {
        const rows = await deps.list(request.query.list, fromCursor(position, request.query.cursor), page + 1, staffOf(request))
        const last = rows.length > page ? rows[page - 1] : undefined
        return {
          rows: rows.slice(0, page),
          nextCursor: last === undefined ? null : toCursor({ dueAtMs: Date.parse(last.approvedAt), applicationNo: last.applicationNo }),
        }
      },
    )
    app.post(
      '/deliveries/:applicationNo/statements',
      {
        config: issuer,
        schema: { operationId: 'prepareRelease', tags: ['desk'], params: address, body: releaseDraft, response: { 200: statementToSign } },
      },
      async (request) => ({
        text: await deps.prepare({ applicationNo: request.params.applicationNo, ...request.body }, staffOf(request)),
      }),
    )
    app.post(
      '/deliveries/:applicationNo/releases',
      {
        config: issuer,
        schema: { operationId: 'releasePasscode', tags: ['desk'], params: address, body: signedByMe, response: { 200: deliveryRow } },
      },
      async (request) => {
        const { applicationNo } = request.params
        await deps.release({ applicationNo, ...request.body }, staffOf(request))
        return deps.row(applicationNo, staffOf(request))
      },
    )
  }

const page = 50
