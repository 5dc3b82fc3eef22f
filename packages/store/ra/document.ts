import type { DocumentRepository, Owner, Paper } from '@certhall/ra/application/ports'
import type { Sealer } from '@certhall/ra/ports'
import type { Kysely } from 'kysely'
import type { RegistrationSchema } from './schema.ts'
import { documentContext } from './sealed-form.ts'

const columns = ['document_id', 'kind', 'file_name', 'media_type', 'size_bytes', 'sha256', 'uploaded_at'] as const

export const documentRepository = (db: Kysely<RegistrationSchema>, { sealer }: { readonly sealer: Sealer }): DocumentRepository => {
  const present = (owner: Owner) => {
    const query = db.selectFrom('ra.document').where('replaced_at', 'is', null)
    return 'applicationNo' in owner
      ? query.where('application_no', '=', owner.applicationNo)
      : query.where('draft_id', '=', owner.draftId).where('application_no', 'is', null)
  }
  return {
    add: async (owner, paper, content) =>
      void (await db
        .insertInto('ra.document')
        .values({
          document_id: paper.documentId,
          draft_id: 'draftId' in owner ? owner.draftId : null,
          application_no: 'applicationNo' in owner ? owner.applicationNo : null,
          kind: paper.kind,
          file_name: paper.fileName,
          media_type: paper.mediaType,
          size_bytes: paper.sizeBytes,
          sha256: paper.sha256,
          content_sealed: sealer.seal(content, documentContext(paper.documentId)),
          uploaded_at: new Date(paper.uploadedAtMs),
          replaced_at: null,
        })
        .execute()),
    list: async (owner) => (await present(owner).select(columns).orderBy('uploaded_at').orderBy('document_id').execute()).map(paperOf),
    content: async (owner, documentId) => {
      const row = await present(owner)
        .select([...columns, 'content_sealed'])
        .where('document_id', '=', documentId)
        .executeTakeFirst()
      return row === undefined ? undefined : { paper: paperOf(row), content: sealer.open(row.content_sealed, documentContext(documentId)) }
    },
    replace: async (owner, documentId, atMs) => {
      const found = await present(owner).select('document_id').where('document_id', '=', documentId).executeTakeFirst()
      if (found === undefined) return false
      if ('draftId' in owner) await db.deleteFrom('ra.document').where('document_id', '=', documentId).execute()
      else
        await db
          .updateTable('ra.document')
          .set({ replaced_at: new Date(atMs) })
          .where('document_id', '=', documentId)
          .execute()
      return true
    },
    moveToApplication: async (draftId, applicationNo) =>
      void (await db.updateTable('ra.document').set({ application_no: applicationNo }).where('draft_id', '=', draftId).execute()),
  }
}

interface PaperRow {
  readonly document_id: string
  readonly kind: string
  readonly file_name: string
  readonly media_type: string
  readonly size_bytes: number
  readonly sha256: string
  readonly uploaded_at: Date
}

const paperOf = (row: PaperRow): Paper => ({
  documentId: row.document_id,
  kind: row.kind as Paper['kind'],
  fileName: row.file_name,
  mediaType: row.media_type as Paper['mediaType'],
  sizeBytes: row.size_bytes,
  sha256: row.sha256,
  uploadedAt: row.uploaded_at.toISOString(),
  uploadedAtMs: row.uploaded_at.getTime(),
})
