import type { Kysely } from 'kysely'
import { reading } from '../transaction.ts'
import type { RegistrationSchema } from './schema.ts'

const codesKeptMs = 30 * 86_400_000

/** Removes what has only served its time: ended sessions, used challenges, old codes, counts of limits. */
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
  })
