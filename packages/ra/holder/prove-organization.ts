import type { ErrorCode } from '@certhall/contract/errors'
import { parseOrganizationCode } from '@certhall/contract/organization/organization-code'
import { allowed, type Decision, orThrow, refused } from '@certhall/kernel/app-error'
import type { Actor } from '../actor.ts'
import { type SolvedCaptcha, spendCaptcha } from '../application/captcha.ts'
import { takeCode } from '../application/contact-code.ts'
import { type IntakeDeps, type PreparedCode, prepareCode, tellCodeUnseen } from '../application/intake.ts'
import { maskOf } from '../application/prove-contact.ts'
import { quietly } from '../application/resume-draft.ts'
import type { NoticeLanguage } from '../notice/ports.ts'
import type { ContactAccess } from './access.ts'

/** Who asks: a name of the browser's session. The code is good there alone, so that nobody else's guesses use up its tries. */
export interface Asker {
  readonly actor: Actor
  readonly session: string
}

/** Without the key: a code to the contact on record. Nothing in the answer or its time tells whether the organisation is known. */
export const sendOrganizationCode =
  (deps: IntakeDeps) =>
  async (typedCode: string, captcha: SolvedCaptcha, { actor, session }: Asker, language: NoticeLanguage): Promise<void> => {
    const { orgCode } = orThrow(parseOrganizationCode(typedCode))
    const prepared = await deps.transaction(async (tx): Promise<PreparedCode | null> => {
      await spendCaptcha(tx.captchas, captcha)
      const organization = await tx.organizations.one(orgCode)
      const address = organization?.form.contact.mobile ?? nobody
      // Of an unknown organisation a code is made as well, and told to nobody: the same work, the same time.
      const made = await quietly(() => prepareCode(deps, tx.codes, requestOf(orgCode, session, address)))
      await tx.audit.append({
        type: 'holder.contact-asked',
        actor,
        detail: { orgCode, isKnown: organization !== undefined, isSent: made !== null && organization !== undefined },
      })
      return organization === undefined ? null : made
    })
    tellCodeUnseen(deps, prepared, language)
  }

/** The code opens the organisation for a quarter of an hour: freeze, ask for unfreeze or replacement, follow. */
export const proveOrganization =
  (deps: IntakeDeps) =>
  async (claim: { readonly orgCode: string; readonly code: string }, { actor, session }: Asker): Promise<ContactAccess> => {
    const { orgCode } = orThrow(parseOrganizationCode(claim.orgCode))
    const answer = await deps.transaction(async (tx): Promise<Decision<ContactAccess, ErrorCode>> => {
      const organization = await tx.organizations.one(orgCode)
      const address = organization?.form.contact.mobile ?? nobody
      const taken = await takeCode(deps, tx.codes, requestOf(orgCode, session, address), claim.code)
      if (!taken.ok || organization === undefined) return refused('auth.contact-code-wrong')
      await tx.audit.append({
        type: 'holder.contact-proven',
        actor,
        detail: { orgCode, channel: 'mobile', sentTo: maskOf('mobile', address) },
      })
      return allowed({ kind: 'contact', orgCode, provenAtMs: deps.clock.nowMs() })
    })
    return orThrow(answer)
  }

const nobody = 'nobody'
const requestOf = (orgCode: string, session: string, address: string) =>
  ({ purpose: 'organization', subject: `organization:${orgCode}:${session}`, channel: 'mobile', address }) as const
