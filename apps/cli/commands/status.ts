/** `certhall status`: does an instance hold the data directory, and does its server answer? */
import type { Command } from 'commander'
import type { Config } from '../config.ts'
import { readConfig } from '../config.ts'
import { chooseRunDirectory, isDirectoryLocked } from '../wire.ts'

export const register = (program: Command): void => {
  program
    .command('status')
    .description('tell whether the hall of this data directory runs and is ready (exit code 0) or not (3)')
    .option('--json', 'as one JSON object')
    .action(async (options: { json?: boolean }) => status(readConfig(), options.json === true))
}

const status = async (config: Config, asJson: boolean): Promise<void> => {
  const isRunning = await isDirectoryLocked(chooseRunDirectory(config.dataDirectory))
  const isReady = isRunning && (await answers(`${listenUrl(config)}/readyz`))
  const text = isReady ? 'ready' : isRunning ? 'starting, or not ready' : 'not running'
  process.stdout.write(asJson ? `${JSON.stringify({ isRunning, isReady, url: config.publicUrl, dataDirectory: config.dataDirectory })}\n` : `${text}: ${config.publicUrl}\n`)
  process.exitCode = isReady ? 0 : 3
}

const listenUrl = (config: Config): string => `${new URL(config.publicUrl).protocol}//${config.host}:${config.port}`

const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(3_000) })).ok
  } catch {
    return false
  }
}
