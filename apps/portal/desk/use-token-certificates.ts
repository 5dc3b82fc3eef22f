import { equalBytes } from '@certhall/kernel/bytes'
import type { Certificate } from '@certhall/pki/certificate/certificate'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { readTokenCertificates, type TokenCertificate } from '../ukey/token-certificates.ts'
import { type Client, knownStore } from '../ukey/use-client.ts'
import { ukeySigner } from './signer.ts'
import { readStaffAuthorities, type StaffAuthority } from './staff-authorities.ts'

/** Staff certificates in the UKEYs that are in; undefined until the client and the hall have answered. */
export const useTokenCertificates = (client: Client | null) => {
  const authorities = useQuery({
    queryKey: ['staff-authorities'],
    queryFn: readStaffAuthorities,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: client !== null,
  })
  const tokens = client?.client.kind === 'ready' ? client.client.tokens : undefined
  const certificates = useQuery({
    queryKey: ['staff-ukeys', ...(tokens ?? []).map(({ tokenRef }) => tokenRef)],
    queryFn: () => readTokenCertificates(tokens ?? [], isStaffs(authorities.data ?? []), knownStore().look),
    enabled: tokens !== undefined && authorities.data !== undefined,
    // A UKEY that comes or goes changes the question; what was seen stays on the screen until it is answered.
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  return {
    certificates: tokens === undefined ? undefined : certificates.data,
    error: authorities.error,
    retry: () => void authorities.refetch(),
  }
}

/** The client shows certificates of all our authorities; only those of the staff's own open the desk. */
const isStaffs =
  (authorities: readonly StaffAuthority[]) =>
  ({ issuer }: Certificate): boolean =>
    authorities.some(({ subject }) => equalBytes(subject, issuer.der))

export const signerOf = (certificate: TokenCertificate) => ukeySigner(certificate, runOfStore)

const runOfStore: Parameters<typeof ukeySigner>[1] = (method, params, window, phase) => knownStore().run(method, params, window, phase)
