import { copyFileSync, existsSync, readdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '@certhall/kernel/log'

/**
 * Looks at the logs of a folder again and again while the hall runs; gives the way to stop it. Programs write to their files
 * themselves, so that their last words are kept when the supervisor is gone: a log that is too large is copied aside and
 * emptied under them, as logrotate does with copytruncate. What is written between the two is lost, a few lines at most.
 */
export const keepLogsSmall = (directory: string, log: Log, { limitBytes = logLimitBytes, everyMs = 60_000 } = {}): (() => void) => {
  const look = (): void => {
    for (const name of readdirSync(directory).filter((each) => each.endsWith('.log'))) {
      try {
        shorten(join(directory, name), limitBytes)
      } catch (error) {
        log.warn('a log was not shortened', { name, error })
      }
    }
  }
  const timer = setInterval(() => {
    if (existsSync(directory)) look()
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** To `NAME.1`, which replaces the one before; true when it was too large. */
export const shorten = (path: string, limitBytes: number): boolean => {
  if (statSync(path).size <= limitBytes) return false
  try {
    copyFileSync(path, `${path}.1`)
  } finally {
    // A disk that is too full for the copy needs the room all the more.
    truncateSync(path, 0)
  }
  return true
}

export const logLimitBytes = 20_000_000
