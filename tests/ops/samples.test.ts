import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inject, describe, expect, it } from 'vitest'
import type { Program } from '@certhall/contract/configuration/settings'
import { settings } from '@certhall/contract/configuration/settings'
import { withClient } from '@certhall/store/postgres/roles'
import { readConfig } from '../../apps/cli/config.ts'

const ops = join(import.meta.dirname, '..', '..', 'ops')
const read = (...path: string[]): string => readFileSync(join(ops, ...path), 'utf8')

/** KEY=value lines; a commented-out KEY=value is a sample, too. */
const environmentOf = (name: string, withComments: boolean): Record<string, string> =>
  Object.fromEntries(
    read('env', name)
      .split('\n')
      .map((line) => (withComments ? line.replace(/^# (?=CERTHALL_)/, '') : line))
      .filter((line) => line.startsWith('CERTHALL_'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )

describe('the sample settings', () => {
  it.each([false, true])('of the whole hall are accepted (own database: %s)', (withComments) => {
    expect(readConfig(environmentOf('hall.env', withComments))).toMatchObject({ mode: 'production', publicUrl: 'https://hall.example.com' })
  })

  it.each(['server', 'signer', 'responder'] as const)('of the %s name its own settings only', (program: Program) => {
    for (const name of Object.keys(environmentOf(`${program}.env`, true))) {
      expect(settings[name as keyof typeof settings].programs, name).toContain(program)
    }
  })
})

describe('the systemd units', () => {
  it.each(readdirSync(join(ops, 'systemd')))('%s runs a file that exists, with a sample of its settings, unprivileged', (unit) => {
    const text = read('systemd', unit)
    const value = (key: string): string => new RegExp(`^${key}=(.+)$`, 'm').exec(text)?.[1] ?? ''
    const entry = value('ExecStart').split(' ')[1]?.replace('/opt/certhall/', '') ?? ''
    expect(existsSync(join(ops, '..', entry)), entry).toBe(true)
    expect(existsSync(join(ops, 'env', value('EnvironmentFile').split('/').at(-1) ?? ''))).toBe(true)
    expect(value('User')).toMatch(/^certhall/)
    expect(value('NoNewPrivileges')).toBe('yes')
  })
})

describe('the SQL for a PostgreSQL of one’s own', () => {
  it('is understood by PostgreSQL, statement by statement', async () => {
    const statements = read('postgresql.sql')
      .split('\n')
      .filter((line) => !line.startsWith('--') && !line.startsWith('\\'))
      .join('\n')
      .split(';')
      .map((statement) => statement.trim())
      .filter((statement) => statement !== '')
    const kinds = await withClient(inject('postgresUrl'), async (client) => {
      // The test server has these roles and databases already: understood means refused as a duplicate, or done.
      const codes: string[] = []
      for (const statement of statements)
        codes.push(
          await client.query(statement).then(
            () => 'done',
            (error: { code: string }) => error.code,
          ),
        )
      return codes
    })
    expect(kinds).toHaveLength(statements.length)
    expect(kinds.filter((kind) => !['done', '42710', '42P04'].includes(kind))).toEqual([])
  })
})
