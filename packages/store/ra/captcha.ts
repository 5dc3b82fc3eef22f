import type { CaptchaRepository } from '@certhall/ra/application/ports'
import type { Kysely } from 'kysely'
import type { RegistrationSchema } from './schema.ts'

export const captchaRepository = (db: Kysely<RegistrationSchema>): CaptchaRepository => ({
  use: async (challengeSha256, expiresAtMs) => {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('ra.captcha_used')
      .values({ challenge_sha256: challengeSha256, expires_at: new Date(expiresAtMs) })
      .onConflict((conflict) => conflict.column('challenge_sha256').doNothing())
      .executeTakeFirstOrThrow()
    return numInsertedOrUpdatedRows === 1n
  },
})
