import type { ErrorCode } from '@certhall/contract/errors'
import { parseOrganizationCode } from '@certhall/contract/organization/organization-code'
import { allowed, type Decision, orThrow, refused } from '@certhall/kernel/app-error'
import type { Clock } from '@certhall/kernel/clock'
import type { StaffActor } from '../actor.ts'
import type { TransactionOf } from '../ports.ts'
import type { FreezeOrder } from './freeze-certificate.ts'
import type { CertificateRepository, StoredCertificate } from './ports.ts'

/** What a caller can name. */
export type CertificateClue =
  | { readonly kind: 'orgCode'; readonly orgCode: string }
  | { readonly kind: 'serialNumber'; readonly serialNumber: string; readonly authorityIds: readonly string[] }
  | { readonly kind: 'applicationNo'; readonly applicationNo: string }
  /** The start of the holder's name as it stands in the certificate. */
  | { readonly kind: 'name'; readonly name: string }

/** Reading alone: nothing of a form is in reach of it. Unconfirmed certificates are found too, newest first. */
export interface CertificateSearch {
  readonly find: (clue: CertificateClue, limit: number) => Promise<readonly SeenCertificate[]>
}

/** A certificate without its octets: what a list needs. */
export type SeenCertificate = Omit<StoredCertificate, 'der'>

export interface ServiceDeskDeps {
  readonly clock: Clock
  readonly search: CertificateSearch
  readonly authorities: () => Promise<ReadonlyMap<string, unknown>>
  readonly transaction: TransactionOf<{ readonly certificates: Pick<CertificateRepository, 'unconfirmed'> }>
}

export interface FoundCertificates {
  readonly certificates: readonly SeenCertificate[]
  readonly isCut: boolean
}

/** 客服: sees status and takes a freeze by telephone, and nothing else (security §5.7). */
export const mayServe = (actor: StaffActor): Decision<true, ErrorCode> =>
  actor.roles.includes('customerService') ? allowed(true) : refused('policy.role-missing', { detail: { role: 'customerService' } })

export const findCertificates =
  ({ search, authorities }: Pick<ServiceDeskDeps, 'search' | 'authorities'>) =>
  async (query: string, actor: StaffActor): Promise<FoundCertificates> => {
    orThrow(mayServe(actor))
    return cut(await search.find(clueOf(query, [...(await authorities()).keys()]), page + 1))
  }

/** Issued, and nobody has shown that it is installed: somebody should call them. At 14 days such a certificate is revoked. */
export const overdueInstallations =
  ({ clock, transaction }: Pick<ServiceDeskDeps, 'clock' | 'transaction'>) =>
  async (actor: StaffActor): Promise<FoundCertificates> => {
    orThrow(mayServe(actor))
    return cut(await transaction(({ certificates }) => certificates.unconfirmed(clock.nowMs() - overdueMs, page + 1)))
  }

export interface PhoneFreeze extends Pick<FreezeOrder, 'key' | 'reason' | 'remark'> {
  readonly callerName: string
  readonly callBackNumber: string
}

/** The holder called: frozen at once, with who called and where they can be called back. */
export const freezeOnThePhone =
  (freeze: (order: FreezeOrder) => Promise<StoredCertificate>) =>
  ({ callerName, callBackNumber, ...order }: PhoneFreeze, actor: StaffActor): Promise<StoredCertificate> => {
    orThrow(mayServe(actor))
    return freeze({ ...order, actor, role: 'customerService', caller: `${callerName} ${callBackNumber}` })
  }

/** What the words look like decides what they are looked for as; a misread code is found by no name either. */
export const clueOf = (query: string, authorityIds: readonly string[]): CertificateClue => {
  const typed = query.trim()
  const serialNumber = typed.replaceAll(/[\s:]/g, '').toLowerCase()
  if (/^[0-9a-f]{38}$/.test(serialNumber)) return { kind: 'serialNumber', serialNumber, authorityIds }
  if (/^a\d{4}-\d{6,}$/i.test(typed)) return { kind: 'applicationNo', applicationNo: typed.toUpperCase() }
  const code = parseOrganizationCode(typed)
  return code.ok ? { kind: 'orgCode', orgCode: code.value.orgCode } : { kind: 'name', name: typed }
}

const cut = (found: readonly SeenCertificate[]): FoundCertificates => ({ certificates: found.slice(0, page), isCut: found.length > page })

const page = 50
const overdueMs = 72 * 3_600_000
