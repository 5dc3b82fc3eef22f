import type * as contract from '@certhall/contract/holder/api'
import type { HolderView } from '@certhall/contract/holder/api'
import type { infer as Shape } from 'zod'
import { call } from '../api/call.ts'

export type { HolderView } from '@certhall/contract/holder/api'
export type HolderChallenge = Shape<typeof contract.holderChallenge>
export type HolderLoginRequest = Shape<typeof contract.holderLoginRequest>
export type HolderSessions = Shape<typeof contract.holderSessions>

export const askChallenge = (): Promise<HolderChallenge> => call('/holder/login/challenge', { body: {} })
export const logIn = (request: HolderLoginRequest): Promise<HolderView> => call('/holder/login', { body: request })
export const logOut = (): Promise<unknown> => call('/holder/logout', { body: {} })
export const readSession = (): Promise<Shape<typeof contract.holderSession>> => call('/holder/session')
export const readSessions = (): Promise<HolderSessions> => call('/holder/sessions')
export const endSession = (mark: string): Promise<unknown> => call(`/holder/sessions/${encodeURIComponent(mark)}`, { method: 'DELETE' })
export const sendOrganizationCode = (body: Shape<typeof contract.organizationCodeRequest>): Promise<unknown> =>
  call('/holder/contact-codes', { body })
export const proveOrganization = (body: Shape<typeof contract.organizationCodeCheck>): Promise<HolderView> =>
  call('/holder/contact', { body })
