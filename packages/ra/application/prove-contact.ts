import type { ErrorCode } from '@certhall/contract/errors'
import { maskEmail, maskMobile, parseEmail, parseMobile } from '@certhall/contract/contact/contact-address'
import { allowed, AppError, type Decision, orThrow, refused } from '@certhall/kernel/app-error'
import type { Actor } from '../actor.ts'
import type { NoticeLanguage } from '../notice/ports.ts'
import { codeLifeMs, codePauseMs, takeCode } from './contact-code.ts'
import { savedNow } from './follow-up-record.ts'
import { type IntakeDeps, prepareCode, tellCode } from './intake.ts'
import { type DraftKey, loadOpenDraft, type OpenedDraft, openedDraft } from './open-draft.ts'
import type { Draft } from './ports.ts'

type Channel = 'mobile' | 'email'
export interface CodeSent {
  readonly sentTo: string
  readonly againAfterSeconds: number
  readonly expiresInSeconds: number
}

/** Sends a code to the address as typed now; the person sees the masked address and when another may be sent. */
export const sendContactCode =
  (deps: IntakeDeps) =>
  async (
    key: DraftKey,
    contact: { readonly channel: Channel; readonly value: string },
    actor: Actor,
    language: NoticeLanguage,
  ): Promise<CodeSent> => {
    const address = addressOf(contact.channel, contact.value)
    const prepared = await deps.transaction(async (tx) => {
      const draft = await loadOpenDraft(tx, key, deps.clock.nowMs())
      const made = await prepareCode(deps, tx.codes, { purpose: 'verify', subject: subjectOf(draft), channel: contact.channel, address })
      await tx.audit.append({
        type: 'contact.code-sent',
        actor,
        detail: { draftNo: draft.draftNo, channel: contact.channel, sentTo: maskOf(contact.channel, address) },
      })
      return made
    })
    await tellCode(deps, prepared, language)
    return { sentTo: maskOf(contact.channel, address), ...codeTimes }
  }

/** The address of the newest code of this channel counts as proven; the form's field must equal it at submission. */
export const checkContactCode =
  (deps: IntakeDeps) =>
  async (key: DraftKey, entry: { readonly channel: Channel; readonly code: string }, actor: Actor): Promise<OpenedDraft> => {
    const answer = await deps.transaction(async (tx): Promise<Decision<OpenedDraft, ErrorCode>> => {
      const nowMs = deps.clock.nowMs()
      const draft = await loadOpenDraft(tx, key, nowMs)
      const typed = entry.channel === 'mobile' ? parseMobile(draft.form.contact?.mobile ?? '') : parseEmail(draft.form.contact?.email ?? '')
      // The code went to an address that the form no longer names: asking again is the remedy.
      if (!typed.ok) return refused('auth.contact-code-expired')
      const taken = await takeCode(
        deps,
        tx.codes,
        { purpose: 'verify', subject: subjectOf(draft), channel: entry.channel, address: typed.value },
        entry.code,
      )
      if (!taken.ok) return taken
      const next = {
        ...draft,
        verified: { ...draft.verified, [entry.channel]: typed.value },
        version: draft.version + 1,
        ...savedNow(draft, nowMs),
      }
      if (!(await tx.drafts.save(next, draft.version))) throw new AppError<ErrorCode>('state.draft-changed')
      await tx.audit.append({
        type: 'contact.verified',
        actor,
        detail: { draftNo: draft.draftNo, channel: entry.channel, sentTo: maskOf(entry.channel, typed.value) },
      })
      return allowed(await openedDraft(tx, next))
    })
    return orThrow(answer)
  }

export const addressOf = (channel: Channel, value: string): string => {
  const address = channel === 'mobile' ? parseMobile(value) : parseEmail(value)
  return orThrow(address.ok ? address : { ...address, issues: [{ field: `contact.${channel}`, code: address.code }] })
}
export const maskOf = (channel: Channel, address: string): string => (channel === 'mobile' ? maskMobile(address) : maskEmail(address))
export const codeTimes = { againAfterSeconds: codePauseMs / 1000, expiresInSeconds: codeLifeMs / 1000 }
const subjectOf = (draft: Draft): string => `draft:${draft.draftId}`
