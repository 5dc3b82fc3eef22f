/** Signed decisions: one a revision (an unfreeze: two), kept for ever. */
import type { DecisionRepository, StoredDecision } from '@certhall/ra/application/review-ports'
import type { Kysely, Selectable } from 'kysely'
import type { RegistrationSchema } from './schema.ts'

export const decisionRepository = (db: Kysely<RegistrationSchema>): DecisionRepository => ({
  add: async (decision) => {
    const added = await db
      .insertInto('ra.decision')
      .values({
        decision_id: decision.decisionId,
        ordinal: decision.ordinal,
        application_no: decision.applicationNo,
        revision: decision.revision,
        decision: decision.decision,
        text: decision.statement.text,
        text_sha256: decision.textSha256,
        signature: decision.statement.signature,
        certificate: decision.statement.certificate,
        person_id: decision.personId,
        decided_at: new Date(decision.decidedAtMs),
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('decision_id')
      .execute()
    return added.length === 1
  },
  ofRevision: async (applicationNo, revision) => {
    const rows = await db
      .selectFrom('ra.decision')
      .selectAll()
      .where('application_no', '=', applicationNo)
      .where('revision', '=', revision)
      .orderBy('ordinal')
      .execute()
    return rows.map(decisionOf)
  },
  ofApplication: async (applicationNo) =>
    (
      await db
        .selectFrom('ra.decision')
        .selectAll()
        .where('application_no', '=', applicationNo)
        .orderBy('revision')
        .orderBy('ordinal')
        .execute()
    ).map(decisionOf),
})

export const decisionOf = (row: Selectable<RegistrationSchema['ra.decision']>): StoredDecision => ({
  decisionId: row.decision_id,
  ordinal: row.ordinal === 2 ? 2 : 1,
  applicationNo: row.application_no,
  revision: row.revision,
  decision: row.decision as StoredDecision['decision'],
  statement: { text: row.text, signature: row.signature, certificate: row.certificate },
  textSha256: row.text_sha256,
  personId: row.person_id,
  decidedAtMs: row.decided_at.getTime(),
})
