/** `certhall`: starts and administers. One file a command below commands/, each listed once here. */
import { Command } from 'commander'
import { isNodeTooOld, readLanguage } from './config.ts'
import { commands } from './commands.ts'
import { exitCodeOf, failureText } from './failure.ts'

const main = async (): Promise<void> => {
  if (isNodeTooOld()) throw new Error('Certhall runs on Node 24.7 or newer; start it with npm, which brings one')
  const program = new Command('certhall').description('证书服务大厅: starts and administers the hall').showHelpAfterError()
  for (const register of commands) register(program)
  await program.parseAsync()
}

/**
 * A reader that went away (`| head`), or a terminal that was closed, must not end a command in the middle: a start would
 * leave its database behind. Anything else (a full disk) means that the output is not what it should be.
 */
const onLostOutput = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE' || error.code === 'EIO') return
  process.stderr.write(failureText(error, readLanguage()))
  process.exitCode ||= exitCodeOf(error)
}

process.stdout.on('error', onLostOutput)
process.stderr.on('error', () => {})

try {
  await main()
} catch (error) {
  process.stderr.write(failureText(error, readLanguage()))
  process.exitCode = exitCodeOf(error)
}
