import { makesCertificate } from '@certhall/contract/application/follow-up'
import { isOpen } from '@certhall/ra/application/lifecycle'
import type { Application } from '@certhall/ra/application/ports'
import type { StoredCertificate } from '@certhall/ra/certificate/ports'
import { overdueInstallMark, type ReminderRepository } from '@certhall/ra/reminder/ports'
import type { MemoryTables } from './memory-tables.ts'

export const memoryReminders = ({ reminders, certificates, intake }: MemoryTables): ReminderRepository => {
  const marksOf = (key: Key): readonly number[] => reminders.get(nameOf(key)) ?? []
  const valid = (): StoredCertificate[] => [...certificates.values()].filter(({ state }) => state === 'valid')
  const hasOpenEnd = (key: Key): boolean =>
    [...intake.applications.values()].some((application) => isOpen(application.state) && endsTarget(application, key))
  return {
    due: async ({ daysBefore, endsAfterMs, endsByMs, limit }) =>
      valid()
        .filter(({ notAfterMs }) => notAfterMs > endsAfterMs && notAfterMs <= endsByMs)
        .filter(
          ({ confirmedAtMs, endsAtMs, notAfterMs }) =>
            endsAtMs === null && confirmedAtMs !== null && confirmedAtMs < notAfterMs - daysBefore * 86_400_000,
        )
        .filter((certificate) => !marksOf(certificate).some((days) => days >= 1 && days <= daysBefore) && !hasOpenEnd(certificate))
        .toSorted((one, other) => one.notAfterMs - other.notAfterMs)
        .slice(0, limit),
    overdueInstalls: async (storedBeforeMs, limit) =>
      valid()
        .filter(({ confirmedAtMs, storedAtMs }) => confirmedAtMs === null && storedAtMs <= storedBeforeMs)
        .filter((certificate) => !marksOf(certificate).includes(overdueInstallMark))
        .toSorted((one, other) => one.storedAtMs - other.storedAtMs)
        .slice(0, limit),
    mark: async (key, daysBefore) => {
      const before = marksOf(key)
      reminders.set(nameOf(key), [...new Set([...before, ...daysBefore])])
      return daysBefore[0] !== undefined && !before.includes(daysBefore[0])
    },
  }
}

type Key = Pick<StoredCertificate, 'authorityId' | 'serialNumber'>

const nameOf = ({ authorityId, serialNumber }: Key): string => `${authorityId}/${serialNumber}`

const endsTarget = ({ followUp }: Application, key: Key): boolean =>
  followUp !== null &&
  nameOf(followUp.target) === nameOf(key) &&
  (followUp.type === 'revoke' || makesCertificate(followUp.type, followUp.reason))
