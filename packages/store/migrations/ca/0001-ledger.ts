import { type Kysely, sql } from 'kysely'

/**
 * The signer's ledger: orders, intents, certificates, revocations, lists, and who on the staff holds which role by which
 * certificate. The signer alone writes here; the responder reads.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `CREATE TABLE ca.authority (
     authority_id text PRIMARY KEY, role text NOT NULL CHECK (role IN ('root', 'issuing', 'staff')), name text NOT NULL, key_algorithm text NOT NULL,
     issuer_id text NOT NULL, der bytea NOT NULL, not_after timestamptz NOT NULL, created_at timestamptz NOT NULL)`,

  `CREATE TABLE ca.staff_member (person_id uuid PRIMARY KEY, name text NOT NULL, roles text[] NOT NULL, source text NOT NULL, entered_at timestamptz NOT NULL, disabled_at timestamptz)`,
  `CREATE TABLE ca.staff_invitation (token_sha256 text PRIMARY KEY, person_id uuid NOT NULL REFERENCES ca.staff_member, expires_at timestamptz NOT NULL, used_at timestamptz)`,
  `CREATE TABLE ca.staff_certificate (
     certificate_sha256 text PRIMARY KEY, person_id uuid NOT NULL REFERENCES ca.staff_member, serial_number bytea NOT NULL, spki bytea NOT NULL,
     not_before timestamptz NOT NULL, not_after timestamptz NOT NULL, ended_at timestamptz)`,

  /*
   * An order is settled once. `release_sha256, attempt` lets a release have one more order after doubt, and no third.
   * `live_decision_sha256` is the decision while its certificate is neither revoked nor doubtful: one at a time, whatever
   * releases follow. For staff the invitation stands in the place of the release.
   */
  `CREATE TABLE ca.issue_order (
     order_id uuid PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('holder', 'staff', 'delegate')), release_sha256 text, attempt integer NOT NULL CHECK (attempt IN (1, 2)),
     live_decision_sha256 text UNIQUE, spki_sha256 text NOT NULL, evidence json NOT NULL, entered_at timestamptz NOT NULL, UNIQUE (release_sha256, attempt))`,
  /* Written and committed before the key is used: what is in here may have been signed. */
  `CREATE TABLE ca.intent (
     authority_id text NOT NULL, serial_number bytea NOT NULL, order_id uuid NOT NULL UNIQUE, profile_id text NOT NULL, tbs bytea NOT NULL, not_after timestamptz NOT NULL,
     state text NOT NULL CHECK (state IN ('intended', 'signed', 'doubtful')), intended_at timestamptz NOT NULL, PRIMARY KEY (authority_id, serial_number))`,
  `CREATE INDEX intent_open ON ca.intent (intended_at) WHERE state = 'intended'`,
  `CREATE TABLE ca.certificate (
     authority_id text NOT NULL, serial_number bytea NOT NULL, order_id uuid NOT NULL UNIQUE, spki_sha256 text NOT NULL, not_before timestamptz NOT NULL, not_after timestamptz NOT NULL,
     signed_at timestamptz NOT NULL, PRIMARY KEY (authority_id, serial_number))`,
  /* A holder's key is certified once, in whichever order came first. */
  `CREATE TABLE ca.certified_key (spki_sha256 text PRIMARY KEY, order_id uuid, blocked_reason text)`,
  `CREATE TABLE ca.certificate_der (authority_id text NOT NULL, serial_number bytea NOT NULL, der bytea NOT NULL, PRIMARY KEY (authority_id, serial_number))`,

  /* `position` comes from ca.feed under its row lock, so it rises in commit order and a reader never misses a row. */
  `CREATE TABLE ca.feed (singleton boolean PRIMARY KEY CHECK (singleton), position bigint NOT NULL)`,
  `INSERT INTO ca.feed VALUES (true, 0)`,
  `CREATE TABLE ca.revocation (
     authority_id text NOT NULL, serial_number bytea NOT NULL, reason text NOT NULL, revoked_at timestamptz NOT NULL, not_after timestamptz NOT NULL,
     position bigint NOT NULL, origin text NOT NULL, application_no text, PRIMARY KEY (authority_id, serial_number))`,
  `CREATE INDEX revocation_position ON ca.revocation (position)`,
  `CREATE INDEX revocation_latest ON ca.revocation (authority_id, position)`,

  `CREATE TABLE ca.crl (
     authority_id text NOT NULL, crl_number bigint NOT NULL, this_update timestamptz NOT NULL, next_update timestamptz NOT NULL, position bigint NOT NULL, entry_count integer NOT NULL,
     der bytea NOT NULL, PRIMARY KEY (authority_id, crl_number))`,
  `CREATE TABLE ca.crl_head (authority_id text PRIMARY KEY, crl_number bigint NOT NULL, published_number bigint)`,
]
