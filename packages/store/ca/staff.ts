import type { StaffEntry, StaffLedger, StaffMember } from '@certhall/ca/ports'
import { type Kysely, sql } from 'kysely'
import { prepared } from '../prepared.ts'
import { binary } from './binary.ts'

export const staffLedger = (db: Kysely<unknown>): StaffLedger => ({
  staffCertificates: async (certificateSha256s) => {
    const { rows } = await staffCertificates(db, certificateSha256s)
    return rows.map((row) => ({
      certificateSha256: row.certificate_sha256,
      spki: row.spki,
      notBeforeMs: row.not_before.getTime(),
      notAfterMs: row.not_after.getTime(),
      endedAtMs: row.ended_at?.getTime() ?? null,
      member: toMember(row),
    }))
  },

  staffMembers: () => entries(db),

  // A row lock that also stops what refers to the row: certificates and links.
  lockStaff: async () => {
    await sql`SELECT 1 FROM ca.staff_member ORDER BY person_id FOR UPDATE`.execute(db)
    return entries(db)
  },

  putStaffMember: async ({ personId, name, roles, source, enteredAtMs }) => {
    await sql`INSERT INTO ca.staff_member (person_id, name, roles, source, entered_at)
      VALUES (${personId}, ${name}, ${roles}::text[], ${source}, ${new Date(enteredAtMs)})
      ON CONFLICT (person_id) DO UPDATE SET name = excluded.name, roles = excluded.roles`.execute(db)
  },

  disableStaffMember: async (personId, atMs, reason) => {
    await sql`UPDATE ca.staff_member SET disabled_at = coalesce(disabled_at, ${new Date(atMs)}),
        disabled_reason = CASE WHEN disabled_reason = 'keyCompromise' THEN disabled_reason ELSE ${reason} END
      WHERE person_id = ${personId}`.execute(db)
    await sql`UPDATE ca.staff_invitation SET used_at = ${new Date(atMs)} WHERE person_id = ${personId} AND used_at IS NULL`.execute(db)
  },

  addInvitation: async ({ tokenSha256, personId, expiresAtMs }) => {
    await sql`INSERT INTO ca.staff_invitation (token_sha256, person_id, expires_at) VALUES (${tokenSha256}, ${personId}, ${new Date(expiresAtMs)})`.execute(
      db,
    )
  },

  findInvitation: async (tokenSha256) => {
    const { rows } = await sql<MemberRow & { readonly token_sha256: string; readonly expires_at: Date; readonly used_at: Date | null }>`
      SELECT i.token_sha256, i.expires_at, i.used_at, m.* FROM ca.staff_invitation i JOIN ca.staff_member m ON m.person_id = i.person_id
       WHERE i.token_sha256 = ${tokenSha256}`.execute(db)
    const [row] = rows
    if (row === undefined) return undefined
    return {
      tokenSha256: row.token_sha256,
      expiresAtMs: row.expires_at.getTime(),
      usedAtMs: row.used_at?.getTime() ?? null,
      member: toMember(row),
    }
  },

  useInvitation: async (tokenSha256, atMs) => {
    await sql`UPDATE ca.staff_invitation SET used_at = ${new Date(atMs)} WHERE token_sha256 = ${tokenSha256} AND used_at IS NULL`.execute(
      db,
    )
  },

  addStaffCertificate: async ({ certificateSha256, personId, serial, spki, notBeforeMs, notAfterMs }) => {
    await sql`INSERT INTO ca.staff_certificate (certificate_sha256, person_id, serial_number, spki, not_before, not_after)
      VALUES (${certificateSha256}, ${personId}, ${binary(serial)}, ${binary(spki)}, ${new Date(notBeforeMs)}, ${new Date(notAfterMs)})`.execute(
      db,
    )
  },
})

const entries = async (db: Kysely<unknown>): Promise<readonly StaffEntry[]> => {
  const { rows: members } = await sql<MemberRow>`SELECT * FROM ca.staff_member ORDER BY entered_at, person_id`.execute(db)
  const { rows: certificates } = await sql<
    Omit<CertificateRow, 'spki' | 'certificate_sha256'> & { readonly person_id: string; readonly serial_number: Uint8Array }
  >`
    SELECT person_id, serial_number, not_before, not_after, ended_at FROM ca.staff_certificate ORDER BY not_before, serial_number`.execute(
    db,
  )
  const byPerson = Map.groupBy(certificates, ({ person_id }) => person_id)
  return members.map((row) => ({
    ...toMember(row),
    certificates: (byPerson.get(row.person_id) ?? []).map((each) => ({
      serial: each.serial_number,
      notAfterMs: each.not_after.getTime(),
      endedAtMs: each.ended_at?.getTime() ?? null,
    })),
  }))
}

interface MemberRow {
  readonly person_id: string
  readonly name: string
  readonly roles: StaffMember['roles']
  readonly disabled_at: Date | null
  readonly disabled_reason: NonNullable<StaffMember['disabled']>['reason'] | null
}

interface CertificateRow {
  readonly certificate_sha256: string
  readonly spki: Uint8Array
  readonly not_before: Date
  readonly not_after: Date
  readonly ended_at: Date | null
}

const staffCertificates = prepared<MemberRow & CertificateRow>(`
  SELECT c.certificate_sha256, c.spki, c.not_before, c.not_after, c.ended_at, m.person_id, m.name, m.roles, m.disabled_at, m.disabled_reason
    FROM ca.staff_certificate c JOIN ca.staff_member m ON m.person_id = c.person_id
   WHERE c.certificate_sha256 = ANY($1::text[])`)

const toMember = ({ person_id, name, roles, disabled_at, disabled_reason }: MemberRow): StaffMember => ({
  personId: person_id,
  name,
  roles,
  // Without a reason nothing of theirs stands.
  disabled: disabled_at === null ? null : { atMs: disabled_at.getTime(), reason: disabled_reason ?? 'keyCompromise' },
})
