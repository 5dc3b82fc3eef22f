/** Tables of the schema `ra` as migrations/ra leave them. Times are Date on both sides; a test compares this with the database. */
import type { ColumnType, Generated } from 'kysely'

type Json<Value> = ColumnType<Value, string, string>
type WithDefault<Value> = ColumnType<Value, Value | undefined, Value>

export interface RegistrationSchema {
  'ra.session': {
    sid_sha256: Uint8Array
    kind: 'hall' | 'desk'
    content: Json<Record<string, unknown>>
    person_id: string | null
    created_at: Date
    expires_at: Date
    certificate_sha256: WithDefault<string | null>
    source: WithDefault<string | null>
    browser: WithDefault<string | null>
    seen_at: WithDefault<Date | null>
  }
  'ra.captcha_used': { challenge_sha256: Uint8Array; expires_at: Date }
  'ra.rate_limit': { key: string; points: WithDefault<number>; expire: number | null }
  'ra.project': { project_id: string; definition: Json<unknown>; position: number; closed_at: Date | null; changed_at: Date }
  'ra.organization': {
    organization_id: string
    org_code: string
    uscc: string | null
    name: string
    city: string
    form_sealed: Uint8Array
    changed_at: Date
    contact_changed_at: WithDefault<Date | null>
  }
  'ra.registry_entry': RegistryEntryTable
  'ra.draft': DraftTable
  'ra.contact_code': ContactCodeTable
  'ra.application_number': { year: number; last_number: number }
  'ra.application': ApplicationTable
  'ra.document': DocumentTable
  'ra.case_viewer': { application_no: string; person_id: string; seen_at: Date }
  'ra.person': {
    person_id: string
    name: string
    roles: string[]
    disabled_at: Date | null
    disabled_reason: WithDefault<string | null>
    enrolled_at: Date
  }
  'ra.staff_certificate': { certificate_sha256: string; person_id: string; der: Uint8Array; not_after: Date; ended_at: Date | null }
  'ra.login_challenge': { nonce_sha256: Uint8Array; origin: string; expires_at: Date; used_at: Date | null }
  'ra.decision': DecisionTable
  'ra.release': ReleaseTable
  'ra.passcode': PasscodeTable
  'ra.certificate': CertificateTable
  'ra.certificate_der': { authority_id: string; serial_number: Uint8Array; der: Uint8Array }
  'ra.reminder': { authority_id: string; serial_number: Uint8Array; days_before: number; reminded_at: Date }
  'ra.webhook': { webhook_id: string; project_id: string; url: string; secret_sealed: Uint8Array; created_at: Date; ended_at: Date | null }
  'ra.webhook_message': WebhookMessageTable
  'ra.notice': NoticeTable
  'ra.outbox_sink': OutboxSinkTable
  'ra.ukey': UkeyTable
  'ra.ukey_movement': UkeyMovementTable
  'ra.audit_event': AuditEventTable
  'ra.audit_waiting': { occurred_at: Date; event_id: string }
  'ra.audit_head': { singleton: Generated<boolean>; sequence: number; hash: Uint8Array }
  'ra.audit_chain': { sequence: number; event_id: string; previous_hash: Uint8Array; hash: Uint8Array }
  'ra.audit_checkpoint': { sequence: number; hash: Uint8Array; signed_at: Date; text: string; signature: Uint8Array }
}

interface RegistryEntryTable {
  org_code: string
  uscc: string | null
  name: string
  kind: string | null
  legal_representative: string | null
  address: string | null
  source: string
  as_of: Date
}

interface DraftTable {
  draft_id: string
  draft_no: string
  project_id: string
  certificate_type: string
  medium: string
  org_code: string
  uscc: string | null
  content_sealed: Uint8Array
  mobile_hmac: Uint8Array | null
  version: number
  saved_at: Date
  expires_at: Date
  application_no: string | null
}

interface ContactCodeTable {
  code_id: string
  purpose: string
  subject: string
  channel: string
  address_hmac: Uint8Array
  code_hmac: Uint8Array
  attempts: WithDefault<number>
  created_at: Date
  expires_at: Date
  used_at: Date | null
}

interface ApplicationTable {
  application_id: string
  application_no: string
  application_type: string
  state: string
  version: number
  revision: number
  channel: string
  language: string
  project_id: string
  certificate_type: string
  profile_id: string
  key_algorithm: string
  medium: string
  org_code: string
  uscc: string
  organization_name: string
  form_sealed: Uint8Array
  mobile_hmac: Uint8Array
  snapshot: string
  snapshot_sha256: string
  consents: Json<unknown>
  returned_items: Json<unknown> | null
  reject: Json<unknown> | null
  passcode_channel: string
  entered_by: string | null
  draft_id: string | null
  idempotency_key: string
  target_authority_id: WithDefault<string | null>
  target_serial_number: WithDefault<Uint8Array | null>
  follow_up_reason: WithDefault<string | null>
  follow_up_remark: WithDefault<string | null>
  shown_by: WithDefault<string | null>
  submitted_at: Date
  due_at: Date
  changed_at: Date
}

interface DocumentTable {
  document_id: string
  draft_id: string | null
  application_no: string | null
  kind: string
  file_name: string
  media_type: string
  size_bytes: number
  sha256: string
  content_sealed: Uint8Array
  uploaded_at: Date
  replaced_at: Date | null
}

interface DecisionTable {
  decision_id: string
  application_no: string
  revision: number
  decision: string
  text: string
  text_sha256: string
  signature: string
  certificate: string
  person_id: string
  decided_at: Date
  ordinal: WithDefault<number>
}

interface ReleaseTable {
  release_id: string
  application_no: string
  revision: number
  decision_sha256: string
  text: string
  text_sha256: string
  signature: string
  certificate: string
  person_id: string
  channel: string
  released_at: Date
}

interface PasscodeTable {
  passcode_id: string
  application_no: string
  release_id: string
  locator: string
  secret_hmac: Uint8Array
  state: string
  created_at: Date
  delivered_at: Date | null
  expires_at: Date
  ended_at: Date | null
  end_reason: string | null
  bound_spki_sha256: string | null
  bound_at: Date | null
  order_id: string | null
  order_attempt: WithDefault<number>
}

interface CertificateTable {
  authority_id: string
  serial_number: Uint8Array
  application_no: string
  passcode_id: string
  org_code: string
  project_id: string
  certificate_type: string
  medium: string
  state: string
  subject: string
  spki_sha256: string
  not_before: Date
  not_after: Date
  stored_at: Date
  confirmed_at: Date | null
  ended_at: Date | null
  end_reason: string | null
  frozen_at: Date | null
  ends_at: Date | null
  certificate_sha256: string
}

interface NoticeTable {
  notice_id: string
  kind: string
  channel: string
  application_no: string | null
  language: string
  address_sealed: Uint8Array
  masked_address: string
  parameters: Json<Record<string, string>>
  state: string
  attempts: WithDefault<number>
  last_failure: string | null
  created_at: Date
  sent_at: Date | null
}

interface OutboxSinkTable {
  message_id: string
  channel: string
  address: string
  subject: string | null
  body: string
  kind: string
  application_no: string | null
  codes: string[]
  sent_at: Date
}

interface WebhookMessageTable {
  message_id: string
  webhook_id: string
  event: string
  body: string
  state: string
  attempts: WithDefault<number>
  last_failure: string | null
  created_at: Date
  sent_at: Date | null
}

interface UkeyTable {
  model_id: string
  serial_number: string
  state: string
  place: string | null
  application_no: string | null
  movements: number
  changed_at: Date
  unexpected_application_no: string | null
  unexpected_at: Date | null
}

interface UkeyMovementTable {
  model_id: string
  serial_number: string
  number: number
  from_account: string
  to_account: string
  person_id: string | null
  application_no: string | null
  reason: string | null
  moved_at: Date
}

interface AuditEventTable {
  event_id: string
  occurred_at: Date
  type: string
  actor_kind: string
  actor_id: string | null
  actor_name: string
  role: string | null
  application_no: string | null
  state_before: string | null
  state_after: string | null
  source: string
  detail: Json<Record<string, unknown>>
}
