/** Every command of `certhall`, once. A command file exports `register(program)` and nothing else. */
import type { Command } from 'commander'
import { register as audit } from './commands/audit.ts'
import { register as ca } from './commands/ca.ts'
import { register as clock } from './commands/clock.ts'
import { register as invariants } from './commands/invariants.ts'
import { register as project } from './commands/project.ts'
import { register as registry } from './commands/registry.ts'
import { register as staff } from './commands/staff.ts'
import { register as start } from './commands/start.ts'
import { register as status } from './commands/status.ts'
import { register as webhook } from './commands/webhook.ts'

export const commands: readonly ((program: Command) => void)[] = [
  audit,
  ca,
  clock,
  invariants,
  project,
  registry,
  staff,
  start,
  status,
  webhook,
]
