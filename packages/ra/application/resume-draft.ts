import type { ErrorCode } from '@certhall/contract/errors'
import { parseMobile } from '@certhall/contract/contact/contact-address'
import { allowed, type Decision, orThrow, refused } from '@certhall/kernel/app-error'
import type { Actor } from '../actor.ts'
import type { NoticeLanguage } from '../notice/ports.ts'
import { normalizeDraftNumber } from './application-number.ts'
import { type SolvedCaptcha, spendCaptcha } from './captcha.ts'
import { takeCode } from './contact-code.ts'
import { type IntakeDeps, type IntakeTransaction, type PreparedCode, prepareCode, tellCodeUnseen } from './intake.ts'
import { type OpenedDraft, openedDraft } from './open-draft.ts'
import type { Draft } from './ports.ts'

export interface ResumeClaim {
  readonly draftNo: string
  readonly mobile: string
}

/** Sends a code when number and mobile belong together; the answer is the same when they do not. */
export const sendResumeCode =
  (deps: IntakeDeps) =>
  async (claim: ResumeClaim, captcha: SolvedCaptcha, actor: Actor, language: NoticeLanguage): Promise<void> => {
    const mobile = orThrow(parseMobile(claim.mobile))
    const prepared = await deps.transaction(async (tx): Promise<PreparedCode | null> => {
      await spendCaptcha(tx.captchas, captcha)
      const draft = await claimed(deps, tx, claim, mobile)
      if (draft === undefined) return null
      const made = await quietly(() =>
        prepareCode(deps, tx.codes, { purpose: 'resume', subject: `draft:${draft.draftId}`, channel: 'mobile', address: mobile }),
      )
      if (made !== null)
        await tx.audit.append({
          type: 'contact.code-sent',
          actor,
          detail: { draftNo: draft.draftNo, channel: 'mobile', purpose: 'resume' },
        })
      return made
    })
    tellCodeUnseen(deps, prepared, language)
  }

/** The draft for a new session; the code proves the mobile for the form as well. */
export const resumeDraft =
  (deps: IntakeDeps) =>
  async (claim: ResumeClaim, code: string, actor: Actor): Promise<OpenedDraft> => {
    const mobile = orThrow(parseMobile(claim.mobile))
    const answer = await deps.transaction(async (tx): Promise<Decision<OpenedDraft, ErrorCode>> => {
      const draft = await claimed(deps, tx, claim, mobile)
      if (draft === undefined) return refused('auth.contact-code-wrong')
      const taken = await takeCode(
        deps,
        tx.codes,
        { purpose: 'resume', subject: `draft:${draft.draftId}`, channel: 'mobile', address: mobile },
        code,
      )
      if (!taken.ok) return refused('auth.contact-code-wrong')
      await tx.audit.append({ type: 'contact.verified', actor, detail: { draftNo: draft.draftNo, channel: 'mobile', purpose: 'resume' } })
      const next: Draft = { ...draft, verified: { ...draft.verified, mobile }, version: draft.version + 1 }
      return draft.applicationNo === null && (await tx.drafts.save(next, draft.version))
        ? allowed(await openedDraft(tx, next))
        : allowed(await openedDraft(tx, draft))
    })
    return orThrow(answer)
  }

const claimed = async (deps: IntakeDeps, tx: IntakeTransaction, claim: ResumeClaim, mobile: string): Promise<Draft | undefined> => {
  const draft = await tx.drafts.byNumber(normalizeDraftNumber(claim.draftNo))
  if (draft === undefined || (draft.applicationNo === null && draft.expiresAtMs <= deps.clock.nowMs())) return undefined
  const typed = parseMobile(draft.form.contact?.mobile ?? '')
  return draft.verified.mobile === mobile || (typed.ok && typed.value === mobile) ? draft : undefined
}

/** Too many codes is an answer too; here it would tell that the number exists. */
export const quietly = async <Value>(work: () => Promise<Value>): Promise<Value | null> => {
  try {
    return await work()
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'limit.codes') return null
    throw error
  }
}
