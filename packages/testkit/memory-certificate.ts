/** The registration side's copies of certificates, in memory. */
import { isOpen } from '@certhall/ra/application/lifecycle'
import type { CertificateRepository, StoredCertificate } from '@certhall/ra/certificate/ports'
import { sha256Hex } from '@certhall/ra/digest'
import { changeRow, type MemoryTables } from './memory-tables.ts'

export const memoryCertificates = ({ certificates, intake }: MemoryTables): CertificateRepository => ({
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
    changeRow(
      certificates,
      keyOf({ authorityId, serialNumber }),
      ({ state, confirmedAtMs }) => state === 'valid' && confirmedAtMs === null,
      () => ({ confirmedAtMs: atMs }),
    ),
  revoke: async (end) =>
    changeRow(
      certificates,
      keyOf(end),
      ({ state }) => isLiving(state),
      (): Partial<StoredCertificate> => ({ state: 'revoked', endReason: end.reason, endedAtMs: end.atMs }),
    ),
  one: async (key) => certificates.get(keyOf(key)),
  lock: async (key) => certificates.get(keyOf(key)),
  bySha256: async (certificateSha256) => [...certificates.values()].find(({ der }) => sha256Hex(der) === certificateSha256),
  ofOrganization: async (orgCode) =>
    [...certificates.values()]
      .filter((each) => each.orgCode === orgCode && each.confirmedAtMs !== null)
      .toSorted((one, other) => other.notAfterMs - one.notAfterMs),
  freeze: async (key, atMs) =>
    changeRow(
      certificates,
      keyOf(key),
      ({ state }) => state === 'valid',
      (): Partial<StoredCertificate> => ({ state: 'frozen', frozenAtMs: atMs }),
    ),
  endLater: async (key, endsAtMs) =>
    changeRow(
      certificates,
      keyOf(key),
      ({ state }) => state === 'valid',
      () => ({ endsAtMs }),
    ),
  overlapOver: async (nowMs, limit) =>
    [...certificates.values()]
      .filter(({ endsAtMs }) => endsAtMs !== null && endsAtMs <= nowMs)
      .filter((certificate) => certificate.state === 'valid' || (certificate.state === 'frozen' && !hasOpen(intake, certificate)))
      .toSorted((one, other) => (one.endsAtMs ?? 0) - (other.endsAtMs ?? 0))
      .slice(0, limit),
  pastEnd: async (nowMs, limit) =>
    [...certificates.values()].filter(({ state, notAfterMs }) => isLiving(state) && notAfterMs < nowMs).slice(0, limit),
  expire: async (key, atMs) =>
    changeRow(
      certificates,
      keyOf(key),
      ({ state }) => isLiving(state),
      (): Partial<StoredCertificate> => ({ state: 'expired', endedAtMs: atMs }),
    ),
  unconfirmed: async (storedBeforeMs, limit) =>
    [...certificates.values()]
      .filter(({ state, confirmedAtMs, storedAtMs }) => isLiving(state) && confirmedAtMs === null && storedAtMs <= storedBeforeMs)
      .toSorted((one, other) => one.storedAtMs - other.storedAtMs)
      .slice(0, limit),
})

const hasOpen = ({ applications }: MemoryTables['intake'], certificate: StoredCertificate): boolean =>
  [...applications.values()].some(
    ({ state, followUp }) => isOpen(state) && followUp !== null && keyOf(followUp.target) === keyOf(certificate),
  )

const keyOf = ({ authorityId, serialNumber }: { readonly authorityId: string; readonly serialNumber: string }): string =>
  `${authorityId}/${serialNumber}`

const isLiving = (state: StoredCertificate['state']): boolean => state === 'valid' || state === 'frozen'
