/** PASSCODEs and releases in PostgreSQL. Every change names the state it expects; many rows go in one statement. */
import { isLive, nextPasscodeState } from '@certhall/ra/passcode/lifecycle'
import type { SignedStatement } from '@certhall/contract/statement/statements'
import type { PasscodeCase, PasscodeRepository, ReleaseRepository, StoredPasscode, StoredRelease } from '@certhall/ra/passcode/ports'
import { type Kysely, type Selectable, sql } from 'kysely'
import { prepared, preparedForList } from '../prepared.ts'
import { followUpOf } from './application.ts'
import { certificateOf, type CertificateRow } from './certificate.ts'
import type { RegistrationSchema } from './schema.ts'

export const passcodeRepository = (db: Kysely<RegistrationSchema>): PasscodeRepository => ({
  add: async (passcode) => {
    await db.insertInto('ra.passcode').values(columnsOf(passcode)).execute()
  },
  secretsOf: async (locators) => {
    if (locators.length === 0) return []
    const { rows } = await secretsOf(db, locators)
    return rows.map((row) => ({ passcodeId: row.passcode_id, locator: row.locator, secretHmac: row.secret_hmac }))
  },
  ofIds: async (ids) => (ids.length === 0 ? [] : (await casesOfIds(db, ids)).rows.map(caseOf)),
  ofApplication: async (applicationNo) =>
    (
      await db
        .selectFrom('ra.passcode')
        .select(passcodeColumns)
        .where('application_no', '=', applicationNo)
        .orderBy('created_at', 'desc')
        .execute()
    ).map(passcodeOf),
  bind: async (bindings) => {
    if (bindings.length === 0) return new Set()
    const { rows } = await bind(
      db,
      bindings.map((each) => each.passcodeId),
      bindings.map((each) => each.spkiSha256),
      bindings.map((each) => each.orderId),
      bindings.map((each) => new Date(each.atMs)),
    )
    return new Set(rows.map((row) => row.passcode_id))
  },
  lock: async (ids) => (ids.length === 0 ? [] : (await lock(db, ids)).rows.map(passcodeOf)),
  move: async ({ passcodeId, from, event, atMs, endReason, expiresAtMs, orderAttempt }) => {
    const next = nextPasscodeState(from, event)
    if (!next.ok) return false
    const to = next.value
    const { numUpdatedRows } = await db
      .updateTable('ra.passcode')
      .set({
        state: to,
        ...(to === 'delivered' && from === 'created' ? { delivered_at: new Date(atMs) } : {}),
        ...(to === 'delivered' && from === 'redeeming' ? { bound_spki_sha256: null, bound_at: null, order_id: null } : {}),
        ...(endReason === undefined ? {} : { end_reason: endReason }),
        ...(orderAttempt === undefined ? {} : { order_attempt: orderAttempt }),
        ...(expiresAtMs === undefined ? {} : { expires_at: new Date(expiresAtMs) }),
        ...(isLive(to) ? {} : { ended_at: new Date(atMs) }),
      })
      .where('passcode_id', '=', passcodeId)
      .where('state', '=', from)
      .executeTakeFirstOrThrow()
    return numUpdatedRows === 1n
  },
  runOut: async (nowMs, limit) =>
    (
      await db
        .selectFrom('ra.passcode')
        .select(passcodeColumns)
        .where('state', '=', 'delivered')
        .where('expires_at', '<=', new Date(nowMs))
        .orderBy('expires_at')
        .limit(limit)
        .execute()
    ).map(passcodeOf),
  unsettled: async (beforeMs, limit) => {
    const left = (states: readonly string[]) =>
      db
        .selectFrom('ra.passcode as p')
        .leftJoin('ra.certificate as c', 'c.passcode_id', 'p.passcode_id')
        .select('p.passcode_id')
        .where('p.state', 'in', [...states])
        .where('p.bound_at', '<=', new Date(beforeMs))
        .where('c.passcode_id', 'is', null)
        .orderBy('p.bound_at')
        .limit(limit)
        .execute()
    // Two statements, for each has a partial index of its own.
    return [...(await left(['redeeming'])), ...(await left(['voided', 'expired']))].map((row) => row.passcode_id)
  },
  closeOrders: async (passcodeIds, endedBeforeMs) => {
    if (passcodeIds.length === 0) return
    await db
      .updateTable('ra.passcode')
      .set({ bound_at: null })
      .where('passcode_id', 'in', [...passcodeIds])
      .where('state', 'in', ['voided', 'expired'])
      .where('ended_at', '<=', new Date(endedBeforeMs))
      .execute()
  },
})

export const releaseRepository = (db: Kysely<RegistrationSchema>): ReleaseRepository => ({
  add: async (release) => {
    await db
      .insertInto('ra.release')
      .values({
        release_id: release.releaseId,
        application_no: release.applicationNo,
        revision: release.revision,
        decision_sha256: release.decisionSha256,
        text: release.statement.text,
        text_sha256: release.textSha256,
        signature: release.statement.signature,
        certificate: release.statement.certificate,
        person_id: release.personId,
        channel: release.channel,
        released_at: new Date(release.releasedAtMs),
      })
      .execute()
  },
  one: async (releaseId) => {
    const row = await db.selectFrom('ra.release').selectAll().where('release_id', '=', releaseId).executeTakeFirst()
    return row === undefined ? undefined : releaseOf(row)
  },
  ofApplication: async (applicationNo) =>
    (
      await db.selectFrom('ra.release').selectAll().where('application_no', '=', applicationNo).orderBy('released_at', 'desc').execute()
    ).map(releaseOf),
})

/** One parameter for a whole list: the statement stays the same however long it is. */
const anyOf = (values: readonly string[]) => sql<string>`any(${values})`

const releaseOf = (row: Selectable<RegistrationSchema['ra.release']>): StoredRelease => ({
  releaseId: row.release_id,
  applicationNo: row.application_no,
  revision: row.revision,
  decisionSha256: row.decision_sha256,
  statement: { text: row.text, signature: row.signature, certificate: row.certificate },
  textSha256: row.text_sha256,
  personId: row.person_id,
  channel: row.channel as StoredRelease['channel'],
  releasedAtMs: row.released_at.getTime(),
})

const passcodeColumns = [
  'passcode_id',
  'application_no',
  'release_id',
  'locator',
  'secret_hmac',
  'state',
  'created_at',
  'delivered_at',
  'expires_at',
  'end_reason',
  'bound_spki_sha256',
  'order_id',
  'order_attempt',
] as const

const secretsOf = preparedForList((db: Kysely<RegistrationSchema>, locators) =>
  db.selectFrom('ra.passcode').select(['passcode_id', 'locator', 'secret_hmac']).where('locator', '=', anyOf(locators)),
)

const bind = prepared<{ readonly passcode_id: string }>(`
  update ra.passcode as p set state = 'redeeming', bound_spki_sha256 = b.spki, bound_at = b.bound_at, order_id = b.order_id, order_attempt = p.order_attempt + 1
    from unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[]) as b (passcode_id, spki, order_id, bound_at)
   where p.passcode_id = b.passcode_id and p.state = 'delivered' returning p.passcode_id`)

const lock = preparedForList((db: Kysely<RegistrationSchema>, ids) =>
  db.selectFrom('ra.passcode').select(passcodeColumns).where('passcode_id', '=', anyOf(ids)).orderBy('passcode_id').forUpdate(),
)

type PasscodeRow = Pick<Selectable<RegistrationSchema['ra.passcode']>, (typeof passcodeColumns)[number]>

const passcodeOf = (row: PasscodeRow): StoredPasscode => ({
  passcodeId: row.passcode_id,
  applicationNo: row.application_no,
  releaseId: row.release_id,
  locator: row.locator,
  secretHmac: row.secret_hmac,
  state: row.state as StoredPasscode['state'],
  createdAtMs: row.created_at.getTime(),
  deliveredAtMs: row.delivered_at?.getTime() ?? null,
  expiresAtMs: row.expires_at.getTime(),
  endReason: row.end_reason,
  boundSpkiSha256: row.bound_spki_sha256,
  orderId: row.order_id,
  orderAttempt: row.order_attempt,
})

const columnsOf = (passcode: StoredPasscode) => ({
  passcode_id: passcode.passcodeId,
  application_no: passcode.applicationNo,
  release_id: passcode.releaseId,
  locator: passcode.locator,
  secret_hmac: passcode.secretHmac,
  state: passcode.state,
  created_at: new Date(passcode.createdAtMs),
  delivered_at: passcode.deliveredAtMs === null ? null : new Date(passcode.deliveredAtMs),
  expires_at: new Date(passcode.expiresAtMs),
  ended_at: null,
  end_reason: passcode.endReason,
  bound_spki_sha256: passcode.boundSpkiSha256,
  bound_at: null,
  order_id: passcode.orderId,
  order_attempt: passcode.orderAttempt,
})

/** The decision is the one of the revision that the release was signed over; a later revision has no live PASSCODE. */
const cases = (db: Kysely<RegistrationSchema>) =>
  db
    .selectFrom('ra.passcode as passcode')
    .innerJoin('ra.release as release', 'release.release_id', 'passcode.release_id')
    .innerJoin('ra.application as application', 'application.application_no', 'passcode.application_no')
    .innerJoin('ra.decision as decision', (join) =>
      join
        .onRef('decision.application_no', '=', 'release.application_no')
        .onRef('decision.revision', '=', 'release.revision')
        .on('decision.ordinal', '=', 1),
    )
    .leftJoin('ra.decision as further', (join) =>
      join
        .onRef('further.application_no', '=', 'release.application_no')
        .onRef('further.revision', '=', 'release.revision')
        .on('further.ordinal', '=', 2),
    )
    .innerJoin('ra.project as project', 'project.project_id', 'application.project_id')
    .leftJoin('ra.certificate as certificate', 'certificate.passcode_id', 'passcode.passcode_id')
    .leftJoin('ra.certificate_der as der', (join) =>
      join.onRef('der.authority_id', '=', 'certificate.authority_id').onRef('der.serial_number', '=', 'certificate.serial_number'),
    )
    .select([
      'passcode.passcode_id',
      'passcode.application_no',
      'passcode.release_id',
      'passcode.locator',
      'passcode.secret_hmac',
      'passcode.state',
      'passcode.created_at',
      'passcode.delivered_at',
      'passcode.expires_at',
      'passcode.end_reason',
      'passcode.bound_spki_sha256',
      'passcode.order_id',
      'passcode.order_attempt',
    ])
    .select([
      'application.state as application_state',
      'application.language as language',
      'application.organization_name as organization_name',
      'application.org_code as application_org_code',
      'application.project_id as application_project_id',
      'application.certificate_type as application_certificate_type',
      'application.medium as application_medium',
      'application.key_algorithm as key_algorithm',
      'application.snapshot as snapshot',
      'project.definition as definition',
      'decision.text as decision_text',
      'decision.signature as decision_signature',
      'decision.certificate as decision_certificate',
      'further.text as further_text',
      'further.signature as further_signature',
      'further.certificate as further_certificate',
      'application.application_type as application_type',
      'application.target_authority_id as target_authority_id',
      'application.target_serial_number as target_serial_number',
      'application.follow_up_reason as follow_up_reason',
      'application.follow_up_remark as follow_up_remark',
      'application.shown_by as shown_by',
      'release.text as release_text',
      'release.signature as release_signature',
      'release.certificate as release_certificate',
      'der.der as der',
    ])
    .select([
      'certificate.authority_id as c_authority_id',
      'certificate.serial_number as c_serial_number',
      'certificate.application_no as c_application_no',
      'certificate.passcode_id as c_passcode_id',
      'certificate.org_code as c_org_code',
      'certificate.project_id as c_project_id',
      'certificate.certificate_type as c_certificate_type',
      'certificate.medium as c_medium',
      'certificate.state as c_state',
      'certificate.subject as c_subject',
      'certificate.spki_sha256 as c_spki_sha256',
      'certificate.not_before as c_not_before',
      'certificate.not_after as c_not_after',
      'certificate.stored_at as c_stored_at',
      'certificate.confirmed_at as c_confirmed_at',
      'certificate.end_reason as c_end_reason',
      'certificate.frozen_at as c_frozen_at',
      'certificate.ended_at as c_ended_at',
      'certificate.ends_at as c_ends_at',
    ])

type CaseRow = Awaited<ReturnType<ReturnType<typeof cases>['execute']>>[number]

const casesOfIds = preparedForList((db: Kysely<RegistrationSchema>, ids) => cases(db).where('passcode.passcode_id', '=', anyOf(ids)))

const caseOf = (row: CaseRow): PasscodeCase => {
  const definition = row.definition as { readonly nameZh?: string; readonly nameEn?: string }
  const statement = (text: string, signature: string, certificate: string): SignedStatement => ({ text, signature, certificate })
  return {
    passcode: passcodeOf(row),
    application: {
      applicationNo: row.application_no,
      applicationType: row.application_type as PasscodeCase['application']['applicationType'],
      followUp: followUpOf(row),
      state: row.application_state,
      language: row.language === 'en' ? 'en' : 'zh',
      organizationName: row.organization_name,
      orgCode: row.application_org_code,
      projectId: row.application_project_id,
      projectNameZh: definition.nameZh ?? row.application_project_id,
      projectNameEn: definition.nameEn ?? row.application_project_id,
      certificateType: row.application_certificate_type as PasscodeCase['application']['certificateType'],
      medium: row.application_medium as PasscodeCase['application']['medium'],
      keyAlgorithm: row.key_algorithm as PasscodeCase['application']['keyAlgorithm'],
      snapshot: row.snapshot,
    },
    decision: statement(row.decision_text, row.decision_signature, row.decision_certificate),
    furtherDecisions:
      row.further_text === null ? [] : [statement(row.further_text, row.further_signature ?? '', row.further_certificate ?? '')],
    release: statement(row.release_text, row.release_signature, row.release_certificate),
    certificate: row.c_serial_number === null || row.der === null ? null : certificateOf(certificateRow(row), row.der),
  }
}

/** A left join gives all of a certificate's columns or none; the prefix keeps them apart from those with the same names. */
const certificateRow = (row: CaseRow): CertificateRow =>
  ({
    authority_id: row.c_authority_id,
    serial_number: row.c_serial_number,
    application_no: row.c_application_no,
    passcode_id: row.c_passcode_id,
    org_code: row.c_org_code,
    project_id: row.c_project_id,
    certificate_type: row.c_certificate_type,
    medium: row.c_medium,
    state: row.c_state,
    subject: row.c_subject,
    spki_sha256: row.c_spki_sha256,
    not_before: row.c_not_before,
    not_after: row.c_not_after,
    stored_at: row.c_stored_at,
    confirmed_at: row.c_confirmed_at,
    end_reason: row.c_end_reason,
    frozen_at: row.c_frozen_at,
    ended_at: row.c_ended_at,
    ends_at: row.c_ends_at,
  }) as CertificateRow
