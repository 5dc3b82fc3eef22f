import { type OrganizationKind, organizationKinds } from '@certhall/contract/application/vocabulary'

/** What travels from page to page in the history entry: it survives a reload and the back button, and stays out of the address. */
export interface WizardMemory {
  readonly kind?: OrganizationKind
  /** The draft that the first 查询 made, while the address still says `new`. */
  readonly draftId?: string
}

export const newDraftState = (kind: OrganizationKind): WizardMemory => ({ kind })

export const memoryOf = (state: unknown): WizardMemory => {
  if (typeof state !== 'object' || state === null) return {}
  const { kind, draftId } = state as { readonly kind?: unknown; readonly draftId?: unknown }
  const knownKind = organizationKinds.find((one) => one === kind)
  return { ...(knownKind === undefined ? {} : { kind: knownKind }), ...(typeof draftId === 'string' ? { draftId } : {}) }
}
