import * as z from 'zod'
/** Altcha proof of work. The challenge is bound to the session that asked; each is usable once. */
export const captchaChallenge = z.looseObject({})
/** base64 of altcha's JSON payload. */
export const captchaSolution = z.string().max(4000)
