import { toHex } from '@certhall/kernel/bytes'
import { type CertId, certIdHashes, issuerHashes } from '@certhall/pki/ocsp/cert-id'
import { parseOcspRequest } from '@certhall/pki/ocsp/request'
import { type CertStatus, type OcspError, ocspErrorResponse, type ResponderTemplate } from '@certhall/pki/ocsp/response'
import type { AnswerCache, CachedAnswer } from './answer-cache.ts'
import type { StatusSource } from './ports.ts'
import type { StatusBoard } from './status-board.ts'

/** Who signs for one authority: its delegate's key and the template that carries the delegate's certificate. */
export interface OcspDelegate {
  readonly authorityId: string
  readonly template: ResponderTemplate
  readonly sign: (tbs: Uint8Array) => Uint8Array
  readonly notAfterMs: number
}

export interface AnswerDeps {
  readonly source: StatusSource
  readonly board: StatusBoard
  readonly cache: AnswerCache
  /** By `issuerKeyOf`; one entry for each hash an authority answers to. */
  readonly authorityOfIssuer: (issuerKey: string) => string | undefined
  readonly delegateOf: (authorityId: string) => OcspDelegate | undefined
}

export interface OcspAnswer {
  readonly body: Uint8Array
  /** Present when a cache may keep it: successful and without nonce. */
  readonly cacheable: CachedAnswer | undefined
}

/** How long an answer claims to hold, and how long it is handed out again before it is signed anew. */
export const answerValidityMs = 3_600_000
export const answerReuseMs = 300_000

/**
 * One OCSP request (RFC 6960, lightweight profile RFC 5019). The body is always a response: refusals are OCSP errors.
 * *good* needs all of: a fresh board, a serial that was issued, no revocation, not expired. What is kept is given at
 * once, without a promise: most answers are.
 */
export const answerRequest = (deps: AnswerDeps, request: Uint8Array, nowMs: number): OcspAnswer | Promise<OcspAnswer> => {
  if (!deps.board.isFresh(nowMs)) return errorAnswer('tryLater')
  const cacheKey = request.length <= cacheableOctets ? latin1(request) : undefined
  const kept = cacheKey === undefined ? undefined : deps.cache.find(cacheKey, nowMs)
  return kept === undefined ? signAnswer(deps, request, cacheKey, nowMs) : { body: kept.body, cacheable: kept }
}

const signAnswer = async (deps: AnswerDeps, request: Uint8Array, cacheKey: string | undefined, nowMs: number): Promise<OcspAnswer> => {
  const parsed = parseOcspRequest(request)
  if (!parsed.ok) return errorAnswer(parsed.code === 'ocsp-hash' ? 'unauthorized' : 'malformedRequest')
  const { certIds, nonce } = parsed.value
  const authorityId = oneAuthority(deps, certIds)
  if (authorityId === undefined) return errorAnswer('unauthorized')
  const delegate = deps.delegateOf(authorityId)
  if (delegate === undefined || delegate.notAfterMs <= nowMs) return errorAnswer('tryLater')

  const version = deps.board.version()
  const statuses = await Promise.all(certIds.map((certId) => statusOf(deps, authorityId, certId, nowMs)))
  if (!deps.board.isFresh(nowMs)) return errorAnswer('tryLater')
  const nextUpdateMs = Math.min(nowMs + answerValidityMs, delegate.notAfterMs)
  const body = sign(delegate, certIds, statuses, nonce, nowMs, nextUpdateMs)
  const [certId, ...others] = certIds
  const isCacheable =
    nonce === undefined &&
    others.length === 0 &&
    certId !== undefined &&
    statuses[0]?.kind !== 'unknown' &&
    deps.board.version() === version
  if (!isCacheable) return { body, cacheable: undefined }
  const answer: CachedAnswer = { body, producedAtMs: nowMs, nextUpdateMs, reuseUntilMs: Math.min(nowMs + answerReuseMs, nextUpdateMs) }
  if (cacheKey !== undefined) deps.cache.keep(cacheKey, serialKeyOf(authorityId, toHex(certId.serial)), answer)
  return { body, cacheable: answer }
}

/** How a CertID names its issuer; the same text for the same authority whoever asks. */
export const issuerKeyOf = (hash: string, nameHash: Uint8Array, keyHash: Uint8Array): string =>
  `${hash}:${toHex(nameHash)}:${toHex(keyHash)}`

/** All keys by which one authority can be named. */
export const issuerKeysOf = (issuerName: Uint8Array, issuerSpki: Uint8Array): readonly string[] =>
  certIdHashes.map((hash) => {
    const { name, key } = issuerHashes(hash, issuerName, issuerSpki)
    return issuerKeyOf(hash, name, key)
  })

export const serialKeyOf = (authorityId: string, serialNumber: string): string => `${authorityId}/${serialNumber}`

const errorAnswer = (error: OcspError): OcspAnswer => ({ body: ocspErrorResponse(error), cacheable: undefined })

/** One delegate signs the whole answer, so all certificates asked for must come from one authority. */
const oneAuthority = (deps: AnswerDeps, certIds: readonly CertId[]): string | undefined => {
  const ids = new Set(
    certIds.map(({ hash, issuerNameHash, issuerKeyHash }) => deps.authorityOfIssuer(issuerKeyOf(hash, issuerNameHash, issuerKeyHash))),
  )
  const [authorityId] = ids
  return ids.size === 1 ? authorityId : undefined
}

const statusOf = async (deps: AnswerDeps, authorityId: string, certId: CertId, nowMs: number): Promise<CertStatus> => {
  const answer = await deps.board.status(deps.source, authorityId, toHex(certId.serial), nowMs)
  return answer.status === 'revoked' ? { kind: 'revoked', revokedAtMs: answer.revokedAtMs, reason: answer.reason } : { kind: answer.status }
}

const sign = (
  delegate: OcspDelegate,
  certIds: readonly CertId[],
  statuses: readonly CertStatus[],
  nonce: Uint8Array | undefined,
  nowMs: number,
  nextUpdateMs: number,
): Uint8Array => {
  const responses = certIds.map((certId, index) => ({
    certId: certId.der,
    status: statuses[index] ?? { kind: 'unknown' as const },
    thisUpdateMs: nowMs,
    nextUpdateMs,
  }))
  const tbs = delegate.template.buildTbs({ producedAtMs: nowMs, responses, nonce })
  return delegate.template.assemble(tbs, delegate.sign(tbs))
}

/** One character an octet: the cheapest key of a Map. */
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')

/** A request for one certificate is 70 to 130 octets; a longer one carries something of its own. */
const cacheableOctets = 160
