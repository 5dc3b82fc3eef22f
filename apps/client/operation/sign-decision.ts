import { createHash } from 'node:crypto'
import type { ClientParams, ClientResult } from '@certhall/contract/client/messages'
import { isCanonicalJson } from '@certhall/contract/statement/canonical-json'
import { type PasscodeRelease, passcodeRelease, type ReviewDecision, reviewDecision } from '@certhall/contract/statement/statements'
import { orThrow } from '@certhall/kernel/app-error'
import { nameText } from '@certhall/pki/name/parse-name'
import { parsePublicKey } from '@certhall/pki/key/public-key'
import { withLogin } from './log-in.ts'
import { type OperationContext, type OperationDeps, refusal } from './operation.ts'
import { ownCertificates } from './own-certificates.ts'
import { selectToken } from './select-token.ts'
import { signStatement } from './token-signature.ts'

/**
 * Signs a decision of the staff. The hall prepares the text, so here it is read word by word: one of two formats, its own
 * canonical JSON, about the certificate that signs. The person sees what it decides before the PIN is typed.
 */
export const signDecision =
  (deps: OperationDeps) =>
  async (context: OperationContext, params: ClientParams<'decision.sign'>): Promise<ClientResult<'decision.sign'>> => {
    const statement = readDecision(params.text)
    if (statement?.certificateSha256 !== params.certificateSha256) throw refusal('BAD_REQUEST')
    const token = await selectToken(deps, context, params)
    const own = (await ownCertificates(deps, token.facts.tokenId)).find((each) => each.certificateSha256 === params.certificateSha256)
    if (own === undefined) throw refusal('KEY_NOT_FOUND')
    const key = orThrow(parsePublicKey(own.certificate.spki))
    // Statements of the staff are ECDSA P-256 (contract/statement); a holder's RSA or SM2 key has no part in them.
    if (key.algorithm.name !== 'ecdsa-p256') throw refusal('ALGORITHM_UNSUPPORTED')
    const wish = {
      token,
      operation: 'decision.sign',
      object: { kind: 'decision', statement, textSha256: sha256(params.text), signer: nameText(own.certificate.subject) },
      abandonedKeys: 0,
      language: params.language,
    } as const
    return withLogin(deps, context, wish, async (login) => {
      context.tell({ event: 'phase', id: context.id, phase: 'signing' })
      const { signature } = await signStatement(deps, login, own.keyId, key, params.text)
      return { signature }
    })
  }

/** Undefined for anything but a decision or a release in exactly the form in which it is verified later. */
const readDecision = (text: string): ReviewDecision | PasscodeRelease | undefined => {
  if (!isCanonicalJson(text)) return undefined
  const value: unknown = JSON.parse(text)
  const parsed = [reviewDecision.safeParse(value), passcodeRelease.safeParse(value)].find(({ success }) => success)
  return parsed?.data !== undefined && isShownAsWritten(parsed.data) ? parsed.data : undefined
}

/** Invisible characters, and marks that turn the direction of writing, could show another number or address than is signed. */
const isShownAsWritten = (statement: ReviewDecision | PasscodeRelease): boolean => {
  const plain = [statement.applicationNo, ...('target' in statement ? [statement.target] : [])]
  return plain.every((shown) => shown.length <= 300 && !/[\p{C}\p{Zl}\p{Zp}]/u.test(shown)) && !turning.test(JSON.stringify(statement))
}

const turning = /[\u202a-\u202e\u2066-\u2069]/

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
