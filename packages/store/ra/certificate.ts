/** The registration side's copies of certificates: a slim row, and the DER once in a table of its own. */
import { fromHex, toHex } from '@certhall/kernel/bytes'
import type { CertificateRepository, StoredCertificate } from '@certhall/ra/certificate/ports'
import type { Kysely, Selectable } from 'kysely'
import type { RegistrationSchema } from './schema.ts'

export const certificateRepository = (db: Kysely<RegistrationSchema>): CertificateRepository => ({
  addAll: async (certificates) => {
    if (certificates.length === 0) return new Set()
    const added = await db
      .insertInto('ra.certificate')
      .values(certificates.map(columnsOf))
      .onConflict((conflict) => conflict.doNothing())
      .returning('serial_number')
      .execute()
    const serials = new Set(added.map((row) => toHex(row.serial_number)))
    const fresh = certificates.filter((each) => serials.has(each.serialNumber))
    if (fresh.length > 0)
      await db
        .insertInto('ra.certificate_der')
        .values(fresh.map((each) => ({ authority_id: each.authorityId, serial_number: fromHex(each.serialNumber), der: each.der })))
        .execute()
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

const columnsOf = (certificate: StoredCertificate) => ({
  authority_id: certificate.authorityId,
  serial_number: fromHex(certificate.serialNumber),
  application_no: certificate.applicationNo,
  passcode_id: certificate.passcodeId,
  org_code: certificate.orgCode,
  project_id: certificate.projectId,
  certificate_type: certificate.certificateType,
  medium: certificate.medium,
  state: certificate.state,
  subject: certificate.subject,
  spki_sha256: certificate.spkiSha256,
  not_before: new Date(certificate.notBeforeMs),
  not_after: new Date(certificate.notAfterMs),
  stored_at: new Date(certificate.storedAtMs),
  confirmed_at: certificate.confirmedAtMs === null ? null : new Date(certificate.confirmedAtMs),
  ended_at: null,
  end_reason: certificate.endReason,
})
