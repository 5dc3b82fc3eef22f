import type { ClientParams, ClientResult } from '@certhall/contract/client/messages'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import type { HolderLogin, StaffLogin } from '@certhall/contract/statement/statements'
import { orThrow } from '@certhall/kernel/app-error'
import { toBase64 } from '@certhall/kernel/bytes'
import { parsePublicKey } from '@certhall/pki/key/public-key'
import { certificateObject } from './certificate-object.ts'
import { withLogin } from './log-in.ts'
import { type OperationContext, type OperationDeps, refusal } from './operation.ts'
import { ownCertificates } from './own-certificates.ts'
import { isNonce } from './say-hello.ts'
import { selectToken } from './select-token.ts'
import { signStatement } from './token-signature.ts'

/** Signs a login for the page's own origin. The text is built here; of the page's words only the nonce stands in it. */
export const signLogin =
  (deps: OperationDeps) =>
  async (context: OperationContext, params: ClientParams<'login.sign'>): Promise<ClientResult<'login.sign'>> => {
    if (!isNonce(params.nonce)) throw refusal('BAD_NONCE')
    const token = await selectToken(deps, context, params)
    const own = (await ownCertificates(deps, token.facts.tokenId)).find((each) => each.certificateSha256 === params.certificateSha256)
    if (own === undefined) throw refusal('KEY_NOT_FOUND')
    const key = orThrow(parsePublicKey(own.certificate.spki))
    const wish = {
      token,
      operation: 'login.sign',
      object: certificateObject(own.certificate),
      abandonedKeys: 0,
      language: params.language,
    } as const
    return withLogin(deps, context, wish, async (login) => {
      context.tell({ event: 'phase', id: context.id, phase: 'signing' })
      const { nonce, certificateSha256, purpose } = params
      const statement: StaffLogin | HolderLogin = { format: formats[purpose], origin: context.origin, nonce, certificateSha256 }
      return {
        certificate: toBase64(own.certificate.der),
        statement: await signStatement(deps, login, own.keyId, key, canonicalJson({ ...statement })),
      }
    })
  }

const formats = { staffLogin: 'certhall.staff-login.v1', holderLogin: 'certhall.holder-login.v1' } as const
