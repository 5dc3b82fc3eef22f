import { AppError } from '@certhall/kernel/app-error'

/** The last words of a program that cannot start: for people on stderr, for the supervisor over its channel. */
export const tellFailure =
  (program: string) =>
  (error: unknown): void => {
    const isKnown = error instanceof AppError
    const plain = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.stderr.write(`${program}: ${isKnown ? `${error.code} ${JSON.stringify(error.detail)}` : plain}\n`)
    const message = isKnown ? JSON.stringify(error.detail) : error instanceof Error ? error.message : String(error)
    process.exitCode = 1
    if (process.send === undefined) process.exit(1)
    process.send({ type: 'failed', code: isKnown ? error.code : 'internal.unexpected', message }, () => process.exit(1))
  }
