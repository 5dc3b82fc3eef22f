import type { Kysely } from 'kysely'
import { reading } from '../transaction.ts'
import type { RegistrationSchema } from './schema.ts'

const codesKeptMs = 30 * 86_400_000
/** Of a certificate that has ended this long ago nobody is reminded any more. */
const remindersKeptMs = 30 * 86_400_000
/** What an owner took, and what was given up: `certhall webhook resend` finds it so long. Both are in the audit record. */
const sentMessagesKeptMs = 30 * 86_400_000
const failedMessagesKeptMs = 90 * 86_400_000

/** Removes what has only served its time: ended sessions, used challenges, old codes, counts of limits, marks and messages that are over. */
export const removeSpent = (db: Kysely<RegistrationSchema>, nowMs: number): Promise<void> =>
  reading(async () => {
    const now = new Date(nowMs)
    await db.deleteFrom('ra.session').where('expires_at', '<=', now).execute()
    await db.deleteFrom('ra.captcha_used').where('expires_at', '<=', now).execute()
    await db.deleteFrom('ra.login_challenge').where('expires_at', '<=', now).execute()
    await db
      .deleteFrom('ra.contact_code')
      .where('created_at', '<=', new Date(nowMs - codesKeptMs))
      .execute()
    await db.deleteFrom('ra.rate_limit').where('expire', '<=', nowMs).execute()
    await removeReminders(db, nowMs)
    await removeMessages(db, 'sent', nowMs - sentMessagesKeptMs)
    await removeMessages(db, 'failed', nowMs - failedMessagesKeptMs)
  })

const removeReminders = async (db: Kysely<RegistrationSchema>, nowMs: number): Promise<void> => {
  const before = new Date(nowMs - remindersKeptMs)
  await db
    .deleteFrom('ra.reminder as r')
    .using('ra.certificate as c')
    .whereRef('c.authority_id', '=', 'r.authority_id')
    .whereRef('c.serial_number', '=', 'r.serial_number')
    .where('r.reminded_at', '<=', before)
    .where('c.state', 'in', ['revoked', 'expired'])
    .where('c.ended_at', '<=', before)
    .execute()
}

const removeMessages = async (db: Kysely<RegistrationSchema>, state: 'sent' | 'failed', beforeMs: number): Promise<void> => {
  await db.deleteFrom('ra.webhook_message').where('state', '=', state).where('created_at', '<=', new Date(beforeMs)).execute()
}
