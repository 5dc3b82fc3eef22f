import type { ErrorCode } from '@certhall/contract/errors'
import { parseMobile } from '@certhall/contract/contact/contact-address'
import { allowed, AppError, type Decision, orThrow, refused } from '@certhall/kernel/app-error'
import type { Actor } from '../actor.ts'
import type { StoredCertificate } from '../certificate/ports.ts'
import type { NoticeLanguage } from '../notice/ports.ts'
import type { Project } from '../project/project.ts'
import type { ApplicationKey } from './add-document.ts'
import { normalizeApplicationNumber } from './application-number.ts'
import { type SolvedCaptcha, spendCaptcha } from './captcha.ts'
import { takeCode } from './contact-code.ts'
import { type IntakeDeps, type IntakeTransaction, type PreparedCode, prepareCode, tellCodeUnseen } from './intake.ts'
import { mayOpen } from './policy.ts'
import type { Application, ApplicationTrace, Paper } from './ports.ts'
import { quietly } from './resume-draft.ts'

export interface ProgressClaim {
  readonly applicationNo: string
  readonly mobile: string
}

export interface Progress {
  readonly application: Application
  readonly project: Project
  readonly papers: readonly Paper[]
  readonly trace: ApplicationTrace
  /** The certificate that a follow-up is on, as it is now. */
  readonly target: StoredCertificate | undefined
}

/** ST-1: a code when number and mobile (of contact or agent) belong together; the answer is the same when not. */
export const sendProgressCode =
  (deps: IntakeDeps) =>
  async (claim: ProgressClaim, captcha: SolvedCaptcha, actor: Actor, language: NoticeLanguage): Promise<void> => {
    const mobile = orThrow(parseMobile(claim.mobile))
    const prepared = await deps.transaction(async (tx): Promise<PreparedCode | null> => {
      await spendCaptcha(tx.captchas, captcha)
      const application = await claimed(tx, claim, mobile)
      if (application === undefined) return null
      const { applicationNo } = application
      const made = await quietly(() =>
        prepareCode(deps, tx.codes, { purpose: 'progress', subject: `application:${applicationNo}`, channel: 'mobile', address: mobile }),
      )
      if (made !== null)
        await tx.audit.append({ type: 'contact.code-sent', actor, applicationNo, detail: { channel: 'mobile', purpose: 'progress' } })
      return made
    })
    tellCodeUnseen(deps, prepared, language)
  }

export const openProgress =
  (deps: IntakeDeps) =>
  async (claim: ProgressClaim, code: string, actor: Actor): Promise<Progress> => {
    const mobile = orThrow(parseMobile(claim.mobile))
    const answer = await deps.transaction(async (tx): Promise<Decision<Progress, ErrorCode>> => {
      const application = await claimed(tx, claim, mobile)
      if (application === undefined) return refused('auth.contact-code-wrong')
      const { applicationNo } = application
      const taken = await takeCode(
        deps,
        tx.codes,
        { purpose: 'progress', subject: `application:${applicationNo}`, channel: 'mobile', address: mobile },
        code,
      )
      if (!taken.ok) return refused('auth.contact-code-wrong')
      await tx.audit.append({ type: 'contact.verified', actor, applicationNo, detail: { channel: 'mobile', purpose: 'progress' } })
      return allowed(await progressOf(tx, application))
    })
    return orThrow(answer)
  }

/** For a session that submitted it or has proven the mobile. */
export const readProgress =
  (deps: IntakeDeps) =>
  async (key: ApplicationKey): Promise<Progress> =>
    deps.transaction(async (tx) => {
      orThrow(mayOpen(key.ownApplications, key.applicationNo, 'missing.application'))
      const application = await tx.applications.one(key.applicationNo)
      if (application === undefined) throw new AppError<ErrorCode>('missing.application')
      return progressOf(tx, application)
    })

export const progressOf = async (tx: IntakeTransaction, application: Application): Promise<Progress> => {
  const project = await tx.projects.one(application.projectId)
  if (project === undefined) throw new AppError<ErrorCode>('missing.project')
  const { applicationNo, followUp } = application
  const target = followUp === null ? undefined : await tx.certificates.one(followUp.target)
  return {
    application,
    project,
    papers: await tx.documents.list({ applicationNo }),
    trace: await tx.applications.trace(applicationNo),
    target,
  }
}

const claimed = async (tx: IntakeTransaction, claim: ProgressClaim, mobile: string): Promise<Application | undefined> => {
  const application = await tx.applications.one(normalizeApplicationNumber(claim.applicationNo))
  if (application === undefined) return undefined
  const { contact, agent } = application.form
  return contact.mobile === mobile || agent.mobile === mobile ? application : undefined
}
