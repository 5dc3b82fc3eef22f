/** `certhall registry import`: what an official register says of organisations, shown to reviewers beside the application. */
import { importRegistry } from '@certhall/ra/organization/import-registry'
import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { readJsonFile } from '../read-file.ts'
import { withRegistrationDatabase } from '../registration-database.ts'
import { operatorTransaction } from '../wire.ts'
import { operator } from './project.ts'

export const register = (program: Command): void => {
  program
    .command('registry')
    .description('organisation register (单位信息库)')
    .command('import')
    .description('import entries from a JSON file as ops/registry.sample.json; one wrong code refuses the whole file')
    .argument('<file>')
    .action(async (file: string) => {
      const entries = readJsonFile(file)
      const count = await withRegistrationDatabase(readConfig(), async ({ kysely }, hallClock) =>
        importRegistry({ transaction: operatorTransaction(kysely, await hallClock()) })(entries, operator()),
      )
      process.stdout.write(`${count} imported\n`)
    })
}
