/** Cases as the desk reads and moves them. Queues run on keyset cursors over (due_at, application_no). */
import { defaultOverlapDays, type ProjectView } from '@certhall/contract/hall/hall'
import { toHex } from '@certhall/kernel/bytes'
import type { CaseChange, QueueList, QueueRow, ReviewCase, ReviewRepository } from '@certhall/ra/application/review-ports'
import type { Sealer } from '@certhall/ra/ports'
import { type Kysely, type Selectable, sql } from 'kysely'
import { followUpOf } from './application.ts'
import { decisionOf, decisionRepository } from './decision.ts'
import { passcodeRepository } from './passcode.ts'
import type { RegistrationSchema } from './schema.ts'
import { documentContext, openForm } from './sealed-form.ts'

type Db = Kysely<RegistrationSchema>

export const reviewRepository = (db: Db, sealer: Sealer): ReviewRepository => ({
  queue: (list, after, limit, viewerId, seenSinceMs, type) => queue(db, list, after, limit, viewerId, seenSinceMs, type),
  openCount: async () => {
    const row = await db
      .selectFrom('ra.application')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('state', 'in', statesOf.open)
      .executeTakeFirstOrThrow()
    return Number(row.count)
  },
  nextFree: async (personId, seenSinceMs) => {
    const row = await db
      .selectFrom('ra.application as a')
      .select('a.application_no')
      .where('a.state', 'in', statesOf.open)
      .where((where) => where.or([where('a.entered_by', 'is', null), where('a.entered_by', '<>', personId)]))
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('ra.case_viewer as v')
              .select('v.person_id')
              .whereRef('v.application_no', '=', 'a.application_no')
              .where('v.person_id', '<>', personId)
              .where('v.seen_at', '>', new Date(seenSinceMs)),
          ),
        ),
      )
      .orderBy('a.due_at')
      .orderBy('a.application_no')
      .limit(1)
      .forUpdate('a')
      .skipLocked()
      .executeTakeFirst()
    return row?.application_no
  },
  one: async (applicationNo) => caseOf(sealer, await cases(db).where('a.application_no', '=', applicationNo).executeTakeFirst()),
  lock: async (applicationNo) =>
    caseOf(sealer, await cases(db).where('a.application_no', '=', applicationNo).forUpdate('a').executeTakeFirst()),
  change: (change) => changeCase(db, change),
  documents: async (applicationNo) => {
    const rows = await db
      .selectFrom('ra.document')
      .select(documentColumns)
      .where('application_no', '=', applicationNo)
      .where('replaced_at', 'is', null)
      .orderBy('uploaded_at')
      .orderBy('document_id')
      .execute()
    return rows.map(documentOf)
  },
  document: async (applicationNo, documentId) => {
    const row = await db
      .selectFrom('ra.document')
      .select([...documentColumns, 'content_sealed'])
      .where('application_no', '=', applicationNo)
      .where('document_id', '=', documentId)
      .executeTakeFirst()
    return row === undefined ? undefined : { view: documentOf(row), content: sealer.open(row.content_sealed, documentContext(documentId)) }
  },
  registryEntry: async (orgCode) => {
    const row = await db.selectFrom('ra.registry_entry').selectAll().where('org_code', '=', orgCode).executeTakeFirst()
    if (row === undefined) return undefined
    const kind = row.kind === 'enterprise' || row.kind === 'institution' ? row.kind : null
    return {
      name: row.name,
      kind,
      legalRepresentative: row.legal_representative,
      address: row.address,
      source: row.source,
      asOfMs: row.as_of.getTime(),
    }
  },
  otherOpen: async (orgCode, exceptApplicationNo) => {
    const rows = await db
      .selectFrom('ra.application')
      .select('application_no')
      .where('org_code', '=', orgCode)
      .where('application_no', '<>', exceptApplicationNo)
      .where('state', 'in', ['submitted', 'underReview', 'returned', 'approved'])
      .orderBy('application_no')
      .limit(50)
      .execute()
    return rows.map((row) => row.application_no)
  },
  certificates: async (orgCode) => {
    const rows = await db
      .selectFrom('ra.certificate')
      .select(['serial_number', 'state', 'not_after'])
      .where('org_code', '=', orgCode)
      .orderBy('not_after', 'desc')
      .limit(50)
      .execute()
    return rows.map((row) => ({ serialNumber: toHex(row.serial_number), state: row.state, notAfterMs: row.not_after.getTime() }))
  },
  seen: async (applicationNo, personId, atMs) => {
    await db
      .insertInto('ra.case_viewer')
      .values({ application_no: applicationNo, person_id: personId, seen_at: new Date(atMs) })
      .onConflict((conflict) => conflict.columns(['application_no', 'person_id']).doUpdateSet({ seen_at: new Date(atMs) }))
      .execute()
  },
  viewers: async (applicationNo, exceptPersonId, sinceMs) => {
    const rows = await db
      .selectFrom('ra.case_viewer as v')
      .innerJoin('ra.person as p', 'p.person_id', 'v.person_id')
      .select('p.name')
      .where('v.application_no', '=', applicationNo)
      .where('v.person_id', '<>', exceptPersonId)
      .where('v.seen_at', '>', new Date(sinceMs))
      .orderBy('p.name')
      .execute()
    return rows.map((row) => row.name)
  },
  deliveries: async (list, after, limit) => {
    let query = db
      .selectFrom('ra.application as a')
      .innerJoin('ra.decision as d', (join) =>
        join.onRef('d.application_no', '=', 'a.application_no').onRef('d.revision', '=', 'a.revision').on('d.ordinal', '=', 1),
      )
      .innerJoin('ra.person as p', 'p.person_id', 'd.person_id')
      .selectAll('d')
      .select('p.name as decider_name')
      .where('d.decision', '=', 'approve')
      .where('a.state', 'in', list === 'toSend' ? ['approved'] : ['approved', 'completed', 'expired'])
    const releasedOnce = sql<boolean>`exists (select 1 from ra.passcode as c where c.application_no = a.application_no and c.state in ('created', 'delivered', 'redeeming', 'used'))`
    if (list !== 'all') query = query.where(list === 'sent' ? releasedOnce : sql<boolean>`not ${releasedOnce}`)
    // What was completed by its approval alone had nothing to send.
    else query = query.where(sql<boolean>`(a.state <> 'completed' or ${releasedOnce})`)
    if (after !== undefined)
      query = query.where(sql<boolean>`(d.decided_at, d.application_no) > (${new Date(after.dueAtMs)}, ${after.applicationNo})`)
    const rows = await query.orderBy('d.decided_at').orderBy('d.application_no').limit(limit).execute()
    const passcodes = passcodeRepository(db)
    const decisions = decisionRepository(db)
    const deliveries = []
    for (const row of rows) {
      const [, ...further] = await decisions.ofRevision(row.application_no, row.revision)
      const all = [decisionOf(row), ...further] as const
      deliveries.push({
        applicationNo: row.application_no,
        decisions: all,
        deciderName: row.decider_name,
        passcodes: await passcodes.ofApplication(row.application_no),
      })
    }
    return deliveries
  },
  lapsedApprovals: async ({ runOutMs, unreleasedMs }, limit) => {
    const [runOut, unreleased] = [new Date(runOutMs), new Date(unreleasedMs)]
    const { rows } = await sql<{ application_no: string }>`
      select a.application_no from ra.application a, lateral (
        select count(*) filter (where state in ('created', 'delivered', 'redeeming')) as live, bool_or(state = 'expired') as ran_out, max(ended_at) as ended_at
          from ra.passcode where application_no = a.application_no) p
       where a.state = 'approved' and p.live = 0
         and (p.ran_out and p.ended_at <= ${runOut} or a.changed_at <= ${unreleased} and coalesce(p.ended_at <= ${unreleased}, true)
           and not exists (select from ra.release r where r.application_no = a.application_no and r.released_at > ${unreleased}))
       limit ${limit}`.execute(db)
    return rows.map((row) => row.application_no)
  },
})

const queue = async (
  db: Db,
  list: QueueList,
  after: { dueAtMs: number; applicationNo: string } | undefined,
  limit: number,
  viewerId: string,
  seenSinceMs: number,
  type?: QueueRow['applicationType'],
): Promise<readonly QueueRow[]> => {
  let query = db
    .selectFrom('ra.application as a')
    .innerJoin('ra.project as j', 'j.project_id', 'a.project_id')
    .select([
      'a.application_no',
      'a.application_type',
      'a.state',
      'a.organization_name',
      'a.project_id',
      'a.certificate_type',
      'a.medium',
      'a.submitted_at',
      'a.due_at',
      'a.revision',
      'j.definition',
    ])
    .select((select) =>
      select
        .selectFrom('ra.case_viewer as v')
        .innerJoin('ra.person as p', 'p.person_id', 'v.person_id')
        .select((inner) => inner.fn.min('p.name').as('name'))
        .whereRef('v.application_no', '=', 'a.application_no')
        .where('v.person_id', '<>', viewerId)
        .where('v.seen_at', '>', new Date(seenSinceMs))
        .as('opened_by'),
    )
  if (list !== 'all') query = query.where('a.state', 'in', statesOf[list])
  if (type !== undefined) query = query.where('a.application_type', '=', type)
  if (after !== undefined)
    query = query.where(sql<boolean>`(a.due_at, a.application_no) > (${new Date(after.dueAtMs)}, ${after.applicationNo})`)
  const rows = await query.orderBy('a.due_at').orderBy('a.application_no').limit(limit).execute()
  return rows.map((row) => ({
    applicationNo: row.application_no,
    applicationType: row.application_type as QueueRow['applicationType'],
    state: row.state as QueueRow['state'],
    organizationName: row.organization_name,
    ...projectNames(row.definition),
    certificateType: row.certificate_type as QueueRow['certificateType'],
    medium: row.medium as QueueRow['medium'],
    submittedAtMs: row.submitted_at.getTime(),
    dueAtMs: row.due_at.getTime(),
    revision: row.revision,
    openedBy: row.opened_by,
  }))
}

const changeCase = async (db: Db, change: CaseChange): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('ra.application')
    .set({
      state: change.to,
      version: change.version + 1,
      changed_at: new Date(change.atMs),
      ...(change.returnedItems === undefined ? {} : { returned_items: JSON.stringify(change.returnedItems) }),
      ...(change.reject === undefined ? {} : { reject: JSON.stringify(change.reject) }),
    })
    .where('application_no', '=', change.applicationNo)
    .where('state', '=', change.from)
    .where('version', '=', change.version)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

const cases = (db: Db) =>
  db
    .selectFrom('ra.application as a')
    .innerJoin('ra.project as j', 'j.project_id', 'a.project_id')
    .select([
      'a.application_no',
      'a.application_type',
      'a.target_authority_id',
      'a.target_serial_number',
      'a.follow_up_reason',
      'a.follow_up_remark',
      'a.shown_by',
      'a.state',
      'a.version',
      'a.revision',
      'a.language',
      'a.project_id',
      'a.certificate_type',
      'a.profile_id',
      'a.key_algorithm',
      'a.medium',
      'a.org_code',
      'a.uscc',
      'a.organization_name',
      'a.form_sealed',
      'a.snapshot',
      'a.snapshot_sha256',
      'a.returned_items',
      'a.reject',
      'a.entered_by',
      'a.submitted_at',
      'a.due_at',
      'a.changed_at',
      'j.definition',
    ])

type CaseRow = Awaited<ReturnType<ReturnType<typeof cases>['execute']>>[number]

const caseOf = (sealer: Sealer, row: CaseRow | undefined): ReviewCase | undefined => {
  if (row === undefined) return undefined
  const project = row.definition as ProjectView
  return {
    applicationNo: row.application_no,
    applicationType: row.application_type as ReviewCase['applicationType'],
    followUp: followUpOf(row),
    state: row.state as ReviewCase['state'],
    version: row.version,
    revision: row.revision,
    language: row.language === 'en' ? 'en' : 'zh',
    projectId: row.project_id,
    ...projectNames(project),
    passcodeLifeDays: project.passcodeLifeDays,
    overlapDays: project.overlapDays ?? defaultOverlapDays,
    requiredDocuments: project.documents,
    certificateType: row.certificate_type as ReviewCase['certificateType'],
    profileId: row.profile_id,
    keyAlgorithm: row.key_algorithm as ReviewCase['keyAlgorithm'],
    medium: row.medium as ReviewCase['medium'],
    orgCode: row.org_code,
    uscc: row.uscc,
    organizationName: row.organization_name,
    form: openForm(sealer, row.application_no, row.form_sealed),
    snapshot: row.snapshot,
    snapshotSha256: row.snapshot_sha256,
    returnedItems: (row.returned_items ?? []) as ReviewCase['returnedItems'],
    reject: row.reject as ReviewCase['reject'],
    enteredBy: row.entered_by,
    submittedAtMs: row.submitted_at.getTime(),
    dueAtMs: row.due_at.getTime(),
    changedAtMs: row.changed_at.getTime(),
  }
}

const projectNames = (definition: unknown): { projectNameZh: string; projectNameEn: string } => {
  const { nameZh, nameEn } = definition as ProjectView
  return { projectNameZh: nameZh, projectNameEn: nameEn }
}

const documentColumns = ['document_id', 'kind', 'file_name', 'media_type', 'size_bytes', 'sha256', 'uploaded_at'] as const
type DocumentRow = Pick<Selectable<RegistrationSchema['ra.document']>, (typeof documentColumns)[number]>
type DocumentView = Awaited<ReturnType<ReviewRepository['documents']>>[number]

const documentOf = (row: DocumentRow): DocumentView => ({
  documentId: row.document_id,
  kind: row.kind as DocumentView['kind'],
  fileName: row.file_name,
  mediaType: row.media_type as DocumentView['mediaType'],
  sizeBytes: row.size_bytes,
  sha256: row.sha256,
  uploadedAt: row.uploaded_at.toISOString(),
})

const statesOf: Readonly<Record<Exclude<QueueList, 'all'>, string[]>> = {
  open: ['submitted', 'underReview'],
  returned: ['returned'],
  decided: ['approved', 'completed', 'rejected', 'withdrawn', 'expired'],
}
