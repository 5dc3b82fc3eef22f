/**
 * The accounts of the embedded cluster. Server and signer own one database each and cannot connect to the other's; the
 * responder may only read the signer's. Passwords are made here and lie in the data directory, readable by its owner.
 */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { toBase64, toBase64Url } from '@certhall/kernel/bytes'
import type { Random } from '@certhall/kernel/random'
import pg from 'pg'

export interface DatabaseUrls {
  readonly serverUrl: string
  readonly signerUrl: string
  readonly responderUrl: string
}

export const superuser = 'certhall_admin'
export const accounts = [
  { role: 'certhall_server', database: 'certhall', owns: true },
  { role: 'certhall_signer', database: 'certhall_ca', owns: true },
  { role: 'certhall_responder', database: 'certhall_ca', owns: false },
] as const
export const databases: readonly string[] = ['certhall', 'certhall_ca']

export interface PrepareOptions {
  readonly superuser: string
  readonly socketDirectory: string
  readonly secretsDirectory: string
  readonly random: Random
}

/** Makes what is missing and sets the passwords of the secret files; the same at every start. */
export const prepareDatabases = async (options: PrepareOptions): Promise<DatabaseUrls> => {
  const passwords = accounts.map((account) => keepPassword(options, account.role))
  await withClient(options.superuser, async (client) => {
    for (const [index, account] of accounts.entries()) await ensureRole(client, account, passwords[index] ?? '', options.random)
    for (const account of accounts.filter((each) => each.owns)) await ensureDatabase(client, account)
    await client.query('grant connect on database certhall_ca to certhall_responder')
  })
  await withClient(superuserUrl(options.socketDirectory, 'certhall_ca'), letResponderRead)
  const [serverUrl = '', signerUrl = '', responderUrl = ''] = accounts.map((account, index) =>
    socketUrl(options.socketDirectory, account.role, account.database, passwords[index]),
  )
  return { serverUrl, signerUrl, responderUrl }
}

export const superuserUrl = (socketDirectory: string, database = 'postgres'): string => socketUrl(socketDirectory, superuser, database)

/** Polls until the server answers; recovery after a crash may take long, so only its end is a failure. Gives the version. */
export const waitUntilReady = async (url: string, hasEnded: () => boolean, recovering: () => void): Promise<string> => {
  let isRecovering = false
  for (let attempt = 0; ; attempt += 1) {
    if (hasEnded()) throw new Error('the server ended during its start')
    try {
      return await withClient(url, async (client) => {
        const { rows } = await client.query<{ server_version: string }>('show server_version')
        return rows[0]?.server_version ?? ''
      })
    } catch (error) {
      const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
      if (code !== 'ENOENT' && code !== 'ECONNREFUSED' && code !== '57P03' && code !== 'ECONNRESET') throw error
      if (attempt > 100 && !isRecovering) {
        isRecovering = true
        recovering()
      }
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
}

export const withClient = async <Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {}) // a broken connection also rejects the query that waits for it
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

const socketUrl = (socketDirectory: string, role: string, database: string, password?: string): string =>
  `postgresql://${role}${password === undefined ? '' : `:${password}`}@/${database}?host=${encodeURIComponent(socketDirectory)}`

const keepPassword = (options: PrepareOptions, role: string): string => {
  const path = join(options.secretsDirectory, `database-${role}.json`)
  if (existsSync(path)) {
    const kept = JSON.parse(readFileSync(path, 'utf8')) as { password?: unknown }
    if (typeof kept.password === 'string' && kept.password !== '') return kept.password
    throw new AppError<ErrorCode>('internal.configuration', { detail: { reason: 'secret-file', file: `secrets/database-${role}.json` } })
  }
  const password = toBase64Url(options.random.bytes(24))
  writeFileSync(`${path}.new`, `${JSON.stringify({ role, password })}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
  return password
}

const ensureRole = async (client: pg.Client, account: (typeof accounts)[number], password: string, random: Random): Promise<void> => {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [account.role])
  if (rowCount === 0) await client.query(`create role ${account.role} login nosuperuser nocreatedb nocreaterole noreplication`)
  await client.query(`alter role ${account.role} password '${scramVerifier(password, random.bytes(16))}'`)
  if (!account.owns) await client.query(`alter role ${account.role} set default_transaction_read_only = on`)
}

const ensureDatabase = async (client: pg.Client, account: (typeof accounts)[number]): Promise<void> => {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [account.database])
  if (rowCount === 0) await client.query(`create database ${account.database} owner ${account.role} template template0`)
  await client.query(`revoke all on database ${account.database} from public`)
}

/** Before the signer makes its tables: whatever it makes, the responder may read, and nothing more. */
const letResponderRead = async (client: pg.Client): Promise<void> => {
  await client.query('alter default privileges for role certhall_signer grant usage on schemas to certhall_responder')
  await client.query('alter default privileges for role certhall_signer grant select on tables to certhall_responder')
}

/** RFC 5803 form of a SCRAM-SHA-256 verifier: the password itself must not stand in a statement that a log could keep. */
const scramVerifier = (password: string, salt: Uint8Array): string => {
  const salted = pbkdf2Sync(password, salt, scramIterations, 32, 'sha256')
  const storedKey = createHash('sha256').update(createHmac('sha256', salted).update('Client Key').digest()).digest()
  const serverKey = createHmac('sha256', salted).update('Server Key').digest()
  return `SCRAM-SHA-256$${scramIterations}:${toBase64(salt)}$${toBase64(storedKey)}:${toBase64(serverKey)}`
}

const scramIterations = 4096
