import type { Selection } from '@certhall/contract/application/form'
import { maskMobile, maskOrganizationName } from '@certhall/contract/contact/contact-address'
import { type OrganizationCode, parseOrganizationCode } from '@certhall/contract/organization/organization-code'
import type { ApplicationState } from '@certhall/contract/application/vocabulary'
import { orThrow } from '@certhall/kernel/app-error'
import type { Organization } from '../organization/ports.ts'
import { offerOf } from '../project/project.ts'
import { draftNumber } from './application-number.ts'
import { type SolvedCaptcha, spendCaptcha } from './captcha.ts'
import type { IntakeDeps, IntakeTransaction } from './intake.ts'
import type { Draft } from './ports.ts'

export interface LookUpQuestion {
  readonly selection: Selection
  readonly typedCode: string
  readonly captcha: SolvedCaptcha
  /** Drafts of this session: the same question asked again finds its draft again. */
  readonly ownDrafts: readonly string[]
}

export interface LookUpAnswer {
  readonly outcome: 'unknown' | 'known' | 'open' | 'live'
  readonly code: OrganizationCode
  readonly draftId: string | null
  readonly organization: { readonly maskedName: string; readonly city: string; readonly maskedMobile: string } | null
  readonly application: { readonly applicationNo: string; readonly state: ApplicationState } | null
  readonly certificate: { readonly notAfter: string } | null
}

export const draftLifeMs = 30 * 86_400_000

/** 查询 (design §5.2, first row): checks the code, finds what the hall may say of it, and opens a draft. */
export const lookUp =
  (deps: IntakeDeps) =>
  async (question: LookUpQuestion): Promise<LookUpAnswer> => {
    const code = orThrow(parseOrganizationCode(question.typedCode))
    const { projectId, certificateType, medium } = question.selection
    return deps.transaction(async (tx) => {
      orThrow(offerOf(await tx.projects.one(projectId), certificateType, medium))
      await spendCaptcha(tx.captchas, question.captcha)
      const organization = masked(await tx.organizations.one(code.orgCode))
      const open = await tx.applications.openOf(code.orgCode, projectId, certificateType)
      if (open !== undefined)
        return {
          outcome: 'open',
          code,
          draftId: null,
          organization,
          application: { applicationNo: open.applicationNo, state: open.state },
          certificate: null,
        }
      const draft = await findOrOpen(deps, tx, question, code)
      const live = await tx.applications.liveCertificate(code.orgCode, projectId, certificateType, deps.clock.nowMs())
      const base = { code, draftId: draft.draftId, organization, application: null }
      if (live !== null) return { ...base, outcome: 'live', certificate: { notAfter: new Date(live.notAfterMs).toISOString() } }
      return { ...base, outcome: organization === null ? 'unknown' : 'known', certificate: null }
    })
  }

const findOrOpen = async (deps: IntakeDeps, tx: IntakeTransaction, question: LookUpQuestion, code: OrganizationCode): Promise<Draft> => {
  const nowMs = deps.clock.nowMs()
  for (const draftId of question.ownDrafts.toReversed().slice(0, 10)) {
    const draft = await tx.drafts.one(draftId)
    if (draft !== undefined && draft.applicationNo === null && draft.expiresAtMs > nowMs && isSame(draft, question.selection, code))
      return draft
  }
  const draft: Draft = {
    draftId: deps.random.uuid(),
    draftNo: draftNumber(deps.random.bytes(8)),
    selection: question.selection,
    code,
    form: code.uscc === null ? {} : { organization: { uscc: code.uscc } },
    verified: { mobile: null, email: null },
    followUp: null,
    version: 1,
    savedAtMs: nowMs,
    expiresAtMs: nowMs + draftLifeMs,
    applicationNo: null,
  }
  await tx.drafts.add(draft)
  return draft
}

const isSame = (draft: Draft, selection: Selection, code: OrganizationCode): boolean =>
  draft.code.orgCode === code.orgCode &&
  draft.selection.projectId === selection.projectId &&
  draft.selection.certificateType === selection.certificateType &&
  draft.selection.medium === selection.medium &&
  draft.followUp === null

const masked = (organization: Organization | undefined): LookUpAnswer['organization'] => {
  if (organization === undefined) return null
  const { form } = organization
  return {
    maskedName: maskOrganizationName(form.organization.name),
    city: form.organization.city,
    maskedMobile: maskMobile(form.contact.mobile),
  }
}
