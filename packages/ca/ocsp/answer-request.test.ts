import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { fromHex, toHex } from '@certhall/kernel/bytes'
import { algorithmOf } from '@certhall/pki/algorithm'
import { keyIdentifierOf } from '@certhall/pki/key/public-key'
import { encodeName } from '@certhall/pki/name/name'
import { encodeCertId, issuerHashes } from '@certhall/pki/ocsp/cert-id'
import { type BasicResponse, type OcspResponse, parseOcspResponse } from '@certhall/pki/ocsp/parse-response'
import { buildOcspRequest } from '@certhall/pki/ocsp/request'
import { compileResponder } from '@certhall/pki/ocsp/response'
import { orThrow } from '@certhall/kernel/app-error'
import { describe, expect, it } from 'vitest'
import { createAnswerCache } from './answer-cache.ts'
import { answerRequest, answerReuseMs, answerValidityMs, issuerKeysOf, serialKeyOf } from './answer-request.ts'
import type { RevocationChange, StatusSource } from './ports.ts'
import { createStatusBoard, statusStaleAfterMs } from './status-board.ts'

const nowMs = Date.UTC(2026, 10, 22)
const serial = `01${'ab'.repeat(18)}`
const keyPair = (): { spki: Uint8Array; privateKey: KeyObject; publicKey: KeyObject } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { privateKey, publicKey, spki: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })) }
}
const issuer = { ...keyPair(), name: orThrow(encodeName([{ type: 'CN', value: 'Issuer' }])) }
const delegateKey = keyPair()
const certIdOf = (hex: string, hash: 'sha1' | 'sha256' = 'sha1'): Uint8Array =>
  encodeCertId(hash, issuerHashes(hash, issuer.name, issuer.spki), fromHex(hex))

const setUp = async (issued: readonly string[] = [serial], delegateEndMs = nowMs + 7 * 86_400_000) => {
  const changes: RevocationChange[] = []
  const cache = createAnswerCache()
  const board = createStatusBoard((authorityId, serialNumber) => cache.forget(serialKeyOf(authorityId, serialNumber)))
  const source: StatusSource = {
    changesAfter: async (position) => changes.filter((change) => change.position > position),
    issued: async (authorityId, serialNumber) =>
      authorityId === 'issuing-ec' && issued.includes(serialNumber) ? { notAfterMs: nowMs + 86_400_000 } : null,
    authorities: async () => [],
    currentCrl: async () => null,
    currentCrlNumber: async () => null,
    currentDelta: async () => null,
    currentDeltaNumber: async () => null,
  }
  const keys = issuerKeysOf(issuer.name, issuer.spki)
  const template = compileResponder({
    algorithm: algorithmOf('ecdsa-p256'),
    keyIdentifier: keyIdentifierOf(delegateKey.spki),
    certificates: [],
  })
  let signatures = 0
  const deps = {
    source,
    board,
    cache,
    authorityOfIssuer: (key: string) => (keys.includes(key) ? 'issuing-ec' : undefined),
    delegateOf: () => ({
      authorityId: 'issuing-ec',
      template,
      notAfterMs: delegateEndMs,
      sign: (tbs: Uint8Array) => ((signatures += 1), sign('sha256', tbs, delegateKey.privateKey)),
    }),
  }
  await board.refresh(source, nowMs)
  return {
    deps,
    ask: async (request: Uint8Array, atMs = nowMs): Promise<OcspResponse> =>
      parseOcspResponse((await answerRequest(deps, request, atMs)).body),
    revoke: async (serialNumber: string, reason: RevocationChange['reason'] = 'certificateHold') => {
      changes.push({ position: changes.length + 1, authorityId: 'issuing-ec', serialNumber, reason, revokedAtMs: nowMs - 1000 })
      await board.refresh(source, nowMs)
    },
    signatures: () => signatures,
  }
}

const basic = (response: OcspResponse): BasicResponse => {
  if (response.kind !== 'basic') throw new Error(`an OCSP error: ${response.error}`)
  return response
}

describe('an OCSP answer', () => {
  it('is malformedRequest for anything that is not a well-formed request', async () => {
    const { ask } = await setUp()
    for (const bytes of [
      new Uint8Array(),
      fromHex('3003'),
      fromHex('3000'),
      new Uint8Array(9_000),
      buildOcspRequest([certIdOf(serial)], new Uint8Array(129)),
    ]) {
      expect(await ask(bytes)).toEqual({ kind: 'error', error: 'malformedRequest' })
    }
  })

  it('is unauthorized for a foreign issuer', async () => {
    const { ask } = await setUp()
    const foreign = encodeCertId('sha1', issuerHashes('sha1', issuer.name, keyPair().spki), fromHex(serial))
    expect(await ask(buildOcspRequest([foreign]))).toEqual({ kind: 'error', error: 'unauthorized' })
    expect(await ask(buildOcspRequest([certIdOf(serial), foreign]))).toEqual({ kind: 'error', error: 'unauthorized' })
  })

  it('is tryLater when the status feed is silent, cached or not, and when the delegate has ended', async () => {
    const { ask } = await setUp()
    await ask(buildOcspRequest([certIdOf(serial)]))
    expect(await ask(buildOcspRequest([certIdOf(serial)]), nowMs + statusStaleAfterMs + 1)).toEqual({ kind: 'error', error: 'tryLater' })
    const ended = await setUp([serial], nowMs)
    expect(await ended.ask(buildOcspRequest([certIdOf(serial)]))).toEqual({ kind: 'error', error: 'tryLater' })
  })

  it.each(['sha1', 'sha256'] as const)('is good for a serial that was issued, asked with %s, and signed by the delegate', async (hash) => {
    const { ask } = await setUp()
    const response = basic(await ask(buildOcspRequest([certIdOf(serial, hash)])))
    expect(response.responses).toMatchObject([{ status: { kind: 'good' }, thisUpdateMs: nowMs, nextUpdateMs: nowMs + answerValidityMs }])
    expect(verify('sha256', response.signedOctets, delegateKey.publicKey, response.signature)).toBe(true)
  })

  it('is unknown, and never kept, for a serial that was never issued', async () => {
    const { ask, deps } = await setUp()
    expect(basic(await ask(buildOcspRequest([certIdOf(`02${'00'.repeat(18)}`)]))).responses[0]?.status).toEqual({ kind: 'unknown' })
    expect(deps.cache.size()).toBe(0)
  })

  it('is revoked from the moment the feed tells it, although good was cached', async () => {
    const { ask, revoke, signatures } = await setUp()
    const request = buildOcspRequest([certIdOf(serial)])
    await ask(request)
    await ask(request)
    expect(signatures()).toBe(1)
    await revoke(serial)
    expect(basic(await ask(request)).responses[0]?.status).toEqual({
      kind: 'revoked',
      revokedAtMs: nowMs - 1000,
      reason: 'certificateHold',
    })
  })

  it('is not kept when the status changed while it was being made', async () => {
    const { deps, revoke } = await setUp()
    const slow = {
      ...deps,
      source: { ...deps.source, issued: async () => (await revoke(`03${'00'.repeat(18)}`), { notAfterMs: nowMs + 1_000 }) },
    }
    await answerRequest(slow, buildOcspRequest([certIdOf(serial)]), nowMs)
    expect(deps.cache.size()).toBe(0)
  })

  it('carries the nonce back and is signed for this request alone', async () => {
    const { ask, signatures, deps } = await setUp()
    const nonce = new Uint8Array(32).fill(7)
    const request = buildOcspRequest([certIdOf(serial)], nonce)
    expect(toHex(basic(await ask(request)).nonce ?? new Uint8Array())).toBe(toHex(nonce))
    await ask(request)
    expect([signatures(), deps.cache.size()]).toEqual([2, 0])
  })

  it('is signed anew when its time of reuse is over, and when the clock went back', async () => {
    const { ask, signatures, deps } = await setUp()
    const request = buildOcspRequest([certIdOf(serial)])
    await ask(request)
    await deps.board.refresh(deps.source, nowMs + answerReuseMs)
    await ask(request, nowMs + answerReuseMs)
    await deps.board.refresh(deps.source, nowMs - 1_000)
    await ask(request, nowMs - 1_000)
    expect(signatures()).toBe(3)
  })

  it('covers several certificates of one issuer', async () => {
    const other = `04${'11'.repeat(18)}`
    const { ask, revoke } = await setUp([serial, other])
    await revoke(other, 'superseded')
    const response = basic(await ask(buildOcspRequest([certIdOf(serial), certIdOf(other)])))
    expect(response.responses.map(({ status }) => status.kind)).toEqual(['good', 'revoked'])
  })
})

describe('the cache of answers', () => {
  it('drops the oldest when it is full', () => {
    const cache = createAnswerCache(2)
    const answer = { body: new Uint8Array(), producedAtMs: nowMs, nextUpdateMs: nowMs + 2, reuseUntilMs: nowMs + 1 }
    for (const request of ['a', 'b', 'c']) cache.keep(request, `issuing-ec/${request}`, answer)
    expect(['a', 'b', 'c'].map((request) => cache.find(request, nowMs) !== undefined)).toEqual([false, true, true])
  })
})
