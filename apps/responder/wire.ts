import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { createAnswerCache } from '@certhall/ca/ocsp/answer-cache'
import { type AnswerDeps, answerRequest, issuerKeysOf, serialKeyOf } from '@certhall/ca/ocsp/answer-request'
import { createStatusBoard } from '@certhall/ca/ocsp/status-board'
import { systemClock } from '@certhall/kernel/clock'
import type { Log } from '@certhall/kernel/log'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { statusSource } from '@certhall/store/ca/status-source'
import { openDatabase } from '@certhall/store/transaction'
import type { ResponderConfig } from './config.ts'
import { createDelegates } from './delegates.ts'
import { createDoor, type PublishedFile } from './door.ts'
import { createPublications } from './publications.ts'

/** Builds the responder and starts its two loops: the status feed (every 200 ms) and the renewal of delegates. */
export const wireResponder = async (config: ResponderConfig, log: Log) => {
  const clock = systemClock
  const database = openDatabase(config.databaseUrl, { max: 8, applicationName: 'certhall-responder', log })
  const source = statusSource(database.pool)
  const cache = createAnswerCache()
  const board = createStatusBoard((authorityId, serialNumber) => cache.forget(serialKeyOf(authorityId, serialNumber)))
  const delegates = createDelegates(join(config.runDir, 'signer-responder.sock'), clock, log)
  const authorities = await source.authorities()
  const byIssuerKey = new Map<string, string>()
  for (const { authorityId, certificateDer } of authorities) {
    const { subject, spki } = parseCertificate(certificateDer)
    for (const key of issuerKeysOf(subject.der, spki)) byIssuerKey.set(key, authorityId)
  }
  // The root answers by its CRL alone: its key is sealed away and cannot name a delegate.
  const answering = authorities.filter(({ role }) => role !== 'root').map(({ authorityId }) => authorityId)
  const certificates = new Map(authorities.map(({ authorityId, certificateDer }) => [authorityId, fileOf(certificateDer, 'application/pkix-cert', 86_400)]))
  const crls = createPublications(source)
  const ground: AnswerDeps = { source, board, cache, authorityOfIssuer: (key) => byIssuerKey.get(key), delegateOf: delegates.delegateOf }

  await delegates.renew(answering)
  const stopFeed = repeat(feedEveryMs, () => board.refresh(source, clock.nowMs()), (error) => log.warn('status feed interrupted', { error }))
  const stopRenewal = repeat(renewEveryMs, () => delegates.renew(answering), () => {})

  return {
    door: createDoor({
      answer: (request, nowMs) => answerRequest(ground, request, nowMs),
      crl: crls.current,
      authorityCertificate: async (authorityId) => certificates.get(authorityId) ?? null,
      isReady: () => board.isFresh(clock.nowMs()) && answering.every((authorityId) => delegates.delegateOf(authorityId) !== undefined),
      clock,
      log,
    }),
    close: async () => {
      stopFeed()
      stopRenewal()
      await database.close()
    },
  }
}

const fileOf = (bytes: Uint8Array, mediaType: string, maxAgeSeconds: number): PublishedFile => ({
  bytes,
  mediaType,
  etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`,
  maxAgeSeconds,
})

/** Runs `work` again and again, never twice at once; gives the way to stop it. */
const repeat = (everyMs: number, work: () => Promise<void>, onError: (error: unknown) => void): (() => void) => {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const turn = (): void => {
    work()
      .catch(onError)
      .finally(() => {
        if (!isStopped) timer = setTimeout(turn, everyMs)
      })
  }
  turn()
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}

const feedEveryMs = 200
const renewEveryMs = 5_000
