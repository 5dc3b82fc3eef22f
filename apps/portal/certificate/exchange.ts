import type { CertificateKey } from '@certhall/contract/application/follow-up'
import type * as contract from '@certhall/contract/holder/api'
import type { CertificateDetail, HeldCertificate } from '@certhall/contract/holder/api'
import { useQuery } from '@tanstack/react-query'
import type { infer as Shape } from 'zod'
import { call } from '../api/call.ts'
import { heldKey } from '../holder/session.ts'

export type { CertificateDetail, HeldCertificate } from '@certhall/contract/holder/api'
export type FollowUpRequest = Shape<typeof contract.followUpRequest>
export type FreezeRequest = Shape<typeof contract.freezeRequest>
export type RenewalsRequest = Shape<typeof contract.renewalsRequest>
export type RenewalsResponse = Shape<typeof contract.renewalsResponse>

export const listKey = [...heldKey, 'certificates'] as const
const detailKey = ({ authorityId, serialNumber }: CertificateKey) => [...heldKey, 'certificate', authorityId, serialNumber] as const

const pathOf = ({ authorityId, serialNumber }: CertificateKey): string =>
  `/certificates/${encodeURIComponent(authorityId)}/${encodeURIComponent(serialNumber)}`

export const useCertificates = () =>
  useQuery({
    queryKey: listKey,
    queryFn: async () => (await call<Shape<typeof contract.heldCertificates>>('/certificates')).certificates,
    staleTime: 0,
    retry: false,
  })

export const useCertificate = (key: CertificateKey) =>
  useQuery({ queryKey: detailKey(key), queryFn: () => call<CertificateDetail>(pathOf(key)), staleTime: 0, retry: false })

export const freeze = (key: CertificateKey, body: FreezeRequest): Promise<HeldCertificate> => call(`${pathOf(key)}/freeze`, { body })
export const openFollowUp = (key: CertificateKey, body: FollowUpRequest): Promise<{ readonly draftId: string }> =>
  call(`${pathOf(key)}/follow-ups`, { body })
export const renewSeveral = (body: RenewalsRequest): Promise<RenewalsResponse> => call('/certificates/renewals', { body })

/** Where a certificate's pages are. */
export const addressOf = ({ authorityId, serialNumber }: CertificateKey, page = ''): string =>
  `/my/certificates/${encodeURIComponent(authorityId)}/${encodeURIComponent(serialNumber)}${page === '' ? '' : `/${page}`}`
