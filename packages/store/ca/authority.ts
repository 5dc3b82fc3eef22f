import type { AuthorityLedger, AuthorityRecord } from '@certhall/ca/ports'
import { type Kysely, sql } from 'kysely'
import { binary } from './binary.ts'

export const authorityLedger = (db: Kysely<unknown>): AuthorityLedger => ({
  authorities: async () => {
    const { rows } = await sql<AuthorityRow>`SELECT * FROM ca.authority ORDER BY authority_id`.execute(db)
    return rows.map((row) => ({
      authorityId: row.authority_id,
      role: row.role,
      name: row.name,
      keyAlgorithm: row.key_algorithm,
      issuerId: row.issuer_id,
      der: row.der,
      notAfterMs: row.not_after.getTime(),
      createdAtMs: row.created_at.getTime(),
    }))
  },

  addAuthority: async ({ authorityId, role, name, keyAlgorithm, issuerId, der, notAfterMs, createdAtMs }) => {
    await sql`INSERT INTO ca.authority (authority_id, role, name, key_algorithm, issuer_id, der, not_after, created_at)
      VALUES (${authorityId}, ${role}, ${name}, ${keyAlgorithm}, ${issuerId}, ${binary(der)}, ${new Date(notAfterMs)}, ${new Date(createdAtMs)})`.execute(
      db,
    )
  },
})

interface AuthorityRow {
  readonly authority_id: string
  readonly role: AuthorityRecord['role']
  readonly name: string
  readonly key_algorithm: AuthorityRecord['keyAlgorithm']
  readonly issuer_id: string
  readonly der: Uint8Array
  readonly not_after: Date
  readonly created_at: Date
}
