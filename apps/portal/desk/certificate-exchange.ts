import type { CertificateKey, FreezeReason } from '@certhall/contract/application/follow-up'
import type { DeskCertificate, DeskCertificateList, DeskFreeze } from '@certhall/contract/desk/certificates'
import { call } from '../api/call.ts'

/** What customer service asks of the server, typed by the shapes that it validates with. */
export const findCertificates = (query: string): Promise<DeskCertificateList> =>
  call(`/desk/certificates?${new URLSearchParams({ query }).toString()}`)
export const readOverdue = (): Promise<DeskCertificateList> => call('/desk/certificates/overdue')
export const freezeOnThePhone = ({ authorityId, serialNumber }: CertificateKey, order: DeskFreeze): Promise<DeskCertificate> =>
  call(`/desk/certificates/${authorityId}/${serialNumber}/freeze`, { body: order })

/** Written out here, so that the shapes themselves need not travel; the type keeps it complete. */
const reasonOrder: Readonly<Record<FreezeReason, number>> = { mediumLost: 0, keyCompromise: 1, suspicious: 2, agentLeft: 3, other: 4 }
export const freezeReasons = (Object.keys(reasonOrder) as FreezeReason[]).toSorted((one, other) => reasonOrder[one] - reasonOrder[other])

/** The holder's name out of an RFC 4514 subject; all of it where there is no common name. */
export const nameOf = (subject: string): string => {
  const name = /(?:^|,)CN=((?:\\.|[^,\\])*)/.exec(subject)?.[1]
  return name === undefined ? subject : name.replaceAll(/\\(.)/g, '$1')
}

/** What a call must leave behind before anything is frozen. */
export const callFaults = ({
  callerName,
  callBackNumber,
}: Pick<DeskFreeze, 'callerName' | 'callBackNumber'>): { readonly caller: boolean; readonly number: boolean } => ({
  caller: callerName.trim().length < 2,
  number: !/^[0-9+() -]{5,30}$/.test(callBackNumber.trim()),
})
