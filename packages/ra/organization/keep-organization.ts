import type { CompleteForm } from '@certhall/contract/application/form'
import type { OrganizationRepository } from './ports.ts'

/** Offered by a transaction that approves: the approved form becomes what the hall knows of the organisation. */
export interface OrganizationRecord {
  readonly keepOrganization: (approved: ApprovedForm, atMs: number) => Promise<void>
}

export interface ApprovedForm {
  readonly orgCode: string
  readonly uscc: string
  readonly form: CompleteForm
}

/** The agent is left out: identity papers belong to one application, not to the organisation. */
export const keepOrganization =
  (organizations: OrganizationRepository): OrganizationRecord['keepOrganization'] =>
  async ({ orgCode, uscc, form }, atMs) => {
    const earlier = await organizations.one(orgCode)
    const { mobile, email } = earlier?.form.contact ?? form.contact
    const contactChangedAtMs = mobile === form.contact.mobile && email === form.contact.email ? (earlier?.contactChangedAtMs ?? null) : atMs
    await organizations.keep({
      orgCode,
      uscc,
      form: { organization: form.organization, contact: form.contact },
      changedAtMs: atMs,
      contactChangedAtMs,
    })
  }
