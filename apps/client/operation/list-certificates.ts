import type { ClientParams, ClientResult } from '@certhall/contract/client/messages'
import { toBase64 } from '@certhall/kernel/bytes'
import type { OperationContext, OperationDeps } from './operation.ts'
import { ownCertificates } from './own-certificates.ts'
import { selectToken } from './select-token.ts'

export const listCertificates =
  (deps: OperationDeps) =>
  async (context: OperationContext, { tokenRef }: ClientParams<'certificate.list'>): Promise<ClientResult<'certificate.list'>> => {
    const { facts } = await selectToken(deps, context, { tokenRef })
    const own = await ownCertificates(deps, facts.tokenId)
    return {
      certificates: own
        .slice(0, mostCertificates)
        .map(({ keyId, certificate, certificateSha256 }) => ({ certificateSha256, keyId, certificate: toBase64(certificate.der) })),
    }
  }

const mostCertificates = 40
