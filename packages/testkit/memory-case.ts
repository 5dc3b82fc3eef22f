/** Cases and decisions in memory: what release and redemption ask of them. */
import { defaultOverlapDays } from '@certhall/contract/hall/hall'
import type { Application } from '@certhall/ra/application/ports'
import type { CaseRepository, DecisionRepository, LapseTimes, ReviewCase } from '@certhall/ra/application/review-ports'
import { isLive } from '@certhall/ra/passcode/lifecycle'
import { changeRow, type MemoryTables } from './memory-tables.ts'

export const memoryCases = (tables: MemoryTables): CaseRepository => {
  const read = (applicationNo: string): ReviewCase | undefined => {
    const application = tables.intake.applications.get(applicationNo)
    const definition = tables.intake.projects.get(application?.projectId ?? '')?.definition
    if (application === undefined || definition === undefined) return undefined
    const { nameZh, nameEn, passcodeLifeDays, overlapDays = defaultOverlapDays, documents } = definition
    return { ...application, projectNameZh: nameZh, projectNameEn: nameEn, passcodeLifeDays, overlapDays, requiredDocuments: documents }
  }
  const isLapsed = ({ applicationNo, state, changedAtMs }: Application, { runOutMs, unreleasedMs }: LapseTimes): boolean => {
    const codes = [...tables.passcodes.values()].filter((code) => code.applicationNo === applicationNo)
    if (state !== 'approved' || codes.some((code) => isLive(code.state))) return false
    const releases = [...tables.releases.values()].filter((release) => release.applicationNo === applicationNo)
    const endedBefore = (atMs: number): boolean => codes.every((code) => (code.endedAtMs ?? 0) <= atMs)
    const isUnreleased = changedAtMs <= unreleasedMs && releases.every(({ releasedAtMs }) => releasedAtMs <= unreleasedMs)
    return (codes.some((code) => code.state === 'expired') && endedBefore(runOutMs)) || (isUnreleased && endedBefore(unreleasedMs))
  }
  return {
    one: async (applicationNo) => read(applicationNo),
    lock: async (applicationNo) => read(applicationNo),
    change: async ({ applicationNo, from, version, to, atMs, returnedItems, reject }) =>
      changeRow(
        tables.intake.applications,
        applicationNo,
        (row) => row.state === from && row.version === version,
        () => ({
          state: to,
          version: version + 1,
          changedAtMs: atMs,
          ...(returnedItems === undefined ? {} : { returnedItems }),
          ...(reject === undefined ? {} : { reject }),
        }),
      ),
    lapsedApprovals: async (times, limit) =>
      [...tables.intake.applications.values()]
        .filter((each) => isLapsed(each, times))
        .slice(0, limit)
        .map((each) => each.applicationNo),
  }
}

export const memoryDecisions = ({ decisions }: MemoryTables): DecisionRepository => ({
  add: async (decision) => {
    const key = `${decision.applicationNo}/${decision.revision}/${decision.ordinal}`
    const isSecondOfPerson = [...decisions.values()].some(
      (each) => each.applicationNo === decision.applicationNo && each.revision === decision.revision && each.personId === decision.personId,
    )
    if (decisions.has(key) || isSecondOfPerson) return false
    decisions.set(key, decision)
    return true
  },
  ofRevision: async (applicationNo, revision) =>
    [...decisions.values()]
      .filter((each) => each.applicationNo === applicationNo && each.revision === revision)
      .toSorted((one, other) => one.ordinal - other.ordinal),
  ofApplication: async (applicationNo) =>
    [...decisions.values()]
      .filter((each) => each.applicationNo === applicationNo)
      .toSorted((one, other) => one.revision - other.revision || one.ordinal - other.ordinal),
})
