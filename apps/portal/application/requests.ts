import type * as contract from '@certhall/contract/application/api'
import type { DocumentView } from '@certhall/contract/application/form'
import type { DocumentKind } from '@certhall/contract/application/vocabulary'
import type * as hall from '@certhall/contract/hall/hall'
import type { infer as Shape } from 'zod'
import { call } from '../api/call.ts'
import { errorOf } from '../api/problem.ts'

/** Every call of this room, typed by the shapes that the server validates with. Refusals are thrown as the house's error. */
export type DraftView = contract.DraftView
export type ProgressView = contract.ProgressView
export type LookupRequest = Shape<typeof contract.lookupRequest>
export type LookupResponse = Shape<typeof contract.lookupResponse>
export type ContactCodeRequest = Shape<typeof contract.contactCodeRequest>
export type ContactCodeSent = Shape<typeof contract.contactCodeSent>
export type FormCheck = Shape<typeof contract.formCheck>
export type SubmitRequest = Shape<typeof contract.submitRequest>
export type ReturnedItem = Shape<typeof contract.returnedItem>
export type ConsentView = Shape<typeof hall.consentView>

export const fetchProjects = (signal?: AbortSignal) => ask<readonly hall.ProjectView[]>('GET', '/projects', undefined, signal)
export const fetchCaptcha = (signal?: AbortSignal) => ask<Readonly<Record<string, unknown>>>('GET', '/captcha', undefined, signal)

export const lookUp = (body: LookupRequest) => ask<LookupResponse>('POST', '/lookups', body)
export const sendPrefillCode = (draftId: string) => ask<unknown>('POST', `/drafts/${draftId}/prefill-codes`)
export const prefill = (draftId: string, code: string) => ask<DraftView>('POST', `/drafts/${draftId}/prefill`, { code })

export const fetchDraft = (draftId: string, signal?: AbortSignal) => ask<DraftView>('GET', `/drafts/${draftId}`, undefined, signal)
export const saveDraft = (draftId: string, body: Shape<typeof contract.draftSave>) => ask<DraftView>('PUT', `/drafts/${draftId}`, body)
export const sendContactCode = (draftId: string, body: ContactCodeRequest) =>
  ask<ContactCodeSent>('POST', `/drafts/${draftId}/contact-codes`, body)
export const checkContactCode = (draftId: string, body: Shape<typeof contract.contactCodeCheck>) =>
  ask<DraftView>('POST', `/drafts/${draftId}/contact-codes/check`, body)
export const checkDraft = (draftId: string) => ask<FormCheck>('POST', `/drafts/${draftId}/check`)
export const submitDraft = (draftId: string, body: SubmitRequest) =>
  ask<{ readonly applicationNo: string }>('POST', `/drafts/${draftId}/submit`, body)
export const sendResumeCode = (body: Shape<typeof contract.resumeCodeRequest>) => ask<unknown>('POST', '/drafts/resume-codes', body)
export const resumeDraft = (body: Shape<typeof contract.resumeRequest>) => ask<DraftView>('POST', '/drafts/resume', body)

export const sendProgressCode = (body: Shape<typeof contract.progressCodeRequest>) => ask<unknown>('POST', '/progress/codes', body)
export const openProgress = (body: Shape<typeof contract.progressRequest>) => ask<ProgressView>('POST', '/progress', body)
export const fetchApplication = (no: string, signal?: AbortSignal) => ask<ProgressView>('GET', `/applications/${no}`, undefined, signal)
export const sendCorrection = (no: string, body: Shape<typeof contract.correctionRequest>) =>
  ask<ProgressView>('POST', `/applications/${no}/corrections`, body)
export const withdraw = (no: string, body: Shape<typeof contract.withdrawRequest>) =>
  ask<ProgressView>('POST', `/applications/${no}/withdraw`, body)

/** A returned mobile or e-mail is proven anew for the application itself. */
export const sendNewContactCode = (no: string, body: ContactCodeRequest) =>
  ask<ContactCodeSent>('POST', `/applications/${no}/contact-codes`, body)
export const checkNewContactCode = (no: string, body: ContactCodeRequest & { readonly code: string }) =>
  ask<unknown>('POST', `/applications/${no}/contact-codes/check`, body)

/** Papers hang on a draft, or on an application that was returned. */
export type PaperOwner = { readonly draftId: string } | { readonly applicationNo: string }

export const removeDocument = (owner: PaperOwner, documentId: string) =>
  ask<unknown>('DELETE', `${ownerPath(owner)}/documents/${documentId}`)
export const documentAddress = (owner: PaperOwner, documentId: string): string => `${root}${ownerPath(owner)}/documents/${documentId}`

/** `fetch` cannot tell how much of a body has been sent, so papers travel by XMLHttpRequest. */
export const uploadDocument = (
  owner: PaperOwner,
  paper: { readonly kind: DocumentKind; readonly file: File },
  { onSent, signal }: { readonly onSent: (share: number) => void; readonly signal: AbortSignal },
): Promise<DocumentView> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const body = new FormData()
    body.append('kind', paper.kind)
    body.append('file', paper.file)
    request.open('POST', `${root}${ownerPath(owner)}/documents`)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => onSent(total === 0 ? 0 : loaded / total)
    request.onload = () =>
      request.status < 300 ? resolve(request.response as DocumentView) : reject(errorOf(request.status, request.response))
    request.onerror = () => reject(new TypeError('upload failed'))
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'))
    signal.addEventListener('abort', () => request.abort())
    request.send(body)
  })

const root = '/api/v1'

const ownerPath = (owner: PaperOwner): string => ('draftId' in owner ? `/drafts/${owner.draftId}` : `/applications/${owner.applicationNo}`)

const ask = <Answer>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> =>
  call<Answer>(path, { method, ...(body === undefined ? {} : { body }), ...(signal === undefined ? {} : { signal }) })
