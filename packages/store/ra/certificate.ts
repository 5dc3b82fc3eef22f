/** The registration side's copies of certificates: a slim row, and the DER once in a table of its own. */
import { fromHex, toHex } from '@certhall/kernel/bytes'
import { openStates } from '@certhall/ra/application/lifecycle'
import type { CertificateRepository, StoredCertificate } from '@certhall/ra/certificate/ports'
import type { CertificateKey } from '@certhall/contract/application/follow-up'
import { sha256Hex } from '@certhall/ra/digest'
import type { ExpressionBuilder, Kysely, Selectable, Updateable } from 'kysely'
import { binary } from '../ca/binary.ts'
import { prepared } from '../prepared.ts'
import type { RegistrationSchema } from './schema.ts'

export const certificateRepository = (db: Kysely<RegistrationSchema>): CertificateRepository => ({
  addAll: async (certificates) => {
    if (certificates.length === 0) return new Set()
    const added = await addCertificates(
      db,
      certificates.map((each) => each.authorityId),
      certificates.map(serialOf),
      certificates.map((each) => each.applicationNo),
      certificates.map((each) => each.passcodeId),
      certificates.map((each) => each.orgCode),
      certificates.map((each) => each.projectId),
      certificates.map((each) => each.certificateType),
      certificates.map((each) => each.medium),
      certificates.map((each) => each.state),
      certificates.map((each) => each.subject),
      certificates.map((each) => each.spkiSha256),
      certificates.map((each) => new Date(each.notBeforeMs)),
      certificates.map((each) => new Date(each.notAfterMs)),
      certificates.map((each) => new Date(each.storedAtMs)),
      certificates.map((each) => (each.confirmedAtMs === null ? null : new Date(each.confirmedAtMs))),
      certificates.map((each) => each.endReason),
      certificates.map((each) => sha256Hex(each.der)),
    )
    const serials = new Set(added.rows.map((row) => toHex(row.serial_number)))
    const fresh = certificates.filter((each) => serials.has(each.serialNumber))
    if (fresh.length > 0)
      await addOctets(
        db,
        fresh.map((each) => each.authorityId),
        fresh.map(serialOf),
        fresh.map((each) => binary(each.der)),
      )
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
  one: async (key) => firstOf(await certificates(db).where(isKey(key)).execute()),
  lock: async (key) => firstOf(await certificates(db).where(isKey(key)).forUpdate('certificate').execute()),
  bySha256: async (certificateSha256) =>
    firstOf(await certificates(db).where('certificate.certificate_sha256', '=', certificateSha256).execute()),
  ofOrganization: async (orgCode) =>
    (
      await certificates(db)
        .where('certificate.org_code', '=', orgCode)
        .where('certificate.confirmed_at', 'is not', null)
        .orderBy('certificate.not_after', 'desc')
        .execute()
    ).map((row) => certificateOf(row, row.der)),
  freeze: (key, atMs) => changeState(db, key, ['valid'], { state: 'frozen', frozen_at: new Date(atMs) }),
  endLater: (key, endsAtMs) => changeState(db, key, ['valid'], { ends_at: new Date(endsAtMs) }),
  expire: (key, atMs) => changeState(db, key, ['valid', 'frozen'], { state: 'expired', ended_at: new Date(atMs) }),
  overlapOver: async (nowMs, limit) => {
    const rows = await certificates(db)
      .where('certificate.state', 'in', ['valid', 'frozen'])
      .where('certificate.ends_at', '<=', new Date(nowMs))
      .where(({ or, eb, not, exists, selectFrom }) =>
        or([
          eb('certificate.state', '=', 'valid'),
          not(
            exists(
              selectFrom('ra.application as a')
                .select('a.application_no')
                .whereRef('a.target_authority_id', '=', 'certificate.authority_id')
                .whereRef('a.target_serial_number', '=', 'certificate.serial_number')
                .where('a.state', 'in', [...openStates]),
            ),
          ),
        ]),
      )
      .orderBy('certificate.ends_at')
      .limit(limit)
      .execute()
    return rows.map((row) => certificateOf(row, row.der))
  },
  pastEnd: async (nowMs, limit) => {
    const rows = await db
      .selectFrom('ra.certificate')
      .select(['authority_id', 'serial_number'])
      .where('state', 'in', ['valid', 'frozen'])
      .where('not_after', '<', new Date(nowMs))
      .orderBy('not_after')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ authorityId: row.authority_id, serialNumber: toHex(row.serial_number) }))
  },
  unconfirmed: async (storedBeforeMs, limit) => {
    const rows = await certificates(db)
      .where('certificate.confirmed_at', 'is', null)
      .where('certificate.state', 'in', ['valid', 'frozen'])
      .where('certificate.stored_at', '<=', new Date(storedBeforeMs))
      .orderBy('certificate.stored_at')
      .limit(limit)
      .execute()
    return rows.map((row) => certificateOf(row, row.der))
  },
})

const addCertificates = prepared<{ readonly serial_number: Uint8Array }>(`
  insert into ra.certificate (authority_id, serial_number, application_no, passcode_id, org_code, project_id, certificate_type, medium, state, subject,
    spki_sha256, not_before, not_after, stored_at, confirmed_at, end_reason, certificate_sha256)
  select * from unnest($1::text[], $2::bytea[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
    $12::timestamptz[], $13::timestamptz[], $14::timestamptz[], $15::timestamptz[], $16::text[], $17::text[])
  on conflict do nothing returning serial_number`)

const addOctets = prepared(`
  insert into ra.certificate_der (authority_id, serial_number, der) select * from unnest($1::text[], $2::bytea[], $3::bytea[])`)

const certificates = (db: Kysely<RegistrationSchema>) =>
  db
    .selectFrom('ra.certificate as certificate')
    .innerJoin('ra.certificate_der as der', (join) =>
      join.onRef('der.authority_id', '=', 'certificate.authority_id').onRef('der.serial_number', '=', 'certificate.serial_number'),
    )
    .selectAll('certificate')
    .select('der.der')

const firstOf = ([row]: readonly (CertificateRow & { readonly der: Uint8Array })[]): StoredCertificate | undefined =>
  row === undefined ? undefined : certificateOf(row, row.der)

const isKey =
  ({ authorityId, serialNumber }: CertificateKey) =>
  (where: ExpressionBuilder<Joined, 'certificate'>) =>
    where.and([where('certificate.authority_id', '=', authorityId), where('certificate.serial_number', '=', fromHex(serialNumber))])

type Joined = RegistrationSchema & { readonly certificate: RegistrationSchema['ra.certificate'] }

const changeState = async (
  db: Kysely<RegistrationSchema>,
  { authorityId, serialNumber }: CertificateKey,
  from: string[],
  values: Updateable<RegistrationSchema['ra.certificate']>,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('ra.certificate')
    .set(values)
    .where('authority_id', '=', authorityId)
    .where('serial_number', '=', fromHex(serialNumber))
    .where('state', 'in', from)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

export type CertificateRow = Omit<Selectable<RegistrationSchema['ra.certificate']>, 'certificate_sha256'>

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
  frozenAtMs: row.frozen_at?.getTime() ?? null,
  endedAtMs: row.ended_at?.getTime() ?? null,
  endReason: row.end_reason,
  endsAtMs: row.ends_at?.getTime() ?? null,
  der,
})

const serialOf = ({ serialNumber }: StoredCertificate): Buffer => binary(fromHex(serialNumber))
