/** `certhall staff invite`: a one-time link by which a person gets a staff certificate in their own browser. */
import type { ErrorCode } from '@certhall/contract/errors'
import { type StaffRole, staffRoles } from '@certhall/contract/staff/roles'
import { AppError } from '@certhall/kernel/app-error'
import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { inviteByDoor } from '../signer-admin.ts'
import { chooseRunDirectory } from '../wire.ts'

interface InviteOptions {
  readonly name: string
  readonly role: readonly string[]
  readonly person?: string
  readonly hours: string
  readonly json?: boolean
}

export const register = (program: Command): void => {
  program
    .command('staff')
    .description('people of the staff')
    .command('invite')
    .description('make a one-time enrolment link; it is shown once and kept nowhere')
    .requiredOption('--name <name>', 'name as it will stand in the certificate')
    .requiredOption('--role <role>', `one of ${staffRoles.join(', ')} (repeatable)`, (role: string, list: string[] | undefined) => [...(list ?? []), role])
    .option('--person <id>', 'a person who is known already (new key, or new roles)')
    .option('--hours <hours>', 'how long the link opens, at most 168', '24')
    .option('--json', 'as one JSON object')
    .action(async (options: InviteOptions) => invite(options))
}

const invite = async (options: InviteOptions): Promise<void> => {
  const config = readConfig()
  const roles = options.role.map(roleOf)
  const validHours = Number(options.hours)
  if (!Number.isInteger(validHours) || validHours < 1 || validHours > 168) throw new AppError<ErrorCode>('input.malformed', { detail: { option: '--hours' } })
  const runDirectory = chooseRunDirectory(config.dataDirectory, config.runDirectory)
  const { personId, token, expiresAt } = await inviteByDoor(runDirectory, { name: options.name, roles, personId: options.person ?? null, validHours })
  // The token follows the # so that no server, proxy or log ever sees it in an address.
  const url = `${config.publicUrl}/desk/enrol#${token}`
  process.stdout.write(options.json === true ? `${JSON.stringify({ personId, url, token, expiresAt })}\n` : `${options.name} (${roles.join(', ')}), until ${expiresAt}:\n  ${url}\n`)
}

const roleOf = (text: string): StaffRole => {
  const role = staffRoles.find((each) => each === text)
  if (role === undefined) throw new AppError<ErrorCode>('input.unknown-choice', { detail: { option: '--role', role: text, offered: staffRoles.join(' ') } })
  return role
}
