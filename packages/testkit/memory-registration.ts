/** The registration side's stores in memory, with the promises of the real ones: one transaction after the other, all or nothing. */
import { toHex } from '@certhall/kernel/bytes'
import type { Ground } from '@certhall/ra/ports'
import { memoryAudit, memoryRecord } from './memory-audit.ts'
import { memoryCases, memoryDecisions } from './memory-case.ts'
import { memoryCertificates } from './memory-certificate.ts'
import { memoryHolderSessions } from './memory-holder.ts'
import { intakeRepositories } from './memory-intake.ts'
import { memoryLedger } from './memory-ledger.ts'
import { memoryNotices } from './memory-notice.ts'
import { memoryPasscodes, memoryReleases } from './memory-passcode.ts'
import { memoryLeaving, memorySessions, memoryStaff } from './memory-staff.ts'
import { memoryReminders } from './memory-reminder.ts'
import { memoryUkeys } from './memory-ukey.ts'
import { memoryWebhookRegister, memoryWebhooks } from './memory-webhook.ts'
import { emptyTables, type MemoryTables } from './memory-tables.ts'
import type { AuditAttack, OpenedRegistration, SuiteTransaction } from './opened-registration.ts'

export const memoryRegistration = async (ground: Ground): Promise<OpenedRegistration> => {
  let tables = emptyTables()
  let turn: Promise<unknown> = Promise.resolve()
  const once = <Result>(work: (copy: MemoryTables) => Promise<Result>): Promise<Result> => {
    const mine = turn.then(async () => {
      const copy = structuredClone(tables)
      const result = await work(copy)
      tables = copy
      return result
    })
    turn = mine.catch(() => {})
    return mine
  }
  return {
    transaction: (work) => once((copy) => work(repositories(copy, ground))),
    operator: (work) => once((copy) => work({ ...operatorRepositories(copy, ground), leaving: memoryLeaving(copy) })),
    record: memoryRecord(once),
    sessions: memorySessions(once),
    invariants: null,
    ledger: memoryLedger(),
    waitingJobs: () => once(async ({ jobs }) => [...jobs.values()]),
    everything: () => once(async (copy) => JSON.stringify(copy, readable)),
    attack: attackOn(once),
    close: async () => {},
  }
}

const repositories = (tables: MemoryTables, ground: Ground): SuiteTransaction => {
  const { drafts, documents, codes, captchas, applications, projects, organizations } = intakeRepositories(tables.intake, ground)
  const jobs = memoryJobs(tables)
  return {
    drafts,
    documents,
    codes,
    captchas,
    applications,
    projects,
    organizations,
    jobs,
    audit: memoryAudit(tables, ground),
    cases: memoryCases(tables),
    decisions: memoryDecisions(tables),
    releases: memoryReleases(tables),
    passcodes: memoryPasscodes(tables),
    certificates: memoryCertificates(tables),
    staff: memoryStaff(tables),
    notices: memoryNotices(tables, ground, jobs),
    ukeys: memoryUkeys(tables),
    holderSessions: memoryHolderSessions(tables),
    reminders: memoryReminders(tables),
    webhooks: memoryWebhooks(tables, ground, jobs),
  }
}

const memoryJobs = (tables: MemoryTables): SuiteTransaction['jobs'] => ({
  send: async (name, payload, options = {}) => {
    const key = `${name}/${options.key ?? JSON.stringify(payload)}`
    if (!tables.jobs.has(key)) tables.jobs.set(key, { name, payload: { ...payload } })
  },
})

const operatorRepositories = (tables: MemoryTables, ground: Ground) => ({
  jobs: memoryJobs(tables),
  audit: memoryAudit(tables, ground),
  projects: intakeRepositories(tables.intake, ground).projects,
  webhooks: memoryWebhookRegister(tables),
})

const attackOn = (once: <Result>(work: (tables: MemoryTables) => Promise<Result>) => Promise<Result>): AuditAttack => {
  const idAt = ({ links }: MemoryTables, sequence: number): string => links.find((link) => link.sequence === sequence)?.eventId ?? ''
  return {
    rewriteEvent: (sequence, after) =>
      once(async (tables) => {
        const event = tables.events.get(idAt(tables, sequence))
        if (event !== undefined) tables.events.set(event.eventId, { ...event, after })
      }),
    deleteEvent: (sequence) => once(async (tables) => void tables.events.delete(idAt(tables, sequence))),
    cutChain: (after) => once(async ({ links }) => void links.splice(links.findIndex(({ sequence }) => sequence > after))),
  }
}

const readable = (_key: string, value: unknown): unknown => {
  if (value instanceof Uint8Array) return toHex(value)
  if (value instanceof Map || value instanceof Set) return [...value]
  return value
}
