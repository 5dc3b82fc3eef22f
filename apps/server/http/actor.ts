import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { type Actor, holderActor, type StaffActor } from '@certhall/ra/actor'
import type { CertificateAccess, HolderAccess } from '@certhall/ra/holder/access'
import type { FastifyRequest } from 'fastify'

/** Who acts in this request: staff in the desk's scope; in the hall whoever is logged in, else an applicant. */
export const actorOf = (request: FastifyRequest): Actor => {
  const source = networkOf(request.ip)
  return request.staff ?? (request.holder === null ? { kind: 'applicant', source } : holderActor(request.holder, source))
}

export const holderOf = (request: FastifyRequest): HolderAccess => {
  if (request.holder === null) throw new AppError<ErrorCode>('auth.holder-required')
  return request.holder
}

/** For what a code to the contact does not open. */
export const certificateHolderOf = (request: FastifyRequest): CertificateAccess => {
  const access = holderOf(request)
  if (access.kind !== 'certificate') throw new AppError<ErrorCode>('policy.certificate-needed')
  return access
}

export const staffOf = (request: FastifyRequest): StaffActor => {
  if (request.staff === null) throw new AppError<ErrorCode>('auth.login-required')
  return request.staff
}

/** The address for limits and evidence; of IPv6 the /64, which is one connection at home. */
export const networkOf = (address: string): string => {
  const mapped = /^::ffff:([0-9.]+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!address.includes(':')) return address
  const [head = '', tail = ''] = address.split('::')
  const left = head.split(':').filter(Boolean)
  const right = address.includes('::') ? tail.split(':').filter(Boolean) : []
  const groups = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
  return `${groups.slice(0, 4).join(':')}::/64`
}
