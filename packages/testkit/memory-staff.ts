/** People of the staff, login challenges and sessions in memory. */
import { toHex } from '@certhall/kernel/bytes'
import type { LeavingRepository, Person, StaffRepository } from '@certhall/ra/staff/ports'
import type { SessionTable } from '@certhall/store/ra/session'
import { changeRow, type MemoryTables, type PersonRow } from './memory-tables.ts'

export const memoryStaff = ({ people, staffCertificates, challenges }: MemoryTables): StaffRepository => ({
  keepEnrolment: async ({ person, certificateSha256, der, notAfterMs }) => {
    const { disabledAtMs, disabledReason } = people.get(person.personId) ?? { disabledAtMs: null, disabledReason: null }
    people.set(person.personId, { ...person, disabledAtMs, disabledReason })
    if (!staffCertificates.has(certificateSha256))
      staffCertificates.set(certificateSha256, { certificateSha256, personId: person.personId, der, notAfterMs, endedAtMs: null })
  },
  certificate: async (certificateSha256) => {
    const row = staffCertificates.get(certificateSha256)
    const person = people.get(row?.personId ?? '')
    if (row === undefined || person === undefined) return undefined
    const { der, notAfterMs, endedAtMs } = row
    return { certificateSha256, der, notAfterMs, endedAtMs, person: personOf(person) }
  },
  people: async (personIds) => [...people.values()].filter(({ personId }) => personIds.includes(personId)).map(personOf),
  addChallenge: async ({ nonceSha256, origin, expiresAtMs }) =>
    void challenges.set(toHex(nonceSha256), { origin, expiresAtMs, usedAtMs: null }),
  takeChallenge: async (nonceSha256, nowMs) => {
    const key = toHex(nonceSha256)
    const isTaken = changeRow(
      challenges,
      key,
      ({ usedAtMs, expiresAtMs }) => usedAtMs === null && expiresAtMs > nowMs,
      () => ({ usedAtMs: nowMs }),
    )
    return isTaken ? { origin: challenges.get(key)?.origin ?? '' } : undefined
  },
})

export const memoryLeaving = ({ people, staffCertificates, sessions, decisions, releases, intake }: MemoryTables): LeavingRepository => ({
  disable: async ({ personId, name, roles, disabledAtMs, reason }) => {
    const known = people.get(personId)
    const isNew = known?.disabledAtMs == null || (reason === 'keyCompromise' && known.disabledReason !== 'keyCompromise')
    if (isNew)
      people.set(personId, { personId, name, roles, ...known, disabledAtMs: known?.disabledAtMs ?? disabledAtMs, disabledReason: reason })
    for (const [key, row] of staffCertificates)
      if (row.personId === personId && row.endedAtMs === null) staffCertificates.set(key, { ...row, endedAtMs: disabledAtMs })
    removeWhere(sessions, (row) => row.personId === personId)
    return isNew
  },
  openCasesSignedBy: async (personId) => {
    const approved = [...intake.applications.values()]
      .filter(({ state }) => state === 'approved')
      .toSorted((one, other) => (one.applicationNo < other.applicationNo ? -1 : 1))
    const newest = (applicationNo: string) =>
      [...releases.values()]
        .filter((each) => each.applicationNo === applicationNo)
        .toSorted((one, other) => other.releasedAtMs - one.releasedAtMs)[0]
    const numbersOf = (isTheirs: (each: { applicationNo: string; revision: number }) => boolean): string[] =>
      approved.filter(isTheirs).map(({ applicationNo }) => applicationNo)
    return {
      decided: numbersOf(({ applicationNo, revision }) =>
        [...decisions.values()].some(
          (each) => each.applicationNo === applicationNo && each.revision === revision && each.personId === personId,
        ),
      ),
      released: numbersOf(({ applicationNo }) => newest(applicationNo)?.personId === personId),
    }
  },
})

const personOf = ({ disabledReason: _reason, ...person }: PersonRow): Person => person

/** Each call is a transaction of its own, as it is with the real table. */
export const memorySessions = (once: <Result>(work: (tables: MemoryTables) => Promise<Result>) => Promise<Result>): SessionTable => {
  const change = (work: (sessions: MemoryTables['sessions']) => void): Promise<void> => once(async ({ sessions }) => work(sessions))
  return {
    find: (sid) => once(async ({ sessions }) => sessions.get(toHex(sid)) ?? null),
    save: (sid, row) =>
      change((sessions) => {
        const { kind, createdAt } = sessions.get(toHex(sid)) ?? row
        sessions.set(toHex(sid), { ...row, kind, createdAt })
      }),
    touch: (sid, expiresAt, seenAt) =>
      change(
        (sessions) =>
          void changeRow(
            sessions,
            toHex(sid),
            () => true,
            () => ({ expiresAt, seenAt }),
          ),
      ),
    remove: (sid) => change((sessions) => void sessions.delete(toHex(sid))),
    removePerson: (personId) => change((sessions) => removeWhere(sessions, (row) => row.personId === personId)),
    removeExpired: (now) => change((sessions) => removeWhere(sessions, (row) => row.expiresAt <= now)),
  }
}

const removeWhere = <Row>(table: Map<string, Row>, isGone: (row: Row) => boolean): void => {
  for (const [key, row] of table) if (isGone(row)) table.delete(key)
}
