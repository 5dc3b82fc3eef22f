/**
 * A hall for API tests: a server wired in this process over a real database, and a real signer process with a ledger
 * of its own. `drop` it in `afterAll`.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { CompleteForm } from '@certhall/contract/application/form'
import type { Medium } from '@certhall/contract/application/vocabulary'
import type { Clock } from '@certhall/kernel/clock'
import type { Log } from '@certhall/kernel/log'
import { systemRandom } from '@certhall/kernel/random'
import { buildSnapshot } from '@certhall/ra/application/snapshot'
import { readConfig } from '@certhall/server/config'
import { type Server, wire } from '@certhall/server/wire'
import { sampleForm } from './sample-form.ts'
import { testDatabase } from './test-database.ts'

export interface Hall {
  readonly server: Server
  readonly dataDirectory: string
  readonly databaseUrl: string
  /** The signer's ledger: what a responder reads. */
  readonly ledgerUrl: string
  /** One-time tokens of the sample staff, by role. */
  readonly tokens: Readonly<Record<string, readonly string[]>>
  readonly killSigner: () => Promise<void>
  readonly startSigner: () => Promise<void>
  readonly drop: () => Promise<void>
}

export interface HallOptions {
  readonly clock?: Clock
  readonly log?: Log
  readonly environment?: Readonly<Record<string, string>>
}

export const startHall = async (options: HallOptions = {}): Promise<Hall> => {
  const [registration, ledger] = [await testDatabase(), await testDatabase()]
  const dataDirectory = mkdtempSync(join(tmpdir(), 'certhall-hall-'))
  const environment = {
    CERTHALL_DATA: dataDirectory,
    CERTHALL_RUN_DIR: join(dataDirectory, 'run'),
    CERTHALL_DATABASE_URL: registration.url,
    CERTHALL_SIGNER_DATABASE_URL: ledger.url,
    CERTHALL_PUBLIC_URL: 'http://127.0.0.1:8460',
    ...options.environment,
  }
  const signerEnvironment = { ...process.env, ...environment, CERTHALL_LOG_LEVEL: 'warn' }
  const { stdout } = await promisify(execFile)(process.execPath, [signerFile('initialise.ts')], { env: signerEnvironment })
  const { invitations } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { invitations: { roles: string[]; token: string }[] }
  let signer = await startSigner(signerEnvironment)
  const server = await wire(readConfig(environment), {
    log: options.log ?? quiet,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  })
  const tokens: Record<string, string[]> = {}
  for (const { roles, token } of invitations) for (const role of roles) (tokens[role] ??= []).push(token)
  return {
    server,
    dataDirectory,
    databaseUrl: registration.url,
    ledgerUrl: ledger.url,
    tokens,
    killSigner: () => endSigner(signer, 'SIGKILL'),
    startSigner: async () => void (signer = await startSigner(signerEnvironment)),
    drop: async () => {
      await server.close()
      await endSigner(signer, 'SIGTERM')
      await registration.drop()
      await ledger.drop()
      rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}

export interface SampleApplication {
  readonly applicationNo: string
  readonly projectId?: string
  readonly medium?: Medium
  readonly form?: CompleteForm
  readonly enteredBy?: string
}

/** Writes a submitted application as the intake does, without its screens. */
export const submitSample = async (
  { server }: Hall,
  {
    applicationNo,
    projectId = 'tendering',
    medium = 'p12',
    form = sampleForm(Number(applicationNo.slice(-6))),
    enteredBy,
  }: SampleApplication,
): Promise<void> => {
  const { transaction, clock } = server.grounds
  await transaction(async ({ applications, projects, audit }) => {
    const project = await projects.one(projectId)
    const offer = project?.definition.certificateTypes.find((each) => each.certificateType === 'organization')
    if (offer === undefined) throw new Error(`no project ${projectId}`)
    const selection = { projectId, certificateType: 'organization', medium } as const
    const snapshot = buildSnapshot({ applicationNo, revision: 1, selection, offer, form, papers: [], followUp: null })
    const nowMs = clock.nowMs()
    const added = await applications.add({
      applicationId: systemRandom.uuid(),
      applicationNo,
      applicationType: 'new',
      followUp: null,
      state: 'submitted',
      version: 1,
      revision: 1,
      channel: 'online',
      language: 'zh',
      ...selection,
      profileId: offer.profileId,
      keyAlgorithm: offer.keyAlgorithm,
      orgCode: form.organization.orgCode,
      uscc: form.organization.uscc,
      organizationName: form.organization.name,
      form,
      snapshot: snapshot.text,
      snapshotSha256: snapshot.sha256,
      consents: [],
      returnedItems: [],
      reject: null,
      passcodeChannel: form.delivery.channel,
      enteredBy: enteredBy ?? null,
      draftId: null,
      idempotencyKey: systemRandom.uuid(),
      submittedAtMs: nowMs,
      dueAtMs: nowMs + 3 * 86_400_000,
      changedAtMs: nowMs,
    })
    if (!added) throw new Error(`an application like ${applicationNo} is open`)
    await audit.append({
      type: 'application.submitted',
      actor: { kind: 'applicant', source: '127.0.0.1' },
      applicationNo,
      before: 'draft',
      after: 'submitted',
    })
  })
}

const signerFile = (name: string): string => resolve(import.meta.dirname, '../../apps/signer', name)

const startSigner = (env: NodeJS.ProcessEnv): Promise<ChildProcess> =>
  new Promise((started, failed) => {
    const child = spawn(process.execPath, [signerFile('main.ts')], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    child.once('exit', (code) => failed(new Error(`the signer ended with ${code}`)))
    child.on('message', (message: { type?: string }) => {
      if (message.type === 'ready') started(child)
    })
  })

const endSigner = (child: ChildProcess, signal: NodeJS.Signals): Promise<void> =>
  new Promise((ended) => {
    if (child.exitCode !== null || child.signalCode !== null) return ended()
    child.once('exit', () => ended())
    child.kill(signal)
  })

const quiet: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: (message, fields) => void process.stderr.write(`${message} ${String(fields?.['error'])}\n`),
}
