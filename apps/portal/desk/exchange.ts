import type * as contract from '@certhall/contract/desk/api'
import type { infer as Shape } from 'zod'
import type { ApplicationType } from '@certhall/contract/application/vocabulary'
import { call } from '../api/call.ts'

/** What the desk asks of the server, typed by the shapes that the server validates with. */
export type DeskPerson = Shape<typeof contract.deskPerson>
export type EnrolmentView = Shape<typeof contract.enrolmentView>
export type EnrolmentResult = Shape<typeof contract.enrolmentResult>
export type LoginChallenge = Shape<typeof contract.loginChallenge>
export type LoginRequest = Shape<typeof contract.loginRequest>
export type CaseRow = Shape<typeof contract.caseRow>
export type CaseList = Shape<typeof contract.caseList>
export type CaseView = contract.CaseView
export type CaseCheck = Shape<typeof contract.caseCheck>
export type DecisionDraft = Shape<typeof contract.decisionDraft>
export type ReleaseDraft = Shape<typeof contract.releaseDraft>
export type DeliveryRow = Shape<typeof contract.deliveryRow>
export type DeliveryList = Shape<typeof contract.deliveryList>
export type AuditRow = Shape<typeof contract.auditRow>
export type AuditList = Shape<typeof contract.auditList>
export type RevealRequest = Shape<typeof contract.revealRequest>
export type StatementToSign = Shape<typeof contract.statementToSign>
export type SignedByMe = Shape<typeof contract.signedByMe>

export const askEnrolment = (token: string): Promise<EnrolmentView> => call('/desk/enrolments/question', { body: { token } })
export const enrol = (token: string, csr: string): Promise<EnrolmentResult> => call('/desk/enrolments', { body: { token, csr } })

export const askChallenge = (): Promise<LoginChallenge> => call('/desk/login/challenge', { method: 'POST', body: {} })
export const logIn = (request: LoginRequest): Promise<DeskPerson> => call('/desk/login', { body: request })
export const readSession = (): Promise<DeskPerson> => call('/desk/session')
export const logOut = (): Promise<unknown> => call('/desk/logout', { method: 'POST', body: {} })

export type CaseListName = 'open' | 'returned' | 'decided' | 'all'
export const readCases = (list: CaseListName, type: ApplicationType | null, cursor: string | null): Promise<CaseList> =>
  call(`/desk/cases?${query({ list, type, cursor })}`)
export const takeNextCase = (): Promise<{ readonly applicationNo: string | null }> => call('/desk/cases/next', { method: 'POST', body: {} })
export const readCase = (no: string): Promise<CaseView> => call(`/desk/cases/${encodeURIComponent(no)}`)
export const prepareDecision = (no: string, draft: DecisionDraft): Promise<StatementToSign> =>
  call(`/desk/cases/${encodeURIComponent(no)}/statements`, { body: draft })
export const sendDecision = (no: string, signed: SignedByMe): Promise<CaseView> =>
  call(`/desk/cases/${encodeURIComponent(no)}/decisions`, { body: signed })
export const reveal = (no: string, request: RevealRequest): Promise<{ readonly value: string }> =>
  call(`/desk/cases/${encodeURIComponent(no)}/reveal`, { body: request })
export const documentAddress = (no: string, documentId: string): string =>
  `/api/v1/desk/cases/${encodeURIComponent(no)}/documents/${encodeURIComponent(documentId)}`

export type DeliveryListName = 'toSend' | 'sent' | 'all'
export const readDeliveries = (list: DeliveryListName, cursor: string | null): Promise<DeliveryList> =>
  call(`/desk/deliveries?${query({ list, cursor })}`)
export const prepareRelease = (no: string, draft: ReleaseDraft): Promise<StatementToSign> =>
  call(`/desk/deliveries/${encodeURIComponent(no)}/statements`, { body: draft })
export const sendRelease = (no: string, signed: SignedByMe): Promise<DeliveryRow> =>
  call(`/desk/deliveries/${encodeURIComponent(no)}/releases`, { body: signed })

export const readAudit = (
  filter: { readonly case: string | null; readonly type: string | null },
  cursor: string | null,
): Promise<AuditList> => call(`/desk/audit?${query({ ...filter, cursor })}`)

const query = (given: Readonly<Record<string, string | null>>): string =>
  new URLSearchParams(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== '')).toString()
