/** Repositories of intake over tables in memory. */
import type { AuditEvent } from '@certhall/ra/audit/audit-event'
import { isOpen } from '@certhall/ra/application/lifecycle'
import type { IntakeTransaction } from '@certhall/ra/application/intake'
import type { CertificateKey } from '@certhall/contract/application/follow-up'
import type { Application, ContactCode, Draft, Owner, Paper } from '@certhall/ra/application/ports'
import type { NewNotice } from '@certhall/ra/notice/ports'
import type { Organization } from '@certhall/ra/organization/ports'
import type { Ground } from '@certhall/ra/ports'
import type { Project } from '@certhall/ra/project/project'
import { equalBytes, toHex } from '@certhall/kernel/bytes'

export interface IntakeTables {
  drafts: Map<string, Draft>
  applications: Map<string, Application>
  papers: Map<string, { owner: Owner; paper: Paper; content: Uint8Array; replacedAtMs: number | null }>
  codes: ContactCode[]
  captchas: Set<string>
  organizations: Map<string, Organization>
  projects: Map<string, Project>
  numbers: Map<number, number>
  audit: { event: AuditEvent; atMs: number }[]
  notices: NewNotice[]
}

export type IntakeRepositories = Omit<IntakeTransaction, 'certificates' | 'cases' | 'passcodes' | 'holderSessions' | 'webhooks'>

export const emptyIntake = (): IntakeTables => ({
  drafts: new Map(),
  applications: new Map(),
  papers: new Map(),
  codes: [],
  captchas: new Set(),
  organizations: new Map(),
  projects: new Map(),
  numbers: new Map(),
  audit: [],
  notices: [],
})

export const intakeRepositories = (state: IntakeTables, ground: Ground): IntakeRepositories => ({
  drafts: drafts(state),
  applications: applications(state),
  documents: documents(state),
  codes: codes(state),
  captchas: {
    use: async (digest) => {
      const key = toHex(digest)
      if (state.captchas.has(key)) return false
      state.captchas.add(key)
      return true
    },
  },
  organizations: {
    one: async (orgCode) => state.organizations.get(orgCode),
    keep: async (organization) => void state.organizations.set(organization.orgCode, organization),
  },
  projects: {
    one: async (projectId) => state.projects.get(projectId),
    all: async () => [...state.projects.values()],
    keep: async (definition) =>
      void state.projects.set(definition.projectId, { definition, position: state.projects.size + 1, closedAtMs: null }),
    close: async (projectId, atMs) => {
      const project = state.projects.get(projectId)
      if (project === undefined || project.closedAtMs !== null) return false
      state.projects.set(projectId, { ...project, closedAtMs: atMs })
      return true
    },
  },
  notices: {
    add: async (notice) => void state.notices.push(notice as NewNotice),
    one: async () => undefined,
    sent: async () => false,
    notSent: async () => {},
    ofApplications: async () => [],
  },
  audit: { append: async (...events) => void state.audit.push(...events.map((event) => ({ event, atMs: ground.clock.nowMs() }))) },
  jobs: { send: async () => {} },
})

const drafts = (state: IntakeTables): IntakeTransaction['drafts'] => ({
  add: async (draft) => void state.drafts.set(draft.draftId, draft),
  one: async (draftId) => state.drafts.get(draftId),
  lock: async (draftId) => state.drafts.get(draftId),
  byNumber: async (draftNo) => [...state.drafts.values()].find((draft) => draft.draftNo === draftNo),
  save: async (draft, from) => {
    const stored = state.drafts.get(draft.draftId)
    if (stored === undefined || stored.version !== from || stored.applicationNo !== null) return false
    state.drafts.set(draft.draftId, draft)
    return true
  },
  markSubmitted: async (draftId, applicationNo) => {
    const draft = state.drafts.get(draftId)
    if (draft !== undefined) state.drafts.set(draftId, { ...draft, applicationNo })
  },
  expired: async (nowMs, limit) =>
    [...state.drafts.values()].filter((draft) => draft.applicationNo === null && draft.expiresAtMs <= nowMs).slice(0, limit),
  remove: async (draftId) => {
    state.drafts.delete(draftId)
    for (const [id, { owner }] of state.papers) if ('draftId' in owner && owner.draftId === draftId) state.papers.delete(id)
  },
})

const applications = (state: IntakeTables): IntakeTransaction['applications'] => {
  const openOf = (orgCode: string, projectId: string, certificateType: string): Application | undefined =>
    [...state.applications.values()].find(
      (each) =>
        each.orgCode === orgCode &&
        each.projectId === projectId &&
        each.certificateType === certificateType &&
        each.followUp === null &&
        isOpen(each.state),
    )
  const openOn = ({ authorityId, serialNumber }: CertificateKey): Application | undefined =>
    [...state.applications.values()].find(
      ({ followUp, state: at }) =>
        followUp?.target.authorityId === authorityId && followUp.target.serialNumber === serialNumber && isOpen(at),
    )
  return {
    nextNumber: async (year) => {
      const next = (state.numbers.get(year) ?? 0) + 1
      state.numbers.set(year, next)
      return next
    },
    add: async (application) => {
      const isUsed = [...state.applications.values()].some(
        (each) => (each.draftId !== null && each.draftId === application.draftId) || each.idempotencyKey === application.idempotencyKey,
      )
      const { followUp } = application
      const open =
        followUp === null ? openOf(application.orgCode, application.projectId, application.certificateType) : openOn(followUp.target)
      if (isUsed || open !== undefined) return false
      state.applications.set(application.applicationNo, application)
      return true
    },
    one: async (applicationNo) => state.applications.get(applicationNo),
    lock: async (applicationNo) => state.applications.get(applicationNo),
    openOf: async (...key) => openOf(...key),
    openOn: async (target) => {
      const open = openOn(target)
      return open?.followUp == null ? undefined : { ...open, reason: open.followUp.reason }
    },
    openOnAll: async (orgCode) =>
      [...state.applications.values()].flatMap((each) =>
        each.orgCode === orgCode && each.followUp !== null && isOpen(each.state)
          ? [{ ...each, reason: each.followUp.reason, target: each.followUp.target }]
          : [],
      ),
    completedOf: async (orgCode) =>
      [...state.applications.values()]
        .filter((each) => each.orgCode === orgCode && each.state === 'completed')
        .toSorted((one, other) => other.changedAtMs - one.changedAtMs),
    save: async (application, from) => {
      const stored = state.applications.get(application.applicationNo)
      if (stored?.state !== from.state || stored.version !== from.version) return false
      state.applications.set(application.applicationNo, application)
      return true
    },
    trace: async (applicationNo) => ({
      events: state.audit
        .filter(({ event }) => event.applicationNo === applicationNo)
        .map(({ event, atMs }) => ({ type: event.type, atMs, reason: (event.detail?.['reason'] as string | undefined) ?? null })),
      passcode: null,
      certificate: null,
    }),
    liveCertificate: async () => null,
  }
}

const documents = (state: IntakeTables): IntakeTransaction['documents'] => {
  const present = (owner: Owner) =>
    [...state.papers.values()].filter((each) => each.replacedAtMs === null && JSON.stringify(each.owner) === JSON.stringify(owner))
  return {
    add: async (owner, paper, content) => void state.papers.set(paper.documentId, { owner, paper, content, replacedAtMs: null }),
    list: async (owner) => present(owner).map((each) => each.paper),
    content: async (owner, documentId) => present(owner).find((each) => each.paper.documentId === documentId),
    replace: async (owner, documentId, atMs) => {
      const found = present(owner).find((each) => each.paper.documentId === documentId)
      if (found === undefined) return false
      if ('draftId' in owner) state.papers.delete(documentId)
      else found.replacedAtMs = atMs
      return true
    },
    moveToApplication: async (draftId, applicationNo) => {
      for (const each of present({ draftId })) each.owner = { applicationNo }
    },
  }
}

const codes = (state: IntakeTables): IntakeTransaction['codes'] => {
  const change = (codeId: string, may: (code: ContactCode) => boolean, next: (code: ContactCode) => ContactCode): boolean => {
    const index = state.codes.findIndex((code) => code.codeId === codeId)
    const code = state.codes[index]
    if (code === undefined || !may(code)) return false
    state.codes[index] = next(code)
    return true
  }
  return {
    add: async (code) => void state.codes.push(code),
    newest: async (purpose, subject, channel) =>
      state.codes
        .filter((code) => code.purpose === purpose && code.subject === subject && code.channel === channel)
        .toSorted((left, right) => right.createdAtMs - left.createdAtMs)[0],
    sentSince: async (addressHmac, sinceMs) =>
      state.codes.filter((code) => code.createdAtMs >= sinceMs && equalBytes(code.addressHmac, addressHmac)).length,
    countTry: async (codeId, limit) =>
      change(
        codeId,
        (code) => code.attempts < limit && code.usedAtMs === null,
        (code) => ({ ...code, attempts: code.attempts + 1 }),
      ),
    use: async (codeId, atMs) =>
      change(
        codeId,
        (code) => code.usedAtMs === null,
        (code) => ({ ...code, usedAtMs: atMs }),
      ),
    remove: async (codeId) => void (state.codes = state.codes.filter((code) => code.codeId !== codeId)),
    proven: async (subject, addressHmac, sinceMs) =>
      state.codes.some(
        (code) =>
          code.subject === subject &&
          code.purpose === 'verify' &&
          (code.usedAtMs ?? -1) >= sinceMs &&
          equalBytes(code.addressHmac, addressHmac),
      ),
  }
}
