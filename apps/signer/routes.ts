import { revokeCertificate } from '@certhall/ca/crl/revoke-certificate'
import type { CrlKeeper } from '@certhall/ca/crl/crl-keeper'
import { issueDelegate } from '@certhall/ca/issuance/issue-delegate'
import type { IssuerDeps } from '@certhall/ca/issuance/issuer'
import { lookUpOrders } from '@certhall/ca/issuance/look-up-orders'
import type { OrderQueue } from '@certhall/ca/issuance/order-queue'
import { disableStaff, isAble } from '@certhall/ca/staff/disable-staff'
import { enrolStaff } from '@certhall/ca/staff/enrol-staff'
import { inviteStaff } from '@certhall/ca/staff/invite-staff'
import { lookAtInvitation } from '@certhall/ca/staff/look-at-invitation'
import { issueRequest, issueResponse, orderStatusRequest } from '@certhall/contract/signer/issue'
import {
  authoritiesResponse,
  clockMove,
  clockView,
  delegateRequest,
  delegateResponse,
  disableRequest,
  disableResponse,
  enrolRequest,
  enrolResponse,
  invitationAnswer,
  invitationQuestion,
  inviteRequest,
  inviteResponse,
  profilesResponse,
  revokeRequest,
  revokeResponse,
  signerPaths,
  staffResponse,
} from '@certhall/contract/signer/other'
import { toBase64, toHex } from '@certhall/kernel/bytes'
import type * as z from 'zod'
import type { HallClock } from './hall-clock.ts'

export interface RouteDeps extends IssuerDeps {
  readonly clock: HallClock
  readonly queue: OrderQueue
  readonly keeper: CrlKeeper
}

/** One thing a door can do. Whatever is not in its table does not exist behind it. */
export interface Route {
  readonly method: 'GET' | 'POST'
  readonly maximumOctets: number
  readonly answer: (body: unknown) => Promise<unknown>
}

export type Routes = ReadonlyMap<string, Route>

/** The server's door: everything but delegates and invitations. */
export const serverRoutes = (deps: RouteDeps): Routes =>
  new Map([
    [
      signerPaths.issue,
      post(issueRequest, 32_000_000, async ({ orders }) => issueResponse.encode({ results: [...(await deps.queue.issue(orders))] })),
    ],
    [signerPaths.orderStatus, post(orderStatusRequest, 64_000, ({ orderIds }) => orderStatus(deps, orderIds))],
    [signerPaths.revoke, post(revokeRequest, 4_000, (order) => revoke(deps, order))],
    [signerPaths.invitation, post(invitationQuestion, 4_000, ({ token }) => invitation(deps, token))],
    [signerPaths.enrol, post(enrolRequest, 32_000, ({ token, csr }) => enrol(deps, token, csr))],
    ...clockKeeping(deps),
    ...lists(deps),
  ])

/** The responder's door: renew an OCSP delegate, and see which authorities there are. */
export const responderRoutes = (deps: RouteDeps): Routes =>
  new Map([
    [signerPaths.delegate, post(delegateRequest, 32_000, ({ authorityId, csr }) => delegate(deps, authorityId, csr))],
    [signerPaths.authorities, get(() => authorities(deps))],
  ])

/** The operator's door: who is on the staff. */
export const adminRoutes = (deps: RouteDeps): Routes =>
  new Map([
    [signerPaths.invite, post(inviteRequest, 4_000, (order) => invite(deps, order))],
    [signerPaths.staff, get(() => staff(deps))],
    [signerPaths.disable, post(disableRequest, 4_000, (order) => disable(deps, order))],
    ...clockKeeping(deps),
    ...lists(deps),
  ])

const lists = (deps: RouteDeps): readonly (readonly [string, Route])[] => [
  [signerPaths.authorities, get(() => authorities(deps))],
  [signerPaths.profiles, get(() => profiles(deps))],
]

const clockKeeping = ({ clock }: RouteDeps): readonly (readonly [string, Route])[] => [
  [signerPaths.clock, get(async () => clockView.encode(clock.view()))],
  [signerPaths.moveClock, post(clockMove, 1_000, async (move) => clockView.encode(await clock.move(move)))],
]

const post = <Shape extends z.ZodType>(
  shape: Shape,
  maximumOctets: number,
  answer: (body: z.output<Shape>) => Promise<unknown>,
): Route => ({
  method: 'POST',
  maximumOctets,
  answer: (body) => answer(shape.parse(body)),
})

const get = (answer: () => Promise<unknown>): Route => ({ method: 'GET', maximumOctets: 0, answer })

const orderStatus = async (deps: RouteDeps, orderIds: readonly string[]): Promise<unknown> => {
  // An order at work is waited for: its outcome is near, and until then it is not doubtful.
  await Promise.all(orderIds.map(deps.queue.settled))
  return issueResponse.encode({ results: [...(await lookUpOrders(deps, orderIds))] })
}

const revoke = async (deps: RouteDeps, order: z.output<typeof revokeRequest>): Promise<unknown> => {
  const { revokedAtMs, reason } = await revokeCertificate({ ...deps, tell: deps.keeper.revoked }, order)
  return revokeResponse.encode({ revokedAt: isoTime(revokedAtMs), reason })
}

const invitation = async (deps: RouteDeps, token: string): Promise<unknown> => {
  const { member, expiresAtMs } = await lookAtInvitation(deps, token)
  return invitationAnswer.encode({
    personId: member.personId,
    name: member.name,
    roles: [...member.roles],
    expiresAt: isoTime(expiresAtMs),
  })
}

const enrol = async (deps: RouteDeps, token: string, csr: string): Promise<unknown> => {
  const { member, der, notAfterMs } = await enrolStaff(deps, token, csr)
  const root = deps.profiles.authorities.get(deps.profiles.staff.authority.issuerId)
  const chain = [deps.profiles.staff.authority, ...(root === undefined ? [] : [root])].map(({ certificate }) => toBase64(certificate.der))
  return enrolResponse.encode({
    personId: member.personId,
    name: member.name,
    roles: [...member.roles],
    certificate: toBase64(der),
    notAfter: isoTime(notAfterMs),
    chain,
  })
}

const invite = async (deps: RouteDeps, order: z.output<typeof inviteRequest>): Promise<unknown> => {
  const { personId, token, expiresAtMs } = await inviteStaff(deps, order)
  return inviteResponse.encode({ personId, token, expiresAt: isoTime(expiresAtMs) })
}

const staff = async ({ ledger, clock }: RouteDeps): Promise<unknown> => {
  const people = await ledger.read((transaction) => transaction.staffMembers())
  return staffResponse.encode({
    people: people.map((person) => {
      const last = person.certificates.at(-1)
      return {
        personId: person.personId,
        name: person.name,
        roles: [...person.roles],
        isAble: isAble(person, clock.nowMs()),
        certificateNotAfter: last === undefined ? null : isoTime(last.notAfterMs),
        disabled: person.disabled === null ? null : { at: isoTime(person.disabled.atMs), reason: person.disabled.reason },
      }
    }),
  })
}

const disable = async (deps: RouteDeps, order: z.output<typeof disableRequest>): Promise<unknown> => {
  const { member, disabled, revokedSerials } = await disableStaff({ ...deps, tell: deps.keeper.revoked }, order)
  deps.log.info('person disabled', { personId: member.personId, reason: disabled.reason })
  return disableResponse.encode({
    personId: member.personId,
    name: member.name,
    roles: [...member.roles],
    disabledAt: isoTime(disabled.atMs),
    reason: disabled.reason,
    revokedSerialNumbers: revokedSerials.map(toHex),
  })
}

const delegate = async (deps: RouteDeps, authorityId: string, csr: string): Promise<unknown> => {
  const { der, notAfterMs } = await issueDelegate(deps, authorityId, csr)
  return delegateResponse.encode({ certificate: toBase64(der), notAfter: isoTime(notAfterMs) })
}

const authorities = async ({ ledger }: RouteDeps): Promise<unknown> => {
  const records = await ledger.read((transaction) => transaction.authorities())
  return authoritiesResponse.encode({
    authorities: records.map(({ authorityId, role, name, keyAlgorithm, issuerId, der }) => ({
      authorityId,
      role,
      name,
      keyAlgorithm,
      issuerId,
      certificate: toBase64(der),
    })),
  })
}

const profiles = async ({ profiles: book }: RouteDeps): Promise<unknown> =>
  profilesResponse.encode({
    profiles: [...book.holders.values()].map(({ rules }) => ({
      profileId: rules.profileId,
      certificateType: rules.certificateType,
      authorityId: rules.authorityId,
      keyAlgorithms: [...rules.keyAlgorithms],
      media: [...rules.media],
      maximumValidityDays: rules.maximumValidityDays,
      nameZh: rules.nameZh,
      nameEn: rules.nameEn,
    })),
  })

const isoTime = (ms: number): string => new Date(ms).toISOString()
