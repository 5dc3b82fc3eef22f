/**
 * A process that starts the embedded PostgreSQL and waits, so that a test can kill it, or have it run as another user:
 * `node embedded-child.ts '{"dataDirectory":…,"uid":…}'`. Prints one JSON line, `{"ready":…}` or `{"code":…}`; a line on
 * its input stops it.
 */
import { startEmbeddedPostgres } from '@certhall/store/postgres/embedded'
import { lockDirectory } from '@certhall/store/postgres/directory-lock'
import { AppError } from '@certhall/kernel/app-error'

interface Orders {
  readonly dataDirectory: string
  readonly runDirectory: string
  readonly programsDirectory?: string
  readonly searchPath?: string
  readonly uid?: number
  readonly lockOnly?: boolean
}

const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)
const { uid, lockOnly, ...orders } = JSON.parse(process.argv[2] ?? '{}') as Orders

if (uid !== undefined) {
  // After the modules are loaded: the checkout may lie where that user cannot go.
  process.setgroups?.([])
  process.setgid?.(uid)
  process.setuid?.(uid)
}
try {
  const lock = await lockDirectory(orders.runDirectory)
  const postgres = lockOnly === true ? undefined : await startEmbeddedPostgres(orders)
  say({
    ready:
      postgres === undefined
        ? {}
        : { pid: postgres.pid, serverUrl: postgres.serverUrl, superuserUrl: postgres.superuserUrl, version: postgres.version },
  })
  await new Promise((resolve) => process.stdin.once('data', resolve))
  await postgres?.stop()
  await lock.release()
  process.exit(0)
} catch (error) {
  say(
    error instanceof AppError
      ? { code: error.code, detail: error.detail, cause: String(error.cause) }
      : { code: 'unknown', message: String(error) },
  )
  process.exit(1)
}
