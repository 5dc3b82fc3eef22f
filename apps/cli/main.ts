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

try {
  await main()
} catch (error) {
  process.stderr.write(failureText(error, readLanguage()))
  process.exitCode = exitCodeOf(error)
}
