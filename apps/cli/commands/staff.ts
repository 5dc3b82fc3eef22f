/** `certhall staff`: one-time links by which people get a staff certificate in their own browser, who they are, and their leaving. */
import type { ErrorCode } from '@certhall/contract/errors'
import { leavingReasons, type StaffRole, staffRoles } from '@certhall/contract/staff/roles'
import { AppError } from '@certhall/kernel/app-error'
import type { Command } from 'commander'
import { type Config, readConfig } from '../config.ts'
import { type SignerAdmin, signerAdmin } from '../signer-admin.ts'
import { disablePerson } from '../staff/disable-person.ts'
import { leavingText, personLine } from '../staff/texts.ts'
import { chooseRunDirectory } from '../wire.ts'
import { operator } from './project.ts'

interface InviteOptions {
  readonly name: string
  readonly role: readonly string[]
  readonly person?: string
  readonly hours: string
  readonly json?: boolean
}

interface DisableOptions {
  readonly reason: string
  readonly force?: boolean
  readonly json?: boolean
}

export const register = (program: Command): void => {
  const staff = program.command('staff').description('people of the staff')
  staff
    .command('invite')
    .description('make a one-time enrolment link; it is shown once and kept nowhere')
    .requiredOption('--name <name>', 'name as it will stand in the certificate')
    .requiredOption('--role <role>', `one of ${staffRoles.join(', ')} (repeatable)`, (role: string, list: string[] | undefined) => [
      ...(list ?? []),
      role,
    ])
    .option('--person <id>', 'a person who is known already (new key, or new roles)')
    .option('--hours <hours>', 'how long the link opens, at most 168', '24')
    .option('--json', 'as one JSON object')
    .action(async (options: InviteOptions) => invite(options))
  staff
    .command('list')
    .description('everybody the signer knows, those who left too')
    .option('--json', 'as a JSON array')
    .action(async (options: { json?: boolean }) => list(options.json === true))
  staff
    .command('disable')
    .description(
      'take a person out for good: signatures refused, certificate revoked, sessions ended, links void; asked again it completes',
    )
    .argument('<person>', 'number of the person, as list shows it')
    .option('--reason <reason>', `${leavingReasons.join(' or ')}; the latter also voids what they signed before`, 'cessationOfOperation')
    .option('--force', 'also when the hall cannot work without this person')
    .option('--json', 'as one JSON object')
    .action(async (personId: string, options: DisableOptions) => disable(personId, options))
}

const invite = async (options: InviteOptions): Promise<void> => {
  const config = readConfig()
  const roles = options.role.map(roleOf)
  const validHours = Number(options.hours)
  if (!Number.isInteger(validHours) || validHours < 1 || validHours > 168)
    throw new AppError<ErrorCode>('input.malformed', { detail: { option: '--hours' } })
  const { personId, token, expiresAt } = await signerOf(config).invite({
    name: options.name,
    roles,
    personId: options.person ?? null,
    validHours,
  })
  // The token follows the # so that no server, proxy or log ever sees it in an address.
  const url = `${config.publicUrl}/desk/enrol#${token}`
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ personId, url, token, expiresAt })}\n`
      : `${options.name} (${roles.join(', ')}), until ${expiresAt}:\n  ${url}\n`,
  )
}

const list = async (asJson: boolean): Promise<void> => {
  const config = readConfig()
  const people = await signerOf(config).staff()
  process.stdout.write(asJson ? `${JSON.stringify(people)}\n` : people.map((person) => personLine(person, config.language)).join(''))
}

const disable = async (personId: string, options: DisableOptions): Promise<void> => {
  const config = readConfig()
  const reason = leavingReasons.find((each) => each === options.reason)
  if (reason === undefined)
    throw new AppError<ErrorCode>('input.unknown-choice', { detail: { option: '--reason', offered: leavingReasons.join(' ') } })
  if (!/^[0-9a-f-]{36}$/.test(personId)) throw new AppError<ErrorCode>('missing.person')
  const leaving = await disablePerson(config, signerOf(config), { personId, reason, isForced: options.force === true }, operator())
  process.stdout.write(options.json === true ? `${JSON.stringify(leaving)}\n` : leavingText(leaving, config.language))
}

const signerOf = (config: Config): SignerAdmin => signerAdmin(chooseRunDirectory(config.dataDirectory, config.runDirectory))

const roleOf = (text: string): StaffRole => {
  const role = staffRoles.find((each) => each === text)
  if (role === undefined)
    throw new AppError<ErrorCode>('input.unknown-choice', { detail: { option: '--role', role: text, offered: staffRoles.join(' ') } })
  return role
}
