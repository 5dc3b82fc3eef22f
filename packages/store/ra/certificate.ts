/** The registration side's copies of certificates: a slim row, and the DER once in a table of its own. */
import { fromHex, toHex } from '@certhall/kernel/bytes'
import type { CertificateRepository, StoredCertificate } from '@certhall/ra/certificate/ports'
import { type Kysely, type Selectable, sql } from 'kysely'
import { binary } from '../ca/binary.ts'
import type { RegistrationSchema } from './schema.ts'

export const certificateRepository = (db: Kysely<RegistrationSchema>): CertificateRepository => ({
  addAll: async (certificates) => {
    if (certificates.length === 0) return new Set()
    const added = await sql<{ serial_number: Uint8Array }>`
      insert into ra.certificate (authority_id, serial_number, application_no, passcode_id, org_code, project_id, certificate_type, medium, state, subject, spki_sha256,
        not_before, not_after, stored_at, confirmed_at, end_reason)
      select * from unnest(${certificates.map((each) => each.authorityId)}::text[], ${certificates.map(serialOf)}::bytea[], ${certificates.map((each) => each.applicationNo)}::text[],
        ${certificates.map((each) => each.passcodeId)}::uuid[], ${certificates.map((each) => each.orgCode)}::text[], ${certificates.map((each) => each.projectId)}::text[],
        ${certificates.map((each) => each.certificateType)}::text[], ${certificates.map((each) => each.medium)}::text[], ${certificates.map((each) => each.state)}::text[],
        ${certificates.map((each) => each.subject)}::text[], ${certificates.map((each) => each.spkiSha256)}::text[], ${certificates.map((each) => new Date(each.notBeforeMs))}::timestamptz[],
        ${certificates.map((each) => new Date(each.notAfterMs))}::timestamptz[], ${certificates.map((each) => new Date(each.storedAtMs))}::timestamptz[],
        ${certificates.map((each) => (each.confirmedAtMs === null ? null : new Date(each.confirmedAtMs)))}::timestamptz[], ${certificates.map((each) => each.endReason)}::text[])
      on conflict do nothing returning serial_number`.execute(db)
    const serials = new Set(added.rows.map((row) => toHex(row.serial_number)))
    const fresh = certificates.filter((each) => serials.has(each.serialNumber))
    if (fresh.length > 0)
      await sql`
        insert into ra.certificate_der (authority_id, serial_number, der)
        select * from unnest(${fresh.map((each) => each.authorityId)}::text[], ${fresh.map(serialOf)}::bytea[], ${fresh.map((each) => binary(each.der))}::bytea[])`.execute(db)
    return serials
  },
  confirm: async (authorityId, serialNumber, atMs) => {
    const { numUpdatedRows } = await db
      .updateTable('ra.certificate')
      .set({ confirmed_at: new Date(atMs) })
      .where('authority_id', '=', authorityId)
      .where('serial_number', '=', fromHex(serialNumber))
      .where('state', '=', 'valid')
      .where('confirmed_at', 'is', null)
      .executeTakeFirstOrThrow()
    return numUpdatedRows === 1n
  },
  revoke: async ({ authorityId, serialNumber, reason, atMs }) => {
    const { numUpdatedRows } = await db
      .updateTable('ra.certificate')
      .set({ state: 'revoked', ended_at: new Date(atMs), end_reason: reason })
      .where('authority_id', '=', authorityId)
      .where('serial_number', '=', fromHex(serialNumber))
      .where('state', 'in', ['valid', 'frozen'])
      .executeTakeFirstOrThrow()
    return numUpdatedRows === 1n
  },
  unconfirmed: async (storedBeforeMs, limit) => {
    const rows = await db
      .selectFrom('ra.certificate as certificate')
      .innerJoin('ra.certificate_der as der', (join) =>
        join.onRef('der.authority_id', '=', 'certificate.authority_id').onRef('der.serial_number', '=', 'certificate.serial_number'),
      )
      .select([
        'certificate.authority_id', 'certificate.serial_number', 'certificate.application_no', 'certificate.passcode_id',
        'certificate.org_code', 'certificate.project_id', 'certificate.certificate_type', 'certificate.medium', 'certificate.state',
        'certificate.subject', 'certificate.spki_sha256', 'certificate.not_before', 'certificate.not_after', 'certificate.stored_at',
        'certificate.confirmed_at', 'certificate.end_reason',
      ])
      .select('der.der')
      .where('certificate.confirmed_at', 'is', null)
      .where('certificate.state', '=', 'valid')
      .where('certificate.stored_at', '<=', new Date(storedBeforeMs))
      .orderBy('certificate.stored_at')
      .limit(limit)
      .execute()
    return rows.map((row) => certificateOf(row, row.der))
  },
})

export type CertificateRow = Omit<Selectable<RegistrationSchema['ra.certificate']>, 'ended_at'>

export const certificateOf = (row: CertificateRow, der: Uint8Array): StoredCertificate => ({
  authorityId: row.authority_id,
  serialNumber: toHex(row.serial_number),
  applicationNo: row.application_no,
  passcodeId: row.passcode_id,
  orgCode: row.org_code,
  projectId: row.project_id,
  certificateType: row.certificate_type as StoredCertificate['certificateType'],
  medium: row.medium as StoredCertificate['medium'],
  state: row.state as StoredCertificate['state'],
  subject: row.subject,
  spkiSha256: row.spki_sha256,
  notBeforeMs: row.not_before.getTime(),
  notAfterMs: row.not_after.getTime(),
  storedAtMs: row.stored_at.getTime(),
  confirmedAtMs: row.confirmed_at?.getTime() ?? null,
  endReason: row.end_reason,
  der,
})

const serialOf = ({ serialNumber }: StoredCertificate): Buffer => binary(fromHex(serialNumber))
