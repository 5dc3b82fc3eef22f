import type { ClientParams, ClientResult } from '@certhall/contract/client/messages'
import { certificateObject } from './certificate-object.ts'
import { withLogin } from './log-in.ts'
import { type OperationContext, type OperationDeps, refusal } from './operation.ts'
import { ownCertificates } from './own-certificates.ts'
import { selectToken } from './select-token.ts'

/** Removes the certificate together with its key: a key without certificate would only fill the token. */
export const removeCertificate =
  (deps: OperationDeps) =>
  async (context: OperationContext, params: ClientParams<'certificate.remove'>): Promise<ClientResult<'certificate.remove'>> => {
    const token = await selectToken(deps, context, params)
    const { tokenId } = token.facts
    const own = (await ownCertificates(deps, tokenId)).find((each) => each.certificateSha256 === params.certificateSha256)
    if (own === undefined) throw refusal('KEY_NOT_FOUND')
    const wish = {
      token,
      operation: 'certificate.remove',
      object: certificateObject(own.certificate),
      abandonedKeys: 0,
      language: params.language,
    } as const
    return withLogin(deps, context, wish, async (login) => {
      context.tell({ event: 'phase', id: context.id, phase: 'writing' })
      await login.removeKey(own.keyId)
      deps.enrolments.forget(tokenId, own.keyId)
      return {}
    })
  }
