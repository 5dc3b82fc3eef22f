/**
 * The invariants of registration (security study §3.3, design §5.7) that are looked for while the hall runs. Each states
 * what must always be true, whatever crashed, was repeated or was done at the same time.
 */
export const invariants = Object.freeze({
  I01: 'A PASSCODE leads to at most one certificate, and to none that lives after the code was voided or ran out.',
  I02: 'Every certificate stands in the registration tables, in the audit record and in the signer’s ledger, byte for byte the same.',
  I05: 'A certificate says what the reviewer signed, and every signature of reviewer and issuer still verifies.',
  I09: 'Decision and release were signed by two persons, neither of whom entered the case; an unfreeze was approved by two more than its issuer.',
  I10: 'A case has at most one live PASSCODE, and one that ended stays ended.',
  I12: 'No certificate comes back from hold, and none from its end.',
  I13: 'When an unfreeze has given a new certificate, the frozen one has ended.',
  I14: 'A certificate that was reported as lost or compromised has ended by the time its application is completed.',
  I15: 'A case has at most one certificate that is not revoked, and none outlives the overlap with its successor.',
  I16: 'Nobody is logged in with a certificate that is not valid.',
  I21: 'A certificate that waits for confirmation is on the follow-up list, a confirmed one has completed its case, and no approval waits for ever.',
  I22: 'Every change of state has exactly one audit event, and every event names who, where and which case.',
  I23: 'The audit chain verifies up to its head, no checkpoint contradicts it, and no event waits for long.',
  I28: 'Each message belongs to an event and each event has its message; whatever is not sent yet has a job that will send it.',
  I29: 'Every paper opens, and has the size and the SHA-256 of its row.',
  I35: 'The stock of UKEYs is what its books say: each stands where its last movement put it, and what came in of a model is there.',
} as const satisfies Record<string, string>)

export type InvariantId = keyof typeof invariants
export const invariantIds = Object.keys(invariants) as readonly InvariantId[]

export interface InvariantResult {
  readonly invariant: InvariantId
  /** null: could not be looked at, because the signer is silent or a key is elsewhere; nothing was found in the rest. */
  readonly ok: boolean | null
  readonly count: number
  /** Numbers and ids of what breaks it, at most ten; never names or contents. */
  readonly examples: readonly string[]
}

export interface Violation {
  readonly invariant: InvariantId
  readonly id: string
}

export const resultsOf = (violations: readonly Violation[], unchecked: ReadonlySet<InvariantId>): readonly InvariantResult[] =>
  invariantIds.map((invariant) => {
    const ids = [...new Set(violations.filter((each) => each.invariant === invariant).map(({ id }) => id))]
    return {
      invariant,
      ok: ids.length > 0 ? false : unchecked.has(invariant) ? null : true,
      count: ids.length,
      examples: ids.slice(0, exampleLimit),
    }
  })

const exampleLimit = 10
