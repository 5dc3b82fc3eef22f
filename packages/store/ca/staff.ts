import type { StaffLedger, StaffMember } from '@certhall/ca/ports'
import { type Kysely, sql } from 'kysely'
import { binary } from './binary.ts'

export const staffLedger = (db: Kysely<unknown>): StaffLedger => ({
  staffCertificates: async (certificateSha256s) => {
    const { rows } = await sql<MemberRow & CertificateRow>`
      SELECT c.*, m.name, m.roles, m.disabled_at FROM ca.staff_certificate c JOIN ca.staff_member m ON m.person_id = c.person_id
       WHERE c.certificate_sha256 = ANY(${certificateSha256s}::text[])`.execute(db)
    return rows.map((row) => ({
      certificateSha256: row.certificate_sha256, spki: row.spki, notBeforeMs: row.not_before.getTime(), notAfterMs: row.not_after.getTime(),
      endedAtMs: row.ended_at?.getTime() ?? null, member: toMember(row),
    }))
  },

  staffMembers: async () => {
    const { rows } = await sql<MemberRow & { readonly has_certificate: boolean }>`
      SELECT m.*, EXISTS (SELECT 1 FROM ca.staff_certificate c WHERE c.person_id = m.person_id) AS has_certificate FROM ca.staff_member m ORDER BY m.entered_at, m.person_id`.execute(db)
    return rows.map((row) => ({ ...toMember(row), hasCertificate: row.has_certificate }))
  },

  putStaffMember: async ({ personId, name, roles, source, enteredAtMs }) => {
    await sql`INSERT INTO ca.staff_member (person_id, name, roles, source, entered_at)
      VALUES (${personId}, ${name}, ${roles}::text[], ${source}, ${new Date(enteredAtMs)})
      ON CONFLICT (person_id) DO UPDATE SET name = excluded.name, roles = excluded.roles`.execute(db)
  },

  disableStaffMember: async (personId, atMs) => {
    await sql`UPDATE ca.staff_member SET disabled_at = ${new Date(atMs)} WHERE person_id = ${personId} AND disabled_at IS NULL`.execute(db)
  },

  addInvitation: async ({ tokenSha256, personId, expiresAtMs }) => {
    await sql`INSERT INTO ca.staff_invitation (token_sha256, person_id, expires_at) VALUES (${tokenSha256}, ${personId}, ${new Date(expiresAtMs)})`.execute(db)
  },

  findInvitation: async (tokenSha256) => {
    const { rows } = await sql<MemberRow & { readonly token_sha256: string; readonly expires_at: Date; readonly used_at: Date | null }>`
      SELECT i.token_sha256, i.expires_at, i.used_at, m.* FROM ca.staff_invitation i JOIN ca.staff_member m ON m.person_id = i.person_id
       WHERE i.token_sha256 = ${tokenSha256}`.execute(db)
    const [row] = rows
    if (row === undefined) return undefined
    return { tokenSha256: row.token_sha256, expiresAtMs: row.expires_at.getTime(), usedAtMs: row.used_at?.getTime() ?? null, member: toMember(row) }
  },

  useInvitation: async (tokenSha256, atMs) => {
    await sql`UPDATE ca.staff_invitation SET used_at = ${new Date(atMs)} WHERE token_sha256 = ${tokenSha256} AND used_at IS NULL`.execute(db)
  },

  addStaffCertificate: async ({ certificateSha256, personId, serial, spki, notBeforeMs, notAfterMs }) => {
    await sql`INSERT INTO ca.staff_certificate (certificate_sha256, person_id, serial_number, spki, not_before, not_after)
      VALUES (${certificateSha256}, ${personId}, ${binary(serial)}, ${binary(spki)}, ${new Date(notBeforeMs)}, ${new Date(notAfterMs)})`.execute(db)
  },
})

interface MemberRow {
  readonly person_id: string
  readonly name: string
  readonly roles: StaffMember['roles']
  readonly disabled_at: Date | null
}

interface CertificateRow {
  readonly certificate_sha256: string
  readonly spki: Uint8Array
  readonly not_before: Date
  readonly not_after: Date
  readonly ended_at: Date | null
}

const toMember = ({ person_id, name, roles, disabled_at }: MemberRow): StaffMember => ({ personId: person_id, name, roles, isDisabled: disabled_at !== null })
