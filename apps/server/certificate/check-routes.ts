import { checkAnswer, checkKey, checkRequest } from '@certhall/contract/certificate/check'
import type { CheckAnswer, CheckQuestion } from '@certhall/ra/certificate/check-certificate'
import type { CheckKey } from '@certhall/ra/certificate/check-key'
import type { Room } from '../http/app.ts'
import type { Limits } from '../http/limits.ts'

export interface CheckRoom {
  readonly limits: Limits
  readonly check: (question: CheckQuestion) => Promise<CheckAnswer>
  readonly key: CheckKey
}

const open = { permission: 'public' } as const

/** 证书核验, for anybody: no session, nothing kept, nothing recorded. */
export const checkRoutes =
  ({ limits, check, key }: CheckRoom): Room =>
  async (app) => {
    app.get(
      '/checks/key',
      { config: open, schema: { operationId: 'getCheckKey', tags: ['checks'], response: { 200: checkKey } } },
      async () => ({
        keyId: key.keyId,
        publicKeyPem: key.publicKeyPem,
      }),
    )
    app.post(
      '/checks',
      {
        config: open,
        bodyLimit: bodyLimitBytes,
        schema: { operationId: 'checkCertificate', tags: ['checks'], body: checkRequest, response: { 200: checkAnswer } },
      },
      async (request) => {
        await limits.consumeFor('check', request)
        return check(request.body)
      },
    )
  }

/** The certificate, its escapes and the date. */
const bodyLimitBytes = 44_000
