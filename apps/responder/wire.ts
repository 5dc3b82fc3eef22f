import { join } from 'node:path'
import { selfTest } from '@certhall/ca/key/self-test'
import { createAnswerCache } from '@certhall/ca/ocsp/answer-cache'
import { type AnswerDeps, answerRequest, serialKeyOf } from '@certhall/ca/ocsp/answer-request'
import { createStatusBoard } from '@certhall/ca/ocsp/status-board'
import type { Log } from '@certhall/kernel/log'
import { clockOffset } from '@certhall/store/ca/clock-offset'
import { statusSource } from '@certhall/store/ca/status-source'
import { openDatabase } from '@certhall/store/transaction'
import { createAuthorities } from './authorities.ts'
import type { ResponderConfig } from './config.ts'
import { createDelegates } from './delegates.ts'
import { createDoor } from './door.ts'
import { openHallClock } from './hall-clock.ts'
import { limitLookUps } from './look-up-limit.ts'
import { createPublications, currentList } from './publications.ts'

/** Tests its cryptography, builds the responder and starts its two loops: the status feed (every 200 ms) and the renewal of delegates. */
export const wireResponder = async (config: ResponderConfig, log: Log) => {
  selfTest()
  const database = openDatabase(config.databaseUrl, { max: 8, applicationName: 'certhall-responder', log })
  // A connection of its own: however many serials are looked up, a freeze does not wait behind them.
  const feed = openDatabase(config.databaseUrl, { max: 1, applicationName: 'certhall-responder-feed', log })
  const source = limitLookUps(statusSource(database.pool), mostLookUps)
  const feedSource = statusSource(feed.pool)
  // After a jump the delegates at hand may be out of time: no answer until there are new ones, so they are asked for at once.
  const clock = await openHallClock(config, clockOffset(feed.kysely).read, log, () => void keepDelegates())
  const cache = createAnswerCache()
  const board = createStatusBoard(
    (authorityId, serialNumber) => cache.forget(serialKeyOf(authorityId, serialNumber)),
    (missing) => {
      cache.clear()
      // Until the operator has revoked them again they stay revoked in this process alone.
      log.error('the ledger went back: an older copy was restored', { missing: missing.length, serials: missing.slice(0, mostNamed) })
    },
  )
  const authorities = createAuthorities(source)
  const delegates = createDelegates(join(config.runDir, 'signer-responder.sock'), authorities.suiteOf, clock, log)
  const crls = createPublications(source, clock)
  const deltas = createPublications({ currentCrl: source.currentDelta, currentCrlNumber: source.currentDeltaNumber }, clock)
  const ground: AnswerDeps = { source, board, cache, authorityOfIssuer: authorities.ofIssuer, delegateOf: delegates.delegateOf }
  const keepDelegates = async (): Promise<void> => {
    await authorities.refresh().catch((error: unknown) => log.warn('authorities not read', { error }))
    await delegates.renew(authorities.answering(clock.nowMs()))
  }

  await authorities.refresh()
  await delegates.renew(authorities.answering(clock.nowMs()))
  const feedBoard = (): Promise<void> => board.refresh(feedSource, clock.nowMs())
  const stopFeed = repeat(feedEveryMs, feedBoard, (error) => log.warn('status feed interrupted', { error }))
  const stopRenewal = repeat(renewEveryMs, keepDelegates, (error) => log.warn('delegates not renewed', { error }))

  const isReady = (): boolean => {
    const answering = authorities.answering(clock.nowMs())
    return answering.length > 0 && answering.every((id) => delegates.delegateOf(id) !== undefined) && board.isFresh(clock.nowMs())
  }
  return {
    door: createDoor({
      answer: (request, nowMs) => answerRequest(ground, request, nowMs),
      crl: (name) => currentList(name, authorities.isKnown, { crls, deltas }),
      authorityCertificate: async (authorityId) => authorities.certificate(authorityId),
      isReady,
      clock,
      log,
    }),
    close: async () => {
      clock.stop()
      stopFeed()
      stopRenewal()
      await Promise.all([database.close(), feed.close()])
    },
  }
}

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
const mostNamed = 100
/** A second's worth of work for eight connections. */
const mostLookUps = 2_000
