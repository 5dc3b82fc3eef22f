import { auditList } from '@certhall/contract/desk/api'
import { auditEventTypes } from '@certhall/ra/audit/audit-event'
import type { AuditRecord } from '@certhall/ra/audit/ports'
import * as z from 'zod'
import { fromCursor, toCursor } from '../cursor.ts'
import type { Room } from '../http/app.ts'
import { toAuditRow } from './view.ts'

export interface AuditRoom {
  readonly record: Pick<AuditRecord, 'list' | 'state'>
}

const question = z.strictObject({
  cursor: z.string().max(500).optional(),
  case: z.string().max(40).optional(),
  type: z.enum(Object.keys(auditEventTypes) as [string, ...string[]]).optional(),
})
const position = z.strictObject({ at: z.iso.datetime(), eventId: z.uuid() })

/** The record, for the auditor, who reads everything and changes nothing. */
export const auditRoutes =
  (deps: AuditRoom): Room =>
  async (app) => {
    app.get(
      '/audit',
      {
        config: { permission: 'staff:auditor' },
        schema: { operationId: 'listAuditEvents', tags: ['desk'], querystring: question, response: { 200: auditList } },
      },
      async ({ query }) => {
        const lines = await deps.record.list(
          { applicationNo: query.case ?? null, type: query.type ?? null },
          fromCursor(position, query.cursor),
          page + 1,
        )
        const state = await deps.record.state()
        const last = lines.length > page ? lines[page - 1] : undefined
        return {
          rows: lines.slice(0, page).map(toAuditRow),
          nextCursor: last === undefined ? null : toCursor({ at: last.event.at, eventId: last.event.eventId }),
          chain: {
            verifiedUntil: state.lastCheckpoint === null ? null : new Date(state.lastCheckpoint.signedAtMs).toISOString(),
            count: state.count,
            waiting: state.waiting,
          },
        }
      },
    )
  }

const page = 50
