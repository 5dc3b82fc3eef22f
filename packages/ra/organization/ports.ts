import type { CompleteForm } from '@certhall/contract/application/form'
import type { OrganizationKind } from '@certhall/contract/application/vocabulary'

/** What the hall knows of an organisation from its last approved application; prefills the next. */
export interface Organization {
  readonly orgCode: string
  readonly uscc: string | null
  readonly form: Pick<CompleteForm, 'organization' | 'contact'>
  readonly changedAtMs: number
  /** When mobile or e-mail last became other than before; null while they are the first. */
  readonly contactChangedAtMs: number | null
}

export interface OrganizationRepository {
  readonly one: (orgCode: string) => Promise<Organization | undefined>
  readonly keep: (organization: Organization) => Promise<void>
}

/** An entry of the public registry, as imported. */
export interface RegistryEntry {
  readonly orgCode: string
  readonly uscc: string | null
  readonly name: string
  readonly kind: OrganizationKind | null
  readonly legalRepresentative: string | null
  readonly address: string | null
  readonly source: string
  readonly asOfMs: number
}

export interface RegistryRepository {
  readonly one: (orgCode: string) => Promise<RegistryEntry | undefined>
  /** Adds or replaces by organisation code. */
  readonly keep: (entries: readonly RegistryEntry[]) => Promise<void>
  readonly count: () => Promise<number>
}
