/** PASSCODEs and releases in memory, with the conditions of the SQL: a row changes only while it is in the expected state. */
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { isLive, nextPasscodeState } from '@certhall/ra/passcode/lifecycle'
import type { PasscodeCase, PasscodeRepository, ReleaseRepository, StoredPasscode } from '@certhall/ra/passcode/ports'
import { changeRow, insertRow, type MemoryTables, type PasscodeRow } from './memory-tables.ts'

export const memoryPasscodes = (tables: MemoryTables): PasscodeRepository => {
  const rows = (): PasscodeRow[] => [...tables.passcodes.values()]
  const hasCertificate = (passcodeId: string): boolean => [...tables.certificates.values()].some((each) => each.passcodeId === passcodeId)
  const left = (beforeMs: number, states: readonly string[], limit: number): string[] =>
    rows()
      .filter((row) => states.includes(row.state) && row.boundAtMs !== null && row.boundAtMs <= beforeMs && !hasCertificate(row.passcodeId))
      .toSorted((one, other) => (one.boundAtMs ?? 0) - (other.boundAtMs ?? 0))
      .slice(0, limit)
      .map((row) => row.passcodeId)
  return {
    add: async (passcode) => {
      const isOneLive = (other: PasscodeRow): boolean =>
        other.applicationNo === passcode.applicationNo && isLive(other.state) && isLive(passcode.state)
      insertRow(tables.passcodes, passcode.passcodeId, { ...passcode, boundAtMs: null, endedAtMs: null }, isOneLive)
    },
    secretsOf: async (locators) =>
      rows()
        .filter(({ locator }) => locators.includes(locator))
        .map(({ passcodeId, locator, secretHmac }) => ({ passcodeId, locator, secretHmac })),
    ofIds: async (passcodeIds) =>
      rows()
        .filter(({ passcodeId }) => passcodeIds.includes(passcodeId))
        .flatMap((row) => caseOf(tables, row) ?? []),
    ofApplication: async (applicationNo) =>
      rows()
        .filter((row) => row.applicationNo === applicationNo)
        .toSorted((one, other) => other.createdAtMs - one.createdAtMs)
        .map(passcodeOf),
    bind: async (bindings) => {
      const bound = bindings.filter(({ passcodeId, spkiSha256, orderId, atMs }) =>
        changeRow(
          tables.passcodes,
          passcodeId,
          (row) => row.state === 'delivered',
          (row): Partial<PasscodeRow> => ({
            state: 'redeeming',
            boundSpkiSha256: spkiSha256,
            boundAtMs: atMs,
            orderId,
            orderAttempt: row.orderAttempt + 1,
          }),
        ),
      )
      return new Set(bound.map(({ passcodeId }) => passcodeId))
    },
    lock: async (passcodeIds) =>
      rows()
        .filter((row) => passcodeIds.includes(row.passcodeId))
        .toSorted((one, other) => (one.passcodeId < other.passcodeId ? -1 : 1))
        .map(passcodeOf),
    move: async ({ passcodeId, from, event, atMs, endReason, expiresAtMs, orderAttempt }) => {
      const next = nextPasscodeState(from, event)
      if (!next.ok) return false
      const to = next.value
      return changeRow(
        tables.passcodes,
        passcodeId,
        (row) => row.state === from,
        () => ({
          state: to,
          ...(to === 'delivered' && from === 'created' ? { deliveredAtMs: atMs } : {}),
          ...(to === 'delivered' && from === 'redeeming' ? { boundSpkiSha256: null, boundAtMs: null, orderId: null } : {}),
          ...(endReason === undefined ? {} : { endReason }),
          ...(orderAttempt === undefined ? {} : { orderAttempt }),
          ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
          ...(isLive(to) ? {} : { endedAtMs: atMs }),
        }),
      )
    },
    runOut: async (nowMs, limit) =>
      rows()
        .filter((row) => row.state === 'delivered' && row.expiresAtMs <= nowMs)
        .toSorted((one, other) => one.expiresAtMs - other.expiresAtMs)
        .slice(0, limit)
        .map(passcodeOf),
    unsettled: async (beforeMs, limit) => [...left(beforeMs, ['redeeming'], limit), ...left(beforeMs, ['voided', 'expired'], limit)],
    closeOrders: async (passcodeIds, endedBeforeMs) => {
      for (const passcodeId of passcodeIds)
        changeRow(
          tables.passcodes,
          passcodeId,
          ({ state, endedAtMs }) => (state === 'voided' || state === 'expired') && endedAtMs !== null && endedAtMs <= endedBeforeMs,
          () => ({ boundAtMs: null }),
        )
    },
  }
}

export const memoryReleases = ({ releases }: MemoryTables): ReleaseRepository => ({
  add: async (release) => insertRow(releases, release.releaseId, release, (other) => other.textSha256 === release.textSha256),
  one: async (releaseId) => releases.get(releaseId),
  ofApplication: async (applicationNo) =>
    [...releases.values()]
      .filter((release) => release.applicationNo === applicationNo)
      .toSorted((one, other) => other.releasedAtMs - one.releasedAtMs),
})

const passcodeOf = ({ boundAtMs: _bound, endedAtMs: _ended, ...passcode }: PasscodeRow): StoredPasscode => passcode

const caseOf = ({ releases, decisions, intake, certificates }: MemoryTables, row: PasscodeRow): PasscodeCase | undefined => {
  const release = releases.get(row.releaseId)
  const [decision, ...further] = [...decisions.values()]
    .filter((each) => each.applicationNo === row.applicationNo && each.revision === release?.revision)
    .toSorted((one, other) => one.ordinal - other.ordinal)
  const application = intake.applications.get(row.applicationNo)
  const project = intake.projects.get(application?.projectId ?? '')
  if (release === undefined || decision === undefined || application === undefined || project === undefined)
    throw new AppError<ErrorCode>('internal.unexpected')
  const {
    applicationNo,
    applicationType,
    state,
    language,
    organizationName,
    orgCode,
    projectId,
    certificateType,
    medium,
    keyAlgorithm,
    snapshot,
  } = application
  const { nameZh, nameEn } = project.definition
  return {
    passcode: passcodeOf(row),
    application: {
      applicationNo,
      applicationType,
      followUp: application.followUp,
      state,
      language,
      organizationName,
      orgCode,
      projectId,
      projectNameZh: nameZh,
      projectNameEn: nameEn,
      certificateType,
      medium,
      keyAlgorithm,
      snapshot,
    },
    decision: decision.statement,
    furtherDecisions: further.map((each) => each.statement),
    release: release.statement,
    certificate: [...certificates.values()].find((each) => each.passcodeId === row.passcodeId) ?? null,
  }
}
