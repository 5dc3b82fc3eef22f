/** Joins rooms, use cases and store: the only file of this program that imports store. One function per domain word. */
import { readFileSync } from 'node:fs'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { type Clock, systemClock } from '@certhall/kernel/clock'
import { toHex } from '@certhall/kernel/bytes'
import { jsonLog, type Log } from '@certhall/kernel/log'
import { type Random, systemRandom } from '@certhall/kernel/random'
import { evidenceSealer, hmacPepper } from '@certhall/ra/evidence-sealer'
import type { Pepper, Sealer, TransactionOf } from '@certhall/ra/ports'
import { seedProjects } from '@certhall/ra/project/seed-projects'
import { registrationMigrations } from '@certhall/store/migrations/ra/index'
import { migrate } from '@certhall/store/migrator'
import { openJobQueue, type JobQueue } from '@certhall/store/ra/jobs'
import type { RegistrationSchema } from '@certhall/store/ra/schema'
import { sessionTable } from '@certhall/store/ra/session'
import { registrationTransaction, type RegistrationTransaction } from '@certhall/store/ra/transaction'
import { type Database, openDatabase } from '@certhall/store/transaction'
import type { Config } from './config.ts'
import { readHallFiles } from './hall/hall-files.ts'
import { hallRoutes } from './hall/routes.ts'
import { buildApp, type Frame, type Rooms } from './http/app.ts'
import { createLimits } from './http/limits.ts'
import { secretKey } from './secrets.ts'

/** What every domain word is wired from. */
export interface Grounds {
  readonly config: Config
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly database: Database<RegistrationSchema>
  readonly transaction: TransactionOf<RegistrationTransaction>
  readonly queue: JobQueue
  readonly sealer: Sealer
  readonly pepper: Pepper
}

export interface WireOptions {
  readonly clock?: Clock
  readonly random?: Random
  readonly log?: Log
}

export interface Server {
  readonly app: Awaited<ReturnType<typeof buildApp>>
  readonly grounds: Grounds
  readonly close: () => Promise<void>
}

/** Migrates, seeds, joins; nothing listens yet. */
export const wire = async (config: Config, options: WireOptions = {}): Promise<Server> => {
  const clock = options.clock ?? systemClock
  const random = options.random ?? systemRandom
  const log = options.log ?? jsonLog('server', (line) => void process.stderr.write(line), clock.nowMs, config.logLevel)
  const database = openDatabase<RegistrationSchema>(config.databaseUrl, { max: 20, applicationName: 'certhall-server', log })
  try {
    await migrate(database.kysely, registrationMigrations, { schema: 'ra', log })
    const grounds = groundsOf(config, { clock, random, log }, database)
    await grounds.queue.start()
    if (config.mode === 'evaluation') await seed(grounds)
    const app = await buildApp(frameOf(grounds), roomsOf(grounds))
    return {
      app,
      grounds,
      close: async () => {
        await app.close()
        await grounds.queue.stop()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

const groundsOf = (config: Config, base: { clock: Clock; random: Random; log: Log }, database: Database<RegistrationSchema>): Grounds => {
  const sealer = evidenceSealer(secretKey(config.dataDirectory, 'evidence-key', base.random), base.random)
  const pepper = hmacPepper(secretKey(config.dataDirectory, 'pepper', base.random))
  const queue = openJobQueue(database.pool, base.log)
  const transaction = registrationTransaction(database.kysely, { clock: base.clock, random: base.random, sealer, pepper, queue })
  return { config, ...base, database, transaction, queue, sealer, pepper }
}

const frameOf = (grounds: Grounds): Frame => ({
  clock: grounds.clock, random: grounds.random, log: grounds.log,
  limits: createLimits(grounds.database.pool, grounds.log),
  sessions: sessionTable(grounds.database.kysely),
  sessionSecret: toHex(secretKey(grounds.config.dataDirectory, 'session-secret', grounds.random)),
  publicUrl: grounds.config.publicUrl,
  portalDirectory: grounds.config.portalDirectory,
  responderUrl: grounds.config.responderUrl,
  tls: grounds.config.tls,
  trustProxy: grounds.config.tls === null && grounds.config.publicUrl.startsWith('https:'),
  // Reads a table: proves the connection and the schema at once.
  health: { ready: async () => void (await sessionTable(grounds.database.kysely).find(new Uint8Array(32))) },
  // The staff rooms replace this with the person of the session.
  staffOf: async () => null,
})

const roomsOf = (grounds: Grounds): Rooms => ({
  open: [hall(grounds)],
  hall: [],
  desk: [],
})

const hall = ({ config, transaction }: Grounds) =>
  hallRoutes({
    mode: config.mode, version: config.version, publicUrl: config.publicUrl,
    files: readHallFiles(config),
    projects: () => transaction(({ projects }) => projects.all()),
    authorities: async () => {
      throw new AppError<ErrorCode>('busy.signer')
    },
  })

/** Evaluation: sample projects, so that the hall has something to offer. */
const seed = async (grounds: Grounds): Promise<void> => {
  await seedProjects(grounds)(JSON.parse(readFileSync(grounds.config.projectsFile, 'utf8')) as unknown[])
}
