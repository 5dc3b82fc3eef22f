import { type Kysely, sql } from 'kysely'

/**
 * The registration side: from draft to confirmed certificate. Random keys (UUID) everywhere, so that the tables spread;
 * every rule that must hold under concurrency is a constraint here and not only code. Times come from the program's
 * clock, never from SQL. Columns ending in `_sealed` hold AES-256-GCM boxes of the server's evidence key.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `CREATE TABLE ra.session (
     sid_sha256 bytea PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('hall', 'desk')), content jsonb NOT NULL,
     person_id uuid, created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL)`,
  `CREATE INDEX session_expiry ON ra.session (expires_at)`,
  `CREATE INDEX session_person ON ra.session (person_id) WHERE person_id IS NOT NULL`,
  `CREATE TABLE ra.captcha_used (challenge_sha256 bytea PRIMARY KEY, expires_at timestamptz NOT NULL)`,
  /* Shape of rate-limiter-flexible; counts that a crash may lose. */
  `CREATE UNLOGGED TABLE ra.rate_limit (key varchar(255) PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint)`,

  `CREATE TABLE ra.project (project_id text PRIMARY KEY, definition jsonb NOT NULL, position integer NOT NULL, closed_at timestamptz, changed_at timestamptz NOT NULL)`,
  `CREATE TABLE ra.organization (
     organization_id uuid PRIMARY KEY, org_code text NOT NULL UNIQUE, uscc text UNIQUE, name text NOT NULL, city text NOT NULL,
     form_sealed bytea NOT NULL, changed_at timestamptz NOT NULL)`,
  `CREATE TABLE ra.registry_entry (
     org_code text PRIMARY KEY, uscc text UNIQUE, name text NOT NULL, kind text, legal_representative text, address text,
     source text NOT NULL, as_of timestamptz NOT NULL)`,

  `CREATE TABLE ra.draft (
     draft_id uuid PRIMARY KEY, draft_no text NOT NULL UNIQUE, project_id text NOT NULL, certificate_type text NOT NULL, medium text NOT NULL,
     org_code text NOT NULL, uscc text, content_sealed bytea NOT NULL, mobile_hmac bytea, version integer NOT NULL,
     saved_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, application_no text)`,
  `CREATE INDEX draft_expiry ON ra.draft (expires_at) WHERE application_no IS NULL`,
  `CREATE TABLE ra.contact_code (
     code_id uuid PRIMARY KEY, purpose text NOT NULL, subject text NOT NULL, channel text NOT NULL, address_hmac bytea NOT NULL, code_hmac bytea NOT NULL,
     attempts integer NOT NULL DEFAULT 0, created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, used_at timestamptz)`,
  `CREATE INDEX contact_code_address ON ra.contact_code (address_hmac, created_at)`,
  `CREATE INDEX contact_code_subject ON ra.contact_code (purpose, subject, created_at)`,

  `CREATE TABLE ra.application_number (year integer PRIMARY KEY, last_number integer NOT NULL)`,
  `CREATE TABLE ra.application (
     application_id uuid PRIMARY KEY, application_no text NOT NULL UNIQUE, application_type text NOT NULL, state text NOT NULL,
     version integer NOT NULL, revision integer NOT NULL, channel text NOT NULL, language text NOT NULL,
     project_id text NOT NULL, certificate_type text NOT NULL, profile_id text NOT NULL, key_algorithm text NOT NULL, medium text NOT NULL,
     org_code text NOT NULL, uscc text NOT NULL, organization_name text NOT NULL, form_sealed bytea NOT NULL, mobile_hmac bytea NOT NULL,
     snapshot text NOT NULL, snapshot_sha256 text NOT NULL, consents jsonb NOT NULL, returned_items jsonb, reject jsonb,
     passcode_channel text NOT NULL, entered_by uuid, draft_id uuid UNIQUE, idempotency_key uuid NOT NULL UNIQUE,
     submitted_at timestamptz NOT NULL, due_at timestamptz NOT NULL, changed_at timestamptz NOT NULL)`,
  `CREATE UNIQUE INDEX application_one_open ON ra.application (org_code, project_id, certificate_type)
     WHERE state IN ('submitted', 'underReview', 'returned', 'approved')`,
  `CREATE INDEX application_queue ON ra.application (state, due_at, application_no)`,
  `CREATE TABLE ra.document (
     document_id uuid PRIMARY KEY, draft_id uuid, application_no text, kind text NOT NULL, file_name text NOT NULL, media_type text NOT NULL,
     size_bytes integer NOT NULL, sha256 text NOT NULL, content_sealed bytea NOT NULL, uploaded_at timestamptz NOT NULL, replaced_at timestamptz,
     CHECK (draft_id IS NOT NULL OR application_no IS NOT NULL))`,
  `CREATE INDEX document_draft ON ra.document (draft_id)`,
  `CREATE INDEX document_application ON ra.document (application_no)`,
  `CREATE TABLE ra.case_viewer (application_no text NOT NULL, person_id uuid NOT NULL, seen_at timestamptz NOT NULL, PRIMARY KEY (application_no, person_id))`,

  `CREATE TABLE ra.person (person_id uuid PRIMARY KEY, name text NOT NULL, roles text[] NOT NULL, disabled_at timestamptz, enrolled_at timestamptz NOT NULL)`,
  `CREATE TABLE ra.staff_certificate (
     certificate_sha256 text PRIMARY KEY, person_id uuid NOT NULL REFERENCES ra.person, der bytea NOT NULL, not_after timestamptz NOT NULL, ended_at timestamptz)`,
  `CREATE TABLE ra.login_challenge (nonce_sha256 bytea PRIMARY KEY, origin text NOT NULL, expires_at timestamptz NOT NULL, used_at timestamptz)`,

  /* One decision a revision: whichever reviewer is second is told so by this constraint. */
  `CREATE TABLE ra.decision (
     decision_id uuid PRIMARY KEY, application_no text NOT NULL, revision integer NOT NULL, decision text NOT NULL, text text NOT NULL, text_sha256 text NOT NULL,
     signature text NOT NULL, certificate text NOT NULL, person_id uuid NOT NULL REFERENCES ra.person, decided_at timestamptz NOT NULL,
     UNIQUE (application_no, revision))`,
  `CREATE TABLE ra.release (
     release_id uuid PRIMARY KEY, application_no text NOT NULL, revision integer NOT NULL, decision_sha256 text NOT NULL, text text NOT NULL, text_sha256 text NOT NULL UNIQUE,
     signature text NOT NULL, certificate text NOT NULL, person_id uuid NOT NULL REFERENCES ra.person, channel text NOT NULL, released_at timestamptz NOT NULL)`,
  `CREATE INDEX release_application ON ra.release (application_no, released_at)`,

  `CREATE TABLE ra.passcode (
     passcode_id uuid PRIMARY KEY, application_no text NOT NULL, release_id uuid NOT NULL REFERENCES ra.release, locator text NOT NULL, secret_hmac bytea NOT NULL,
     state text NOT NULL, created_at timestamptz NOT NULL, delivered_at timestamptz, expires_at timestamptz NOT NULL, ended_at timestamptz, end_reason text,
     bound_spki_sha256 text, bound_at timestamptz, order_id uuid UNIQUE, order_attempt integer NOT NULL DEFAULT 0)`,
  `CREATE UNIQUE INDEX passcode_one_live ON ra.passcode (application_no) WHERE state IN ('created', 'delivered', 'redeeming')`,
  `CREATE INDEX passcode_locator ON ra.passcode (locator)`,
  `CREATE INDEX passcode_expiry ON ra.passcode (expires_at) WHERE state = 'delivered'`,
  `CREATE INDEX passcode_application ON ra.passcode (application_no, created_at)`,
  `CREATE INDEX passcode_redeeming ON ra.passcode (bound_at) WHERE state = 'redeeming'`,
  /* Ended while an order was open: few, until the signer has said what became of it. */
  `CREATE INDEX passcode_order_open ON ra.passcode (bound_at) WHERE state IN ('voided', 'expired') AND bound_at IS NOT NULL`,

  `CREATE TABLE ra.certificate (
     authority_id text NOT NULL, serial_number bytea NOT NULL, application_no text NOT NULL, passcode_id uuid NOT NULL UNIQUE, org_code text NOT NULL, project_id text NOT NULL,
     certificate_type text NOT NULL, medium text NOT NULL, state text NOT NULL, subject text NOT NULL, spki_sha256 text NOT NULL, not_before timestamptz NOT NULL,
     not_after timestamptz NOT NULL, stored_at timestamptz NOT NULL, confirmed_at timestamptz, ended_at timestamptz, end_reason text,
     PRIMARY KEY (authority_id, serial_number))`,
  `CREATE INDEX certificate_organization ON ra.certificate (org_code, project_id, certificate_type)`,
  `CREATE INDEX certificate_unconfirmed ON ra.certificate (stored_at) WHERE confirmed_at IS NULL AND state = 'valid'`,
  `CREATE TABLE ra.certificate_der (authority_id text NOT NULL, serial_number bytea NOT NULL, der bytea NOT NULL, PRIMARY KEY (authority_id, serial_number))`,

  `CREATE TABLE ra.notice (
     notice_id uuid PRIMARY KEY, kind text NOT NULL, channel text NOT NULL, application_no text, language text NOT NULL, address_sealed bytea NOT NULL, masked_address text NOT NULL,
     parameters jsonb NOT NULL, state text NOT NULL, attempts integer NOT NULL DEFAULT 0, last_failure text, created_at timestamptz NOT NULL, sent_at timestamptz)`,
  `CREATE INDEX notice_application ON ra.notice (application_no, created_at)`,
  `CREATE TABLE ra.outbox_sink (
     message_id uuid PRIMARY KEY, channel text NOT NULL, address text NOT NULL, subject text, body text NOT NULL, kind text NOT NULL, application_no text,
     codes text[] NOT NULL, sent_at timestamptz NOT NULL)`,

  `CREATE TABLE ra.audit_event (
     event_id uuid PRIMARY KEY, occurred_at timestamptz NOT NULL, type text NOT NULL, actor_kind text NOT NULL, actor_id text, actor_name text NOT NULL, role text,
     application_no text, state_before text, state_after text, source text NOT NULL, detail jsonb NOT NULL, chained boolean NOT NULL DEFAULT false)`,
  `CREATE INDEX audit_event_waiting ON ra.audit_event (occurred_at) WHERE NOT chained`,
  `CREATE INDEX audit_event_application ON ra.audit_event (application_no, occurred_at)`,
  `CREATE INDEX audit_event_time ON ra.audit_event (occurred_at)`,
  `CREATE TABLE ra.audit_head (singleton boolean PRIMARY KEY CHECK (singleton), sequence bigint NOT NULL, hash bytea NOT NULL)`,
  `INSERT INTO ra.audit_head VALUES (true, 0, '\\x0000000000000000000000000000000000000000000000000000000000000000')`,
  `CREATE TABLE ra.audit_chain (sequence bigint PRIMARY KEY, event_id uuid NOT NULL UNIQUE, previous_hash bytea NOT NULL, hash bytea NOT NULL)`,
  `CREATE TABLE ra.audit_checkpoint (sequence bigint PRIMARY KEY, hash bytea NOT NULL, signed_at timestamptz NOT NULL, text text NOT NULL, signature bytea NOT NULL)`,
]
