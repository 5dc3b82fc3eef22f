/** `certhall status`: does an instance hold the data directory, and does its server answer? */
import type { Command } from 'commander'
import type { Config } from '../config.ts'
import { readConfig } from '../config.ts'
import { isServerReady } from '../ready.ts'
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
  const isReady = isRunning && (await isServerReady(config))
  const text = isReady ? 'ready' : isRunning ? 'starting, or not ready' : 'not running'
  const asObject = { isRunning, isReady, url: config.publicUrl, dataDirectory: config.dataDirectory }
  process.stdout.write(asJson ? `${JSON.stringify(asObject)}\n` : `${text}: ${config.publicUrl}\n`)
  process.exitCode = isReady ? 0 : 3
}
