/** The registration side's copies of certificates, in memory. */
import type { CertificateRepository, StoredCertificate } from '@certhall/ra/certificate/ports'
import { changeRow, type MemoryTables } from './memory-tables.ts'

export const memoryCertificates = ({ certificates }: MemoryTables): CertificateRepository => ({
  addAll: async (candidates) => {
    const added = new Set<string>()
    for (const certificate of candidates) {
      const key = keyOf(certificate)
      if (certificates.has(key) || [...certificates.values()].some((each) => each.passcodeId === certificate.passcodeId)) continue
      certificates.set(key, certificate)
      added.add(certificate.serialNumber)
    }
    return added
  },
  confirm: async (authorityId, serialNumber, atMs) =>
    changeRow(certificates, keyOf({ authorityId, serialNumber }), ({ state, confirmedAtMs }) => state === 'valid' && confirmedAtMs === null, () => ({ confirmedAtMs: atMs })),
  revoke: async (end) => changeRow(certificates, keyOf(end), ({ state }) => state === 'valid' || state === 'frozen', (): Partial<StoredCertificate> => ({ state: 'revoked', endReason: end.reason })),
  unconfirmed: async (storedBeforeMs, limit) =>
    [...certificates.values()]
      .filter(({ state, confirmedAtMs, storedAtMs }) => state === 'valid' && confirmedAtMs === null && storedAtMs <= storedBeforeMs)
      .toSorted((one, other) => one.storedAtMs - other.storedAtMs)
      .slice(0, limit),
})

const keyOf = ({ authorityId, serialNumber }: { readonly authorityId: string; readonly serialNumber: string }): string => `${authorityId}/${serialNumber}`
