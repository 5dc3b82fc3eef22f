/** `certhall project`: which relying applications the hall takes applications for. Each change is audited as the operator's. */
import { userInfo } from 'node:os'
import type { Actor } from '@certhall/ra/actor'
import { changeProject, type ProjectChange } from '@certhall/ra/project/change-project'
import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { readJsonFile } from '../read-file.ts'
import { withRegistrationDatabase } from '../registration-database.ts'
import { operatorTransaction } from '../wire.ts'

export const register = (program: Command): void => {
  const project = program.command('project').description('relying applications (应用项目)')
  project
    .command('list')
    .description('all projects, closed ones too')
    .option('--json', 'as a JSON array')
    .action(async (options: { json?: boolean }) => list(options.json === true))
  project
    .command('add')
    .description('add a project, or change one, from a JSON file as in ops/projects.json (one object)')
    .argument('<file>')
    .action(async (file: string) => change({ kind: 'keep', definition: readJsonFile(file) }))
  project
    .command('close')
    .description('take no new applications for a project; open ones go on')
    .argument('<projectId>')
    .action(async (projectId: string) => change({ kind: 'close', projectId }))
}

const list = async (asJson: boolean): Promise<void> => {
  const projects = await withRegistrationDatabase(readConfig(), ({ kysely }) => operatorTransaction(kysely)((tx) => tx.projects.all()))
  if (asJson) return void process.stdout.write(`${JSON.stringify(projects)}\n`)
  for (const { definition, closedAtMs } of projects) {
    const state = closedAtMs === null ? 'open    ' : 'closed  '
    process.stdout.write(`${definition.projectId.padEnd(20)}${state}${definition.nameZh} / ${definition.nameEn}\n`)
  }
}

const change = async (wanted: ProjectChange): Promise<void> => {
  const projectId = await withRegistrationDatabase(readConfig(), async ({ kysely }, hallClock) => {
    const clock = await hallClock()
    return changeProject({ transaction: operatorTransaction(kysely, clock), clock })(operator(), wanted)
  })
  process.stdout.write(`${projectId}: ${wanted.kind === 'close' ? 'closed' : 'kept'}\n`)
}

/** Whoever is at the terminal: the operating system vouches for the name. */
export const operator = (): Actor => ({ kind: 'operator', name: userInfo().username })
