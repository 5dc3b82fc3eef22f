/** A new cluster: checksums, UTF-8, C locale; and the settings and access rules that every start puts in force. */
import { spawn } from 'node:child_process'
import { appendFileSync, chmodSync, chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Account } from './account.ts'
import type { Programs } from './programs.ts'
import { accounts, databases, superuser } from './roles.ts'

export interface CreateClusterOptions {
  readonly programs: Programs
  readonly account: Account
  readonly clusterDirectory: string
  readonly dangerouslyWithoutSync: boolean
}

/** Made under another name and moved at the end: a cluster directory is always a whole one. */
export const createCluster = async (options: CreateClusterOptions): Promise<void> => {
  const draft = `${options.clusterDirectory}.new`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  options.account.own(draft)
  const { code, output } = await runInitdb(options, draft)
  if (code === 0) {
    appendFileSync(join(draft, 'postgresql.conf'), initialSettings)
    renameSync(draft, options.clusterDirectory)
    return
  }
  rmSync(draft, { recursive: true, force: true })
  const cause = new Error(output.trim())
  if (/No space left on device/.test(output)) throw new AppError<ErrorCode>('busy.storage', { detail: { reason: 'disk-full' }, cause })
  throw new AppError<ErrorCode>('internal.unexpected', { detail: { reason: 'initdb' }, cause })
}

/** On the command line, so that no file can open the server to the network. */
export const enforcedSettings = (options: { readonly socketDirectory: string; readonly dangerouslyWithoutSync: boolean }): string[] => [
  'listen_addresses=',
  `unix_socket_directories=${options.socketDirectory}`,
  'unix_socket_permissions=0700',
  'port=5432',
  'password_encryption=scram-sha-256',
  'log_statement=none',
  ...(options.dangerouslyWithoutSync ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []),
]

/** Each role reaches its own database with its password; the superuser is known by the socket's peer. Nothing else. */
export const writeAccessRules = (clusterDirectory: string, account: Account): void => {
  const rules = [
    `local all ${superuser} peer map=supervisor`,
    ...accounts.map((each) => `local ${each.database} ${each.role} scram-sha-256`),
    'local all all reject',
  ]
  const people = account.superusers.map((name) => `supervisor "${name.replaceAll('"', '')}" ${superuser}`)
  for (const [name, lines] of [
    ['pg_hba.conf', rules],
    ['pg_ident.conf', people],
  ] as const) {
    const path = join(clusterDirectory, name)
    writeFileSync(path, `# Written by Certhall at every start.\n${lines.join('\n')}\n`, { mode: 0o600 })
    chmodSync(path, 0o600)
    if (account.identity.uid !== undefined && account.identity.gid !== undefined)
      chownSync(path, account.identity.uid, account.identity.gid)
  }
}

const runInitdb = (
  options: CreateClusterOptions,
  directory: string,
): Promise<{ readonly code: number | null; readonly output: string }> => {
  const entry = options.account.enter([directory])
  const child = spawn(
    join(options.programs.programsDirectory, 'initdb'),
    [
      '-D',
      entry.paths[0] ?? '',
      '--data-checksums',
      '--locale=C',
      '--encoding=UTF8',
      '--auth-local=peer',
      '--auth-host=reject',
      `--username=${superuser}`,
      ...(options.dangerouslyWithoutSync ? ['--no-sync'] : []),
    ],
    {
      ...options.account.identity,
      cwd: '/',
      env: { ...options.programs.environment },
      stdio: ['ignore', 'pipe', 'pipe', ...entry.descriptors],
    },
  )
  entry.close()
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, output: error.message }))
    child.once('close', (code) => resolve({ code, output }))
  })
}

/** Sensible on a small machine; the operator may change them in postgresql.conf, where they are written once. */
const initialSettings = `
# Certhall: first values, yours to change. fsync, full_page_writes and synchronous_commit must stay on: without them
# nothing is issued. Network, socket and access rules are set at each start and cannot be changed here.
max_connections = 100
shared_buffers = 128MB
wal_compression = on
max_wal_size = 1GB
checkpoint_completion_target = 0.9
random_page_cost = 1.1
log_min_messages = warning
log_checkpoints = off
log_timezone = 'UTC'
timezone = 'UTC'
# Databases of the embedded cluster: ${databases.join(', ')}.
`
