import { createHash } from 'node:crypto'
import type { ClientParams, ClientResult } from '@certhall/contract/client/messages'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import type { InstallConfirmation } from '@certhall/contract/statement/statements'
import { equalBytes, fromBase64, toHex } from '@certhall/kernel/bytes'
import { type Certificate, parseCertificate } from '@certhall/pki/certificate/certificate'
import { DerError } from '@certhall/pki/der/der-error'
import { parsePublicKey, type PublicKey } from '@certhall/pki/key/public-key'
import { certificateObject } from './certificate-object.ts'
import { keyIdOf } from './enrol-key.ts'
import { withLogin } from './log-in.ts'
import { type OperationContext, type OperationDeps, refusal, stillWanted } from './operation.ts'
import { selectToken } from './select-token.ts'
import { signStatement } from './token-signature.ts'

/**
 * Writes the certificate beside the key it certifies, reads it back, and lets the key sign the confirmation. Everything
 * that can be refused is refused before the person is asked. Installing again what is there only confirms again.
 */
export const installCertificate =
  (deps: OperationDeps) =>
  async (context: OperationContext, params: ClientParams<'certificate.install'>): Promise<ClientResult<'certificate.install'>> => {
    const token = await selectToken(deps, context, params)
    const keyId = keyIdOf(context.origin, params.enrolId)
    const [leaf, ...above] = readChain(params.chain)
    const key = await keyFor(deps, token.facts.tokenId, keyId, leaf)
    const path = await deps.authorities.pathOf(leaf, above)
    if (path === undefined) throw refusal('CHAIN_INVALID')
    const wish = {
      token,
      operation: 'certificate.install',
      object: certificateObject(leaf),
      abandonedKeys: 0,
      language: params.language,
    } as const
    return withLogin(deps, context, wish, async (login) => {
      const { tokenId } = token.facts
      context.tell({ event: 'phase', id: context.id, phase: 'writing' })
      // The root stays out: a token is small, and nobody trusts a root because a token carries it.
      await login.writeCertificates(
        keyId,
        path.slice(0, -1).map(({ der }) => der),
      )
      stillWanted(context)
      context.tell({ event: 'phase', id: context.id, phase: 'readingBack' })
      const written = (await deps.tokens.keys(tokenId)).find((each) => each.keyId === keyId)?.certificate
      if (written === undefined || written === null || !equalBytes(written, leaf.der)) throw refusal('TOKEN_FAILED')
      deps.authorities.remember(path)
      context.tell({ event: 'phase', id: context.id, phase: 'signing' })
      const certificateSha256 = createHash('sha256').update(leaf.der).digest('hex')
      const statement: InstallConfirmation = {
        format: 'certhall.install-confirmation.v1',
        serialNumber: toHex(leaf.serial),
        certificateSha256,
      }
      const confirmation = await signStatement(deps, login, keyId, key, canonicalJson({ ...statement }))
      deps.enrolments.markInstalled(tokenId, keyId)
      return { certificateSha256, confirmation }
    })
  }

const readChain = (chain: readonly string[]): readonly [Certificate, ...Certificate[]] => {
  try {
    const [leaf, ...above] = chain.map((text) => parseCertificate(fromBase64(text)))
    if (leaf !== undefined) return [leaf, ...above]
  } catch (error) {
    if (!(error instanceof DerError) && !(error instanceof RangeError)) throw error
  }
  throw refusal('CHAIN_INVALID')
}

/** The key that was made for this enrolment, and that the certificate must be about. */
const keyFor = async ({ tokens }: OperationDeps, tokenId: string, keyId: string, leaf: Certificate): Promise<PublicKey> => {
  const key = (await tokens.keys(tokenId)).find((each) => each.keyId === keyId)
  if (key === undefined) throw refusal('KEY_NOT_FOUND')
  if (!equalBytes(key.spki, leaf.spki)) throw refusal('CERTIFICATE_KEY_MISMATCH')
  const publicKey = parsePublicKey(leaf.spki)
  if (!publicKey.ok) throw refusal('CERTIFICATE_KEY_MISMATCH')
  return publicKey.value
}
