import type { DraftForm } from '@certhall/contract/application/form'
import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, AppError, type Decision, orThrow, refused } from '@certhall/kernel/app-error'
import type { Actor } from '../actor.ts'
import type { NoticeLanguage } from '../notice/ports.ts'
import type { Organization } from '../organization/ports.ts'
import { takeCode } from './contact-code.ts'
import { savedNow } from './follow-up-record.ts'
import { type IntakeDeps, prepareCode, tellCode } from './intake.ts'
import { type DraftKey, loadOpenDraft, type OpenedDraft, openedDraft } from './open-draft.ts'
import { type CodeSent, codeTimes, maskOf } from './prove-contact.ts'

/** A code to the contact on record, which may not be the person who asks; the masked mobile was shown by 查询 already. */
export const sendPrefillCode =
  (deps: IntakeDeps) =>
  async (key: DraftKey, actor: Actor, language: NoticeLanguage): Promise<CodeSent> => {
    const prepared = await deps.transaction(async (tx) => {
      const draft = await loadOpenDraft(tx, key, deps.clock.nowMs())
      const organization = await tx.organizations.one(draft.code.orgCode)
      if (organization === undefined) return null
      const address = organization.form.contact.mobile
      const made = await prepareCode(deps, tx.codes, { purpose: 'prefill', subject: draft.draftId, channel: 'mobile', address })
      await tx.audit.append({
        type: 'contact.code-sent',
        actor,
        detail: { draftNo: draft.draftNo, channel: 'mobile', sentTo: maskOf('mobile', address), purpose: 'prefill' },
      })
      return made
    })
    // Nothing to hide here: a gateway that fails must be told, not waited for.
    if (prepared !== null) await tellCode(deps, prepared, language)
    return { sentTo: prepared === null ? '' : maskOf('mobile', prepared.address), ...codeTimes }
  }

/** Stored data into the draft; what was typed already stays. The code proves the mobile on record at the same time. */
export const prefillDraft =
  (deps: IntakeDeps) =>
  async (key: DraftKey, typedCode: string, actor: Actor): Promise<OpenedDraft> => {
    const answer = await deps.transaction(async (tx): Promise<Decision<OpenedDraft, ErrorCode>> => {
      const nowMs = deps.clock.nowMs()
      const draft = await loadOpenDraft(tx, key, nowMs)
      const organization = await tx.organizations.one(draft.code.orgCode)
      if (organization === undefined) return refused('auth.contact-code-expired')
      const { mobile } = organization.form.contact
      const taken = await takeCode(
        deps,
        tx.codes,
        { purpose: 'prefill', subject: draft.draftId, channel: 'mobile', address: mobile },
        typedCode,
      )
      if (!taken.ok) return taken
      const next = {
        ...draft,
        form: mergeForms(formOf(organization), draft.form),
        verified: { ...draft.verified, mobile },
        version: draft.version + 1,
        ...savedNow(draft, nowMs),
      }
      if (!(await tx.drafts.save(next, draft.version))) throw new AppError<ErrorCode>('state.draft-changed')
      await tx.audit.append({ type: 'prefill.disclosed', actor, detail: { draftNo: draft.draftNo, orgCode: draft.code.orgCode } })
      return allowed(await openedDraft(tx, next))
    })
    return orThrow(answer)
  }

const formOf = ({ form }: Organization): DraftForm => {
  const { orgCode: _orgCode, ...organization } = form.organization
  return { organization: withoutNulls(organization), contact: withoutNulls(form.contact) } as DraftForm
}

/** Typed values win over stored ones; an empty field counts as not typed. */
const mergeForms = (stored: DraftForm, typed: DraftForm): DraftForm => ({
  ...typed,
  organization: { ...stored.organization, ...withoutBlanks(typed.organization) },
  contact: { ...stored.contact, ...withoutBlanks(typed.contact) },
})

const withoutNulls = (group: object): object => Object.fromEntries(Object.entries(group).filter(([, value]) => value !== null))
const withoutBlanks = (group: object = {}): object =>
  Object.fromEntries(Object.entries(group).filter(([, value]) => value !== '' && value !== undefined))
