import { createHash } from 'node:crypto'
import type { ClientParams, ClientResult } from '@certhall/contract/client/messages'
import { equalBytes, toBase64 } from '@certhall/kernel/bytes'
import type { AlgorithmName } from '@certhall/pki/algorithm'
import { buildCsr } from '@certhall/pki/csr/build-csr'
import { parseCsr } from '@certhall/pki/csr/parse-csr'
import { verifyCsr } from '@certhall/pki/csr/verify-csr'
import { parsePublicKey } from '@certhall/pki/key/public-key'
import type { Enrolment } from './enrolment-file.ts'
import { withLogin } from './log-in.ts'
import { type OperationContext, type OperationDeps, refusal, stillWanted } from './operation.ts'
import type { SeenKey, TokenLogin } from './ports.ts'
import { selectToken, type SelectedToken } from './select-token.ts'
import { webCryptoSignature } from './token-signature.ts'

/**
 * Makes the key inside the token and its request. The same enrolId of the same page gives the same key, whatever was
 * interrupted: the key's name follows from both, and a finished request is kept and answered again without a PIN.
 */
export const enrolKey =
  (deps: OperationDeps) =>
  async (context: OperationContext, params: ClientParams<'key.enrol'>): Promise<ClientResult<'key.enrol'>> => {
    const token = await selectToken(deps, context, params)
    if (!token.facts.algorithms.includes(params.algorithm)) throw refusal('ALGORITHM_UNSUPPORTED')
    const keyId = keyIdOf(context.origin, params.enrolId)
    const keys = await deps.tokens.keys(token.facts.tokenId)
    const known = finishedEnrolment(deps, token, keyId, params.algorithm, keys)
    if (known !== undefined) return resultOf(known)
    const abandoned = abandonedKeys(deps, token, keyId, keys)
    const wish = {
      token,
      operation: 'key.enrol',
      object: { kind: 'subject', subject: params.subject },
      abandonedKeys: abandoned.length,
      language: params.language,
    } as const
    return withLogin(deps, context, wish, async (login, { removesAbandonedKeys }) => {
      if (removesAbandonedKeys) for (const each of abandoned) await removeAbandoned(deps, token, login, each)
      return resultOf(await makeKey(deps, context, { token, keyId, algorithm: params.algorithm, enrolId: params.enrolId }, login))
    })
  }

/** The name of the key in the token: another page, or another enrolment, can never mean the same key. */
export const keyIdOf = (origin: string, enrolId: string): string =>
  createHash('sha256').update(`certhall.key.v1\n${origin}\n${enrolId}`).digest('hex').slice(0, 32)

interface KeyOrder {
  readonly token: SelectedToken
  readonly keyId: string
  readonly algorithm: AlgorithmName
  readonly enrolId: string
}

const finishedEnrolment = (
  { enrolments }: OperationDeps,
  { facts }: SelectedToken,
  keyId: string,
  algorithm: AlgorithmName,
  keys: readonly SeenKey[],
): Enrolment | undefined => {
  const known = enrolments.find(facts.tokenId, keyId)
  if (known === undefined || known.csr === null) return undefined
  const key = keys.find((each) => each.keyId === keyId)
  if (key === undefined || sha256(key.spki) !== known.spkiSha256) return undefined
  if (known.algorithm !== algorithm) throw refusal('BAD_REQUEST')
  return known
}

const makeKey = async (
  deps: OperationDeps,
  context: OperationContext,
  { token, keyId, algorithm, enrolId }: KeyOrder,
  login: TokenLogin,
): Promise<Enrolment> => {
  const { tokenId } = token.facts
  const begun: Enrolment = {
    tokenId,
    keyId,
    enrolId,
    origin: context.origin,
    algorithm,
    csr: null,
    spkiSha256: null,
    facts: null,
    begunMs: deps.clock.nowMs(),
    isInstalled: false,
  }
  // Written before the key is made: a key that nothing is known of could never be offered for removal.
  deps.enrolments.put(begun)
  context.tell({ event: 'phase', id: context.id, phase: 'makingKey' })
  const { key, facts } = await login.generateKey({ keyId, algorithm, label: 'Certhall' })
  if (!facts.isGeneratedInToken || !facts.isSensitive || !facts.isNeverExtractable) {
    await login.removeKey(keyId)
    throw refusal('KEY_EXPORTABLE')
  }
  stillWanted(context)
  context.tell({ event: 'phase', id: context.id, phase: 'signing' })
  const csr = await provenCsr(deps, key, algorithm, login)
  const done: Enrolment = { ...begun, csr: toBase64(csr), spkiSha256: sha256(key.spki), facts }
  deps.enrolments.put(done)
  return done
}

/** The request, verified here: what a driver answers is believed only when it holds. */
const provenCsr = async (
  { verifySignature }: OperationDeps,
  key: SeenKey,
  algorithm: AlgorithmName,
  login: TokenLogin,
): Promise<Uint8Array> => {
  const publicKey = parsePublicKey(key.spki)
  if (!publicKey.ok || publicKey.value.algorithm.name !== algorithm) throw refusal('TOKEN_FAILED')
  const csr = await buildCsr({
    spki: key.spki,
    subject: [],
    sign: async (octets) => webCryptoSignature(publicKey.value, await login.sign(key.keyId, octets)),
  })
  const parsed = parseCsr(csr)
  if (!parsed.ok || !equalBytes(parsed.value.publicKey.spki, key.spki) || !(await verifyCsr(parsed.value, verifySignature)).ok)
    throw refusal('TOKEN_FAILED')
  return csr
}

/** Keys of this client that no certificate came for, older than any PASSCODE lives. */
const abandonedKeys = (
  { enrolments, clock }: OperationDeps,
  { facts }: SelectedToken,
  keyId: string,
  keys: readonly SeenKey[],
): readonly Enrolment[] =>
  enrolments
    .ofToken(facts.tokenId)
    .filter(
      (each) =>
        each.keyId !== keyId &&
        !each.isInstalled &&
        clock.nowMs() - each.begunMs > abandonedAfterMs &&
        keys.some((key) => key.keyId === each.keyId && key.certificate === null),
    )

const abandonedAfterMs = 14 * 86_400_000

const removeAbandoned = async (
  { enrolments }: OperationDeps,
  { facts }: SelectedToken,
  login: TokenLogin,
  { keyId }: Enrolment,
): Promise<void> => {
  await login.removeKey(keyId)
  enrolments.forget(facts.tokenId, keyId)
}

const resultOf = ({ keyId, csr, spkiSha256, facts }: Enrolment): ClientResult<'key.enrol'> => {
  if (csr === null || spkiSha256 === null || facts === null) throw refusal('INTERNAL')
  return { keyId, csr, spkiSha256, facts }
}

const sha256 = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex')
