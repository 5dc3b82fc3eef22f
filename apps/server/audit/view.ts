import type { auditRow } from '@certhall/contract/desk/api'
import type { AuditLine } from '@certhall/ra/audit/ports'
import type * as z from 'zod'

export const toAuditRow = ({ event, link }: AuditLine): z.infer<typeof auditRow> => {
  const { eventId, at, type, actorKind, actorName, role, applicationNo, before, after, detail } = event
  return {
    sequence: link?.sequence ?? null,
    eventId,
    at,
    type,
    actorKind,
    actorName,
    role,
    applicationNo,
    before,
    after,
    detail: { ...detail },
    hash: link?.hash ?? null,
  }
}
