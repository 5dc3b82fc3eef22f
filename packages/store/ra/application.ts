import { openStates } from '@certhall/ra/application/lifecycle'
import type { Application, ApplicationRepository, ApplicationTrace, Consent, OpenFollowUp } from '@certhall/ra/application/ports'
import type { ReturnedItem } from '@certhall/ra/application/review-ports'
import type { Pepper, Sealer } from '@certhall/ra/ports'
import type { FollowUp, FollowUpReason } from '@certhall/contract/application/follow-up'
import { fromHex, toHex } from '@certhall/kernel/bytes'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { RegistrationSchema } from './schema.ts'
import { openForm, sealForm } from './sealed-form.ts'

export interface ApplicationGround {
  readonly sealer: Sealer
  readonly pepper: Pepper
}

export const applicationRepository = (db: Kysely<RegistrationSchema>, ground: ApplicationGround): ApplicationRepository => {
  const read = async (applicationNo: string, lock: boolean): Promise<Application | undefined> => {
    const query = db.selectFrom('ra.application').selectAll().where('application_no', '=', applicationNo)
    const row = await (lock ? query.forUpdate() : query).executeTakeFirst()
    return row === undefined ? undefined : applicationOf(ground.sealer, row)
  }
  return {
    nextNumber: async (year) => {
      const row = await db
        .insertInto('ra.application_number')
        .values({ year, last_number: 1 })
        .onConflict((conflict) =>
          conflict.column('year').doUpdateSet((set) => ({ last_number: set('ra.application_number.last_number', '+', 1) })),
        )
        .returning('last_number')
        .executeTakeFirstOrThrow()
      return row.last_number
    },
    add: async (application) => {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('ra.application')
        .values(rowOf(ground, application))
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow()
      return numInsertedOrUpdatedRows === 1n
    },
    one: (applicationNo) => read(applicationNo, false),
    lock: (applicationNo) => read(applicationNo, true),
    openOf: async (orgCode, projectId, certificateType) => {
      const row = await db
        .selectFrom('ra.application')
        .select(['application_no', 'state'])
        .where('org_code', '=', orgCode)
        .where('project_id', '=', projectId)
        .where('certificate_type', '=', certificateType)
        .where('application_type', '=', 'new')
        .where('state', 'in', [...openStates])
        .executeTakeFirst()
      return row === undefined ? undefined : { applicationNo: row.application_no, state: row.state as Application['state'] }
    },
    openOn: async ({ authorityId, serialNumber }) => {
      const row = await db
        .selectFrom('ra.application')
        .select(['application_no', 'application_type', 'state', 'version', 'follow_up_reason'])
        .where('target_authority_id', '=', authorityId)
        .where('target_serial_number', '=', fromHex(serialNumber))
        .where('state', 'in', [...openStates])
        .executeTakeFirst()
      return row === undefined ? undefined : openFollowUp(row)
    },
    openOnAll: async (orgCode) => {
      const rows = await db
        .selectFrom('ra.application')
        .select([
          'application_no',
          'application_type',
          'state',
          'version',
          'follow_up_reason',
          'target_authority_id',
          'target_serial_number',
        ])
        .where('org_code', '=', orgCode)
        .where('target_serial_number', 'is not', null)
        .where('state', 'in', [...openStates])
        .execute()
      return rows.flatMap((row) => {
        const { target_authority_id: authorityId, target_serial_number: serial } = row
        return authorityId === null || serial === null
          ? []
          : [{ ...openFollowUp(row), target: { authorityId, serialNumber: toHex(serial) } }]
      })
    },
    completedOf: async (orgCode) => {
      const rows = await db
        .selectFrom('ra.application')
        .select(['application_no', 'application_type', 'changed_at'])
        .where('org_code', '=', orgCode)
        .where('state', '=', 'completed')
        .orderBy('changed_at', 'desc')
        .limit(50)
        .execute()
      return rows.map((row) => ({
        applicationNo: row.application_no,
        applicationType: row.application_type as Application['applicationType'],
        changedAtMs: row.changed_at.getTime(),
      }))
    },
    save: async (application, from) => {
      const { application_id: _id, application_no: _no, draft_id: _draft, ...values } = rowOf(ground, application)
      const { numUpdatedRows } = await db
        .updateTable('ra.application')
        .set(values)
        .where('application_no', '=', application.applicationNo)
        .where('state', '=', from.state)
        .where('version', '=', from.version)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },
    trace: (applicationNo) => readTrace(db, applicationNo),
    liveCertificate: async (orgCode, projectId, certificateType, nowMs) => {
      const row = await db
        .selectFrom('ra.certificate')
        .select('not_after')
        .where('org_code', '=', orgCode)
        .where('project_id', '=', projectId)
        .where('certificate_type', '=', certificateType)
        .where('state', '=', 'valid')
        .where('not_after', '>', new Date(nowMs))
        .orderBy('not_after', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row === undefined ? null : { notAfterMs: row.not_after.getTime() }
    },
  }
}

/** The history that people see is the audit trail itself. */
const readTrace = async (db: Kysely<RegistrationSchema>, applicationNo: string): Promise<ApplicationTrace> => {
  const events = await db
    .selectFrom('ra.audit_event')
    .select(['type', 'occurred_at', sql<string | null>`detail->>'reason'`.as('reason')])
    .where('application_no', '=', applicationNo)
    .orderBy('occurred_at')
    .orderBy('event_id')
    .execute()
  const passcode = await db
    .selectFrom('ra.passcode')
    .innerJoin('ra.release', 'ra.release.release_id', 'ra.passcode.release_id')
    .select(['ra.passcode.state', 'ra.passcode.expires_at', 'ra.release.channel'])
    .where('ra.passcode.application_no', '=', applicationNo)
    .orderBy('ra.passcode.created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  const certificate = await db
    .selectFrom('ra.certificate')
    .select(['serial_number', 'not_after'])
    .where('application_no', '=', applicationNo)
    .where('state', '=', 'valid')
    .orderBy('stored_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return {
    events: events.map((event) => ({ type: event.type, atMs: event.occurred_at.getTime(), reason: event.reason })),
    passcode:
      passcode === undefined
        ? null
        : {
            state: passcode.state as NonNullable<ApplicationTrace['passcode']>['state'],
            expiresAtMs: passcode.expires_at.getTime(),
            channel: passcode.channel === 'sms' ? 'sms' : 'email',
          },
    certificate:
      certificate === undefined ? null : { serialNumber: toHex(certificate.serial_number), notAfterMs: certificate.not_after.getTime() },
  }
}

const rowOf = ({ sealer, pepper }: ApplicationGround, application: Application) => ({
  application_id: application.applicationId,
  application_no: application.applicationNo,
  application_type: application.applicationType,
  state: application.state,
  version: application.version,
  revision: application.revision,
  channel: application.channel,
  language: application.language,
  project_id: application.projectId,
  certificate_type: application.certificateType,
  profile_id: application.profileId,
  key_algorithm: application.keyAlgorithm,
  medium: application.medium,
  org_code: application.orgCode,
  uscc: application.uscc,
  organization_name: application.organizationName,
  form_sealed: sealForm(sealer, application.applicationNo, application.form),
  mobile_hmac: pepper.digest('address.mobile', application.form.contact.mobile),
  snapshot: application.snapshot,
  snapshot_sha256: application.snapshotSha256,
  consents: JSON.stringify(application.consents),
  returned_items: JSON.stringify(application.returnedItems),
  reject: application.reject === null ? null : JSON.stringify(application.reject),
  passcode_channel: application.passcodeChannel,
  entered_by: application.enteredBy,
  draft_id: application.draftId,
  idempotency_key: application.idempotencyKey,
  ...followUpColumns(application.followUp),
  submitted_at: new Date(application.submittedAtMs),
  due_at: new Date(application.dueAtMs),
  changed_at: new Date(application.changedAtMs),
})

const followUpColumns = (followUp: FollowUp | null) => ({
  target_authority_id: followUp?.target.authorityId ?? null,
  target_serial_number: followUp === null ? null : fromHex(followUp.target.serialNumber),
  follow_up_reason: followUp?.reason ?? null,
  follow_up_remark: followUp?.remark ?? null,
  shown_by: followUp?.shownBy ?? null,
})

type FollowUpRow = Pick<
  Selectable<RegistrationSchema['ra.application']>,
  'application_type' | 'target_authority_id' | 'target_serial_number' | 'follow_up_reason' | 'follow_up_remark' | 'shown_by'
>

export const followUpOf = (row: FollowUpRow): FollowUp | null =>
  row.target_authority_id === null || row.target_serial_number === null
    ? null
    : {
        type: row.application_type as FollowUp['type'],
        target: { authorityId: row.target_authority_id, serialNumber: toHex(row.target_serial_number) },
        reason: row.follow_up_reason as FollowUpReason,
        remark: row.follow_up_remark ?? '',
        shownBy: row.shown_by === 'certificate' ? 'certificate' : 'contact',
      }

const applicationOf = (sealer: Sealer, row: Selectable<RegistrationSchema['ra.application']>): Application => ({
  applicationId: row.application_id,
  applicationNo: row.application_no,
  applicationType: row.application_type as Application['applicationType'],
  followUp: followUpOf(row),
  state: row.state as Application['state'],
  version: row.version,
  revision: row.revision,
  channel: 'online',
  language: row.language === 'en' ? 'en' : 'zh',
  projectId: row.project_id,
  certificateType: row.certificate_type as Application['certificateType'],
  profileId: row.profile_id,
  keyAlgorithm: row.key_algorithm as Application['keyAlgorithm'],
  medium: row.medium as Application['medium'],
  orgCode: row.org_code,
  uscc: row.uscc,
  organizationName: row.organization_name,
  form: openForm(sealer, row.application_no, row.form_sealed),
  snapshot: row.snapshot,
  snapshotSha256: row.snapshot_sha256,
  consents: row.consents as readonly Consent[],
  returnedItems: (row.returned_items ?? []) as readonly ReturnedItem[],
  reject: (row.reject ?? null) as Application['reject'],
  passcodeChannel: row.passcode_channel === 'sms' ? 'sms' : 'email',
  enteredBy: row.entered_by,
  draftId: row.draft_id,
  idempotencyKey: row.idempotency_key,
  submittedAtMs: row.submitted_at.getTime(),
  dueAtMs: row.due_at.getTime(),
  changedAtMs: row.changed_at.getTime(),
})

type OpenRow = Pick<
  Selectable<RegistrationSchema['ra.application']>,
  'application_no' | 'application_type' | 'state' | 'version' | 'follow_up_reason'
>

const openFollowUp = ({ application_no, application_type, state, version, follow_up_reason }: OpenRow): OpenFollowUp => ({
  applicationNo: application_no,
  applicationType: application_type as Application['applicationType'],
  state: state as Application['state'],
  version,
  reason: follow_up_reason as FollowUpReason,
})
