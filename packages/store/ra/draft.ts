import type { DraftForm, Selection } from '@certhall/contract/application/form'
import { parseMobile } from '@certhall/contract/contact/contact-address'
import type { Draft, DraftRepository } from '@certhall/ra/application/ports'
import type { Pepper, Sealer } from '@certhall/ra/ports'
import type { Kysely, Selectable } from 'kysely'
import type { RegistrationSchema } from './schema.ts'
import { openValue, sealValue } from './sealed-form.ts'

export interface DraftGround {
  readonly sealer: Sealer
  readonly pepper: Pepper
}

interface DraftContent {
  readonly form: DraftForm
  readonly verified: Draft['verified']
  /** Absent in drafts of before. */
  readonly followUp?: Draft['followUp']
}

export const draftRepository = (db: Kysely<RegistrationSchema>, ground: DraftGround): DraftRepository => {
  const read = async (column: 'draft_id' | 'draft_no', value: string, lock: boolean): Promise<Draft | undefined> => {
    const query = db.selectFrom('ra.draft').selectAll().where(column, '=', value)
    const row = await (lock ? query.forUpdate() : query).executeTakeFirst()
    return row === undefined ? undefined : draftOf(ground.sealer, row)
  }
  return {
    add: async (draft) => void (await db.insertInto('ra.draft').values(rowOf(ground, draft)).execute()),
    one: (draftId) => read('draft_id', draftId, false),
    byNumber: (draftNo) => read('draft_no', draftNo, false),
    lock: (draftId) => read('draft_id', draftId, true),
    save: async (draft, from) => {
      const { draft_id: _draftId, draft_no: _draftNo, application_no: _applicationNo, ...values } = rowOf(ground, draft)
      const { numUpdatedRows } = await db
        .updateTable('ra.draft')
        .set(values)
        .where('draft_id', '=', draft.draftId)
        .where('version', '=', from)
        .where('application_no', 'is', null)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },
    markSubmitted: async (draftId, applicationNo) =>
      void (await db.updateTable('ra.draft').set({ application_no: applicationNo }).where('draft_id', '=', draftId).execute()),
    expired: async (nowMs, limit) => {
      const rows = await db
        .selectFrom('ra.draft')
        .select(['draft_id', 'draft_no'])
        .where('expires_at', '<=', new Date(nowMs))
        .where('application_no', 'is', null)
        .orderBy('expires_at')
        .limit(limit)
        .forUpdate()
        .skipLocked()
        .execute()
      return rows.map((row) => ({ draftId: row.draft_id, draftNo: row.draft_no }))
    },
    remove: async (draftId) => {
      await db.deleteFrom('ra.document').where('draft_id', '=', draftId).where('application_no', 'is', null).execute()
      await db.deleteFrom('ra.draft').where('draft_id', '=', draftId).execute()
    },
  }
}

const contextOf = (draftId: string): string => `ra.draft:${draftId}`

const rowOf = ({ sealer, pepper }: DraftGround, draft: Draft) => {
  const content: DraftContent = { form: draft.form, verified: draft.verified, followUp: draft.followUp }
  const typed = parseMobile(draft.form.contact?.mobile ?? '')
  const mobile = draft.verified.mobile ?? (typed.ok ? typed.value : null)
  return {
    draft_id: draft.draftId,
    draft_no: draft.draftNo,
    project_id: draft.selection.projectId,
    certificate_type: draft.selection.certificateType,
    medium: draft.selection.medium,
    org_code: draft.code.orgCode,
    uscc: draft.code.uscc,
    content_sealed: sealValue(sealer, contextOf(draft.draftId), content),
    mobile_hmac: mobile === null ? null : pepper.digest('address.mobile', mobile),
    version: draft.version,
    saved_at: new Date(draft.savedAtMs),
    expires_at: new Date(draft.expiresAtMs),
    application_no: draft.applicationNo,
  }
}

const draftOf = (sealer: Sealer, row: Selectable<RegistrationSchema['ra.draft']>): Draft => {
  const content = openValue(sealer, contextOf(row.draft_id), row.content_sealed) as DraftContent
  return {
    draftId: row.draft_id,
    draftNo: row.draft_no,
    selection: {
      projectId: row.project_id,
      certificateType: row.certificate_type as Selection['certificateType'],
      medium: row.medium as Selection['medium'],
    },
    code: { orgCode: row.org_code, uscc: row.uscc },
    form: content.form,
    verified: content.verified,
    followUp: content.followUp ?? null,
    version: row.version,
    savedAtMs: row.saved_at.getTime(),
    expiresAtMs: row.expires_at.getTime(),
    applicationNo: row.application_no,
  }
}
