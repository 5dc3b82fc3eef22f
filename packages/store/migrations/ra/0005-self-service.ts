import { type Kysely, sql } from 'kysely'

/**
 * Certificate self-service: applications on an existing certificate (the target), freezing, overlaps, second approvals,
 * sessions of holders, reminders, webhooks.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `ALTER TABLE ra.application ADD COLUMN target_authority_id text, ADD COLUMN target_serial_number bytea, ADD COLUMN follow_up_reason text,
     ADD COLUMN follow_up_remark text, ADD COLUMN shown_by text,
     ADD CHECK ((application_type = 'new') = (target_serial_number IS NULL)),
     ADD CHECK ((target_serial_number IS NULL) = (target_authority_id IS NULL)), ADD CHECK ((target_serial_number IS NULL) = (follow_up_reason IS NULL))`,
  `DROP INDEX ra.application_one_open`,
  `CREATE UNIQUE INDEX application_one_open ON ra.application (org_code, project_id, certificate_type)
     WHERE state IN ('submitted', 'underReview', 'returned', 'approved') AND application_type = 'new'`,
  /* One open application on a certificate, whoever asks and wherever. */
  `CREATE UNIQUE INDEX application_one_on_certificate ON ra.application (target_authority_id, target_serial_number)
     WHERE state IN ('submitted', 'underReview', 'returned', 'approved') AND target_serial_number IS NOT NULL`,
  `CREATE INDEX application_target ON ra.application (target_authority_id, target_serial_number) WHERE target_serial_number IS NOT NULL`,
  `CREATE INDEX application_organization ON ra.application (org_code, changed_at)`,

  `ALTER TABLE ra.certificate ADD COLUMN frozen_at timestamptz, ADD COLUMN ends_at timestamptz, ADD COLUMN certificate_sha256 text`,
  `UPDATE ra.certificate c SET certificate_sha256 = encode(sha256(d.der), 'hex') FROM ra.certificate_der d WHERE d.authority_id = c.authority_id AND d.serial_number = c.serial_number`,
  `ALTER TABLE ra.certificate ALTER COLUMN certificate_sha256 SET NOT NULL`,
  `CREATE UNIQUE INDEX certificate_sha256 ON ra.certificate (certificate_sha256)`,
  `CREATE INDEX certificate_overlap ON ra.certificate (ends_at) WHERE ends_at IS NOT NULL AND state = 'valid'`,
  `CREATE INDEX certificate_end ON ra.certificate (not_after) WHERE state IN ('valid', 'frozen')`,

  /* An unfreeze takes two approvals of one revision, by two persons; everything else has ordinal 1 alone. */
  `ALTER TABLE ra.decision ADD COLUMN ordinal integer NOT NULL DEFAULT 1 CHECK (ordinal IN (1, 2)), DROP CONSTRAINT decision_application_no_revision_key`,
  `CREATE UNIQUE INDEX decision_ordinal ON ra.decision (application_no, revision, ordinal)`,
  `CREATE UNIQUE INDEX decision_person ON ra.decision (application_no, revision, person_id)`,

  /* Sessions of holders, by the certificate that they logged in with: a freeze ends them, the holder sees them. */
  `ALTER TABLE ra.session ADD COLUMN certificate_sha256 text, ADD COLUMN source text, ADD COLUMN browser text, ADD COLUMN seen_at timestamptz`,
  `CREATE INDEX session_certificate ON ra.session (certificate_sha256) WHERE certificate_sha256 IS NOT NULL`,

  /* Each reminder once, however many servers look. */
  `CREATE TABLE ra.reminder (authority_id text NOT NULL, serial_number bytea NOT NULL, days_before integer NOT NULL, reminded_at timestamptz NOT NULL,
     PRIMARY KEY (authority_id, serial_number, days_before))`,
  `ALTER TABLE ra.organization ADD COLUMN contact_changed_at timestamptz`,

  `CREATE TABLE ra.webhook (webhook_id uuid PRIMARY KEY, project_id text NOT NULL, url text NOT NULL, secret_sealed bytea NOT NULL, created_at timestamptz NOT NULL, ended_at timestamptz)`,
  `CREATE INDEX webhook_project ON ra.webhook (project_id) WHERE ended_at IS NULL`,
  `CREATE TABLE ra.webhook_message (
     message_id uuid PRIMARY KEY, webhook_id uuid NOT NULL REFERENCES ra.webhook, event text NOT NULL, body text NOT NULL, state text NOT NULL CHECK (state IN ('queued', 'retrying', 'sent', 'failed')),
     attempts integer NOT NULL DEFAULT 0, last_failure text, created_at timestamptz NOT NULL, sent_at timestamptz)`,
]
