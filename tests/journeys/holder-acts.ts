import type { draftView } from '@certhall/contract/application/api'
import {
  type CertificateKey,
  followUpRule,
  type FollowUpReason,
  type FollowUpType,
  type FreezeReason,
} from '@certhall/contract/application/follow-up'
import type { Medium } from '@certhall/contract/application/vocabulary'
import type { followUpOpened, HeldCertificate, heldCertificates, HolderView, renewalsResponse } from '@certhall/contract/holder/api'
import type * as z from 'zod'
import { agreed, type ApplicationPlan, submitDraft, uploadPaper } from './applicant.ts'
import { readClock } from './evaluation-clock.ts'
import type { Held } from './holder.ts'
import { awaitCode } from './outbox.ts'
import { openSession, ProblemError, type Session } from './session.ts'

/** A browser of their own, logged in with the certificate. */
export const enterWith = async (baseUrl: string, held: Held): Promise<Session> => {
  const session = openSession(baseUrl)
  await held.logIn(session)
  return session
}

/** Without the key: organisation code, human check, and the code that the contact on record gets. */
export const enterByContact = async (baseUrl: string, { code, form }: ApplicationPlan): Promise<Session> => {
  const session = openSession(baseUrl)
  const sinceMs = Date.parse((await readClock(baseUrl)).now) - 1_000
  await session.post('/holder/contact-codes', { code, captcha: await session.captcha() })
  await session.post<HolderView>('/holder/contact', { orgCode: code, code: await awaitCode(session, form.contact.mobile ?? '', sinceMs) })
  return session
}

export const pathOf = ({ authorityId, serialNumber }: CertificateKey): string => `/certificates/${authorityId}/${serialNumber}`

/** As every message names it. */
export const keyOf = ({ issued: { authorityId, serialNumber } }: Held): CertificateKey => ({ authorityId, serialNumber })

export const certificatesOf = async (session: Session): Promise<readonly HeldCertificate[]> =>
  (await session.get<z.infer<typeof heldCertificates>>('/certificates')).certificates

export const certificateIn = async (session: Session, held: Held): Promise<HeldCertificate> => {
  const found = (await certificatesOf(session)).find(({ serialNumber }) => serialNumber === held.issued.serialNumber)
  if (found === undefined) throw new Error('the certificate is not among those that are shown')
  return found
}

export const freeze = (session: Session, held: Held, reason: FreezeReason): Promise<HeldCertificate> =>
  session.post(`${pathOf(keyOf(held))}/freeze`, { reason, remark: '' })

export interface FollowUpWish {
  readonly type: FollowUpType
  readonly reason: FollowUpReason
  readonly medium?: Medium
}

/** 更新、解冻、补办、变更、注销: the draft filled from the record, the papers that the reason asks for, submitted. */
export const followUp = async (session: Session, held: Held, wish: FollowUpWish): Promise<string> => {
  const { draftId } = await session.post<z.infer<typeof followUpOpened>>(`${pathOf(keyOf(held))}/follow-ups`, { remark: '', ...wish })
  const draft = await session.get<z.infer<typeof draftView>>(`/drafts/${draftId}`)
  if (draft.form.organization?.name === undefined) throw new Error('the draft is not filled from the record')
  const papers = followUpRule(wish.type, wish.reason)?.papers
  const { holder } = await session.get<{ readonly holder: HolderView | null }>('/holder/session')
  for (const kind of papers?.[holder?.by === 'contact' ? 'byContact' : 'byCertificate'] ?? []) await uploadPaper(session, draftId, kind)
  return submitDraft(session, draftId)
}

/** Several that are about to end, in one go; gives the application numbers in the same order. */
export const renewSeveral = async (session: Session, certificates: readonly CertificateKey[]): Promise<readonly string[]> => {
  const { results } = await session.post<z.infer<typeof renewalsResponse>>('/certificates/renewals', {
    certificates,
    ...(await agreed(session)),
  })
  return results.map(({ applicationNo, code }) => {
    if (applicationNo === null) throw new Error(`a renewal was refused: ${code}`)
    return applicationNo
  })
}

/** The act must be refused with this code. */
export const expectRefusal = async (code: string, act: () => Promise<unknown>): Promise<void> => {
  try {
    await act()
  } catch (error) {
    if (error instanceof ProblemError && error.code === code) return
    throw error
  }
  throw new Error(`that should have been refused with ${code}`)
}
