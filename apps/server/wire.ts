/** Joins rooms, use cases and store: the only file of this program that imports store. One function per domain word. */
import { readFileSync } from 'node:fs'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import { type Clock, systemClock } from '@certhall/kernel/clock'
import { toHex, utf8 } from '@certhall/kernel/bytes'
import { jsonLog, type Log } from '@certhall/kernel/log'
import { type Random, systemRandom } from '@certhall/kernel/random'
import { evidenceSealer, hmacPepper } from '@certhall/ra/evidence-sealer'
import { codeMessages } from '@certhall/ra/notice/code-messages'
import type { CodeMessages, MessageCarrier } from '@certhall/ra/notice/ports'
import { recordClockMove } from '@certhall/ra/audit/record-clock-move'
import { auditKey } from '@certhall/ra/audit/seal-record'
import { checkCertificate } from '@certhall/ra/certificate/check-certificate'
import { openCheckKey } from '@certhall/ra/certificate/check-key'
import { passcodePepper } from '@certhall/ra/passcode/passcode-pepper'
import { proveTlsLogin } from '@certhall/ra/holder/tls-login'
import type { Pepper, Sealer, TransactionOf } from '@certhall/ra/ports'
import { importRegistry } from '@certhall/ra/organization/import-registry'
import { seedProjects } from '@certhall/ra/project/seed-projects'
import { registrationMigrations } from '@certhall/store/migrations/ra/index'
import { migrate } from '@certhall/store/migrator'
import { auditRecord } from '@certhall/store/ra/audit-record'
import { certificateSearch } from '@certhall/store/ra/certificate-search'
import { invariantRecord } from '@certhall/store/ra/invariant'
import { openJobQueue, type JobQueue } from '@certhall/store/ra/jobs'
import { outboxSink } from '@certhall/store/ra/notice'
import type { RegistrationSchema } from '@certhall/store/ra/schema'
import { sessionTable } from '@certhall/store/ra/session'
import { removeSpent } from '@certhall/store/ra/sweep'
import { registrationTransaction, type RegistrationTransaction } from '@certhall/store/ra/transaction'
import { type Database, openDatabase } from '@certhall/store/transaction'
import { openCatalogue, shippedCatalogue } from '@certhall/token/catalogue/catalogue'
import { authorityBook } from './certificate/authority-book.ts'
import { checkRoutes } from './certificate/check-routes.ts'
import { statusService } from './certificate/status-service.ts'
import type { Config } from './config.ts'
import { driverViews, readDriverSources } from './download-centre/drivers.ts'
import { openRelease } from './download-centre/release.ts'
import { downloadRoutes } from './download-centre/routes.ts'
import { evaluationClock, type HallClock, realClock, unmovedClock } from './evaluation/hall-clock.ts'
import { clockRoutes } from './evaluation/routes.ts'
import { type CertificateDoor, openCertificateDoor } from './holder/certificate-door.ts'
import { readHallFiles } from './hall/hall-files.ts'
import { hallRoutes } from './hall/routes.ts'
import { type Intake, joinIntake } from './intake.ts'
import { buildApp, type Frame, type Rooms } from './http/app.ts'
import { createLimits, type Limits } from './http/limits.ts'
import { type Round, startWork } from './jobs.ts'
import { type LifecycleWork, lifecycleWork } from './lifecycle-work.ts'
import { carrierByChannel, noCarrier } from './notice/carriers.ts'
import { outboxRoutes } from './notice/routes.ts'
import { smsGateway } from './notice/sms-gateway.ts'
import { smtpCarrier } from './notice/smtp-carrier.ts'
import { joinRegistration, type Registration } from './registration.ts'
import { openSignerClient, type SignerClient } from './signer-client.ts'
import { secretKey } from './secrets.ts'
import { joinSelfService, type SelfService } from './self-service.ts'
import { joinServiceDesk } from './service-desk.ts'
import { webhookCarrier } from './webhook/webhook-carrier.ts'

/** What every domain word is wired from. */
export interface Grounds {
  readonly config: Config
  readonly clock: HallClock
  readonly random: Random
  readonly log: Log
  readonly database: Database<RegistrationSchema>
  readonly transaction: TransactionOf<RegistrationTransaction>
  readonly queue: JobQueue
  readonly sealer: Sealer
  readonly pepper: Pepper
  readonly limits: Limits
  readonly signer: SignerClient
  readonly carrier: MessageCarrier
  /** Contact codes: handed over at once, kept nowhere. */
  readonly messages: CodeMessages
}

export interface WireOptions {
  readonly clock?: Clock
  readonly random?: Random
  readonly log?: Log
}

export interface Server {
  readonly app: Awaited<ReturnType<typeof buildApp>>
  readonly grounds: Grounds
  /** Listens beside the hall; null where it is not configured. */
  readonly certificateDoor: CertificateDoor | null
  readonly close: () => Promise<void>
}

/** Migrates, seeds, joins; nothing listens yet. */
export const wire = async (config: Config, options: WireOptions = {}): Promise<Server> => {
  const random = options.random ?? systemRandom
  const log = options.log ?? jsonLog('server', (line) => void process.stderr.write(line), systemClock.nowMs, config.logLevel)
  const clock = await clockOf(config, options.clock, log)
  const database = openDatabase<RegistrationSchema>(config.databaseUrl, { max: 20, applicationName: 'certhall-server', log })
  try {
    await migrate(database.kysely, registrationMigrations, { schema: 'ra', log })
    const grounds = groundsOf(config, { clock, random, log }, database)
    await grounds.queue.start()
    if (config.mode === 'evaluation') await seed(grounds)
    const registration = registrationOf(grounds)
    const intake = intakeOf(grounds)
    const selfService = selfServiceOf(grounds)
    const app = await buildApp(frameOf(grounds, registration, selfService), roomsOf(grounds, registration, intake, selfService))
    const lifecycle = lifecycleOf(grounds)
    const jobs = { ...registration.work.jobs, ...lifecycle.jobs }
    const work = await startWork(
      grounds.queue,
      { jobs, rounds: [...registration.work.rounds, ...lifecycle.rounds, ...intake.rounds, sweepOf(grounds)] },
      log,
    )
    clock.whenMoved(work.runRounds)
    if (config.mode === 'evaluation') recordClock(grounds)
    const certificateDoor = certificateDoorOf(grounds)
    return {
      app,
      grounds,
      certificateDoor,
      close: async () => {
        await certificateDoor?.close()
        await app.close()
        await work.stop()
        await grounds.queue.stop()
        grounds.signer.close()
        clock.stop()
        await database.close()
      },
    }
  } catch (error) {
    clock.stop()
    await database.close()
    throw error
  }
}

/** In evaluation the signer keeps the time, in production the system does; a test hands in its own. Logs keep real time. */
const clockOf = async (config: Config, given: Clock | undefined, log: Log): Promise<HallClock> => {
  if (given !== undefined) return unmovedClock(given)
  return config.mode === 'evaluation' ? evaluationClock(openSignerClient(config.runDirectory, 5_000), log) : unmovedClock(realClock(log))
}

const groundsOf = (
  config: Config,
  base: { clock: HallClock; random: Random; log: Log },
  database: Database<RegistrationSchema>,
): Grounds => {
  const sealer = evidenceSealer(secretKey(config.dataDirectory, 'evidence-key', base.random), base.random)
  const pepper = hmacPepper(secretKey(config.dataDirectory, 'pepper', base.random))
  const queue = openJobQueue(database.pool, base.log)
  const transaction = registrationTransaction(database.kysely, { clock: base.clock, random: base.random, sealer, pepper, queue })
  const carrier = carrierOf(config, base.clock, database)
  const shared = {
    limits: createLimits(database.pool, base.log),
    signer: openSignerClient(config.runDirectory),
    carrier,
    messages: codeMessages(carrier, base.random),
  }
  return { config, ...base, database, transaction, queue, sealer, pepper, ...shared }
}

/** Mail server and SMS gateway of the operator; in evaluation what has none goes to the readable sink. */
const carrierOf = (config: Config, clock: Clock, database: Database<RegistrationSchema>): MessageCarrier => {
  const sink = outboxSink(database.kysely)
  const readable: MessageCarrier = { send: (message) => sink.put(message, clock.nowMs()) }
  const without = (setting: string): MessageCarrier => (config.mode === 'evaluation' ? readable : noCarrier(setting))
  const { smsUrl, smsSecretFile, smtpUrl, mailFrom } = config
  return carrierByChannel({
    email: smtpUrl === null ? without('CERTHALL_SMTP_URL') : smtpCarrier(smtpUrl, mailFrom),
    sms:
      smsUrl === null || smsSecretFile === null
        ? without('CERTHALL_SMS_URL')
        : smsGateway({ url: smsUrl, secret: smsSecret(smsSecretFile), clock }),
  })
}

/** Registration: staff, desk, PASSCODE, audit and the work behind them. */
const registrationOf = (grounds: Grounds): Registration => {
  const { config, random, database } = grounds
  return joinRegistration({
    ...grounds,
    publicUrl: config.publicUrl,
    hotline: readHallFiles(config).hall.hotline,
    approvalDays: config.approvalDays,
    passcodePepper: passcodePepper(secretKey(config.dataDirectory, 'passcode-pepper', random)),
    record: auditRecord(database.kysely),
    invariants: invariantRecord(database.kysely),
    auditKey: auditKey(secretKey(config.dataDirectory, 'audit-key', random)),
    isUkeyModel: (modelId) => catalogueModels().some((model) => model.modelId === modelId),
  })
}

const frameOf = (grounds: Grounds, registration: Registration, selfService: SelfService): Frame => ({
  clock: grounds.clock,
  random: grounds.random,
  log: grounds.log,
  limits: grounds.limits,
  sessions: sessionTable(grounds.database.kysely),
  sessionSecret: toHex(secretKey(grounds.config.dataDirectory, 'session-secret', grounds.random)),
  publicUrl: grounds.config.publicUrl,
  clientPorts: grounds.config.clientPorts,
  portalDirectory: grounds.config.portalDirectory,
  responderUrl: grounds.config.responderUrl,
  tls: grounds.config.tls,
  trustProxy: grounds.config.tls === null && grounds.config.publicUrl.startsWith('https:'),
  // Reads a table: proves the connection and the schema at once.
  health: { ready: async () => void (await sessionTable(grounds.database.kysely).find(new Uint8Array(32))) },
  staffOf: registration.staffOf,
  holderOf: selfService.holderOf,
  measure: registration.measure,
})

/** Applications, from the first look-up on. */
const intakeOf = (grounds: Grounds): Intake => joinIntake({ ...grounds, ...submissionOf(grounds) })

/** What a submission needs to know of the hall. */
const submissionOf = ({ config }: Grounds) => {
  const { hall, consents } = readHallFiles(config)
  const { publicUrl } = config
  return {
    publicUrl,
    consents,
    reviewWorkingDays: hall.reviewWorkingDays,
    hotline: hall.hotline,
    progressUrl: `${publicUrl}/progress`,
    unfreezeUrl: `${publicUrl}/unfreeze`,
  }
}

/** The certificates' life by the clock. Webhooks carry real time: those who get them know no other. */
const lifecycleOf = (grounds: Grounds): LifecycleWork => {
  const { mode, allowsPrivateWebhooks, publicUrl } = grounds.config
  const carrier = webhookCarrier({ allowsLocalHttp: mode === 'evaluation', allowsPrivate: allowsPrivateWebhooks })
  return lifecycleWork({
    ...grounds,
    publicUrl,
    hotline: readHallFiles(grounds.config).hall.hotline,
    realClock: systemClock,
    webhookCarrier: carrier,
  })
}

/** Holders with their certificates. */
const selfServiceOf = (grounds: Grounds): SelfService =>
  joinSelfService({ ...grounds, ...submissionOf(grounds), certificateLoginUrl: grounds.config.certificateLogin?.url ?? null })

/** Where browsers show a certificate by TLS: a listener of its own, asked for by its own settings. */
const certificateDoorOf = ({ config, signer, pepper, clock, log }: Grounds): CertificateDoor | null =>
  config.tls === null || config.certificateLogin === null
    ? null
    : openCertificateDoor({ tls: config.tls, publicUrl: config.publicUrl, signer, prove: proveTlsLogin({ pepper, clock }), log })

/** At the start as well: the clock may have been moved while no server ran. */
const recordClock = ({ clock, database, transaction, log }: Grounds): void => {
  const record = recordClockMove({ record: auditRecord(database.kysely), transaction })
  const note = (): void =>
    void record(clock.offsetMs()).catch((error: unknown) => log.warn('a move of the evaluation clock is not on record', { error }))
  clock.whenMoved(note)
  note()
}

/** What has only served its time: ended sessions, used challenges, old codes, counts of limits. */
const sweepOf = ({ database, clock }: Grounds): Round => ({
  name: 'remove-spent',
  everyMs: 600_000,
  run: () => removeSpent(database.kysely, clock.nowMs()),
})

const roomsOf = (grounds: Grounds, registration: Registration, intake: Intake, selfService: SelfService): Rooms => ({
  open: [hall(grounds), downloads(grounds), checks(grounds), ...registration.open, ...evaluation(grounds)],
  hall: [...intake.hall, ...selfService.hall],
  desk: [...registration.desk, serviceDesk(grounds)],
})

/** Evaluation only: in production these addresses do not exist. */
const evaluation = ({ config, database, clock }: Grounds) =>
  config.mode === 'evaluation' ? [outboxRoutes(outboxSink(database.kysely)), clockRoutes(clock)] : []

const hall = ({ config, transaction, signer }: Grounds) =>
  hallRoutes({
    mode: config.mode,
    version: config.version,
    clientPorts: config.clientPorts,
    publicUrl: config.publicUrl,
    tlsLogin: config.certificateLogin !== null,
    files: readHallFiles(config),
    projects: () => transaction(({ projects }) => projects.all()),
    authorities: () => signer.authorities(),
  })

const serviceDesk = (grounds: Grounds) => {
  const { config, database } = grounds
  const { hotline } = readHallFiles(config).hall
  return joinServiceDesk({ ...grounds, hotline, unfreezeUrl: `${config.publicUrl}/unfreeze`, search: certificateSearch(database.kysely) })
}

const checks = ({ config, clock, random, transaction, signer, limits }: Grounds) => {
  const key = openCheckKey(secretKey(config.dataDirectory, 'check-key', random))
  const check = checkCertificate({
    clock,
    random,
    transaction,
    authorities: authorityBook(signer),
    status: statusService(config.responderUrl),
    key,
  })
  return checkRoutes({ limits, check, key })
}

/** Files are read and judged in the background, so that the start does not wait for them. */
const downloads = ({ config, log }: Grounds) => {
  const release = openRelease(config.downloadsDirectory, log)
  void release.files()
  return downloadRoutes({ release, drivers: driverViews(catalogueModels(), readDriverSources(config.driversFile)) })
}

/** The catalogue that comes with this version, its signature checked. */
const catalogueModels = () => orThrow(openCatalogue(shippedCatalogue())).models

const smsSecret = (path: string): Uint8Array => {
  const secret = readFileSync(path, 'utf8').trim()
  if (secret.length < 16)
    throw new AppError<ErrorCode>('internal.configuration', { detail: { setting: 'CERTHALL_SMS_SECRET_FILE', reason: 'too-short' } })
  return utf8(secret)
}

/** Evaluation: sample projects, so that the hall has something to offer. */
const seed = async (grounds: Grounds): Promise<void> => {
  await seedProjects(grounds)(JSON.parse(readFileSync(grounds.config.projectsFile, 'utf8')) as unknown[])
  await importRegistry(grounds)(
    JSON.parse(readFileSync(grounds.config.registryFile, 'utf8')),
    { kind: 'system', name: 'seed' },
    'whenEmpty',
  )
}
