import type { ContactCode, ContactCodeRepository } from '@certhall/ra/application/ports'
import type { Kysely } from 'kysely'
import type { RegistrationSchema } from './schema.ts'

export const contactCodeRepository = (db: Kysely<RegistrationSchema>): ContactCodeRepository => ({
  add: async (code) =>
    void (await db
      .insertInto('ra.contact_code')
      .values({
        code_id: code.codeId,
        purpose: code.purpose,
        subject: code.subject,
        channel: code.channel,
        address_hmac: code.addressHmac,
        code_hmac: code.codeHmac,
        attempts: code.attempts,
        created_at: new Date(code.createdAtMs),
        expires_at: new Date(code.expiresAtMs),
        used_at: null,
      })
      .execute()),
  newest: async (purpose, subject, channel) => {
    const row = await db
      .selectFrom('ra.contact_code')
      .selectAll()
      .where('purpose', '=', purpose)
      .where('subject', '=', subject)
      .where('channel', '=', channel)
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (row === undefined) return undefined
    return {
      codeId: row.code_id,
      purpose,
      subject,
      channel,
      addressHmac: row.address_hmac,
      codeHmac: row.code_hmac,
      attempts: row.attempts,
      createdAtMs: row.created_at.getTime(),
      expiresAtMs: row.expires_at.getTime(),
      usedAtMs: row.used_at?.getTime() ?? null,
    } satisfies ContactCode
  },
  sentSince: async (addressHmac, sinceMs) => {
    const { count } = await db
      .selectFrom('ra.contact_code')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('address_hmac', '=', addressHmac)
      .where('created_at', '>=', new Date(sinceMs))
      .executeTakeFirstOrThrow()
    return Number(count)
  },
  countTry: async (codeId, limit) => {
    const { numUpdatedRows } = await db
      .updateTable('ra.contact_code')
      .set((set) => ({ attempts: set('attempts', '+', 1) }))
      .where('code_id', '=', codeId)
      .where('attempts', '<', limit)
      .where('used_at', 'is', null)
      .executeTakeFirstOrThrow()
    return numUpdatedRows === 1n
  },
  use: async (codeId, atMs) => {
    const { numUpdatedRows } = await db
      .updateTable('ra.contact_code')
      .set({ used_at: new Date(atMs) })
      .where('code_id', '=', codeId)
      .where('used_at', 'is', null)
      .executeTakeFirstOrThrow()
    return numUpdatedRows === 1n
  },
  remove: async (codeId) => void (await db.deleteFrom('ra.contact_code').where('code_id', '=', codeId).execute()),
  proven: async (subject, addressHmac, sinceMs) => {
    const row = await db
      .selectFrom('ra.contact_code')
      .select('code_id')
      .where('subject', '=', subject)
      .where('purpose', '=', 'verify')
      .where('address_hmac', '=', addressHmac)
      .where('used_at', '>=', new Date(sinceMs))
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  },
})
