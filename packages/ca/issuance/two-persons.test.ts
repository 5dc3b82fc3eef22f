import { holderKey, type IssuingHouse, openIssuingHouse, orderOf, type OrderBend, type StaffPerson } from '@certhall/testkit/issuing-house'
import { memoryLedger } from '@certhall/testkit/memory-ledger'
import type { StaffRole } from '@certhall/contract/staff/roles'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** Who stands in a statement, whose key signed it, and what it is about: any mixture a hostile server could send. */
const mixture = fc.record({
  reviewer: fc.nat(4),
  decisionSigner: fc.nat(4),
  issuer: fc.nat(4),
  releaseSigner: fc.nat(4),
  decides: fc.constantFrom('approve', 'reject', 'return'),
  isOwnSnapshot: fc.boolean(),
  isOwnDecision: fc.boolean(),
  hasDecision: fc.boolean(),
  hasRelease: fc.boolean(),
})

describe('no path reaches a certificate', () => {
  let house: IssuingHouse
  let staff: readonly StaffPerson[]
  const roles: readonly (readonly StaffRole[])[] = [['reviewer'], ['reviewer'], ['issuer'], ['reviewer', 'issuer'], ['auditor']]

  beforeAll(async () => {
    house = await openIssuingHouse(memoryLedger())
    staff = await Promise.all(roles.map((each, index) => house.hire(`人员${index}`, each)))
  })
  afterAll(() => house.close())

  const person = (index: number): StaffPerson => {
    const found = staff[index]
    if (found === undefined) throw new Error('no such person')
    return found
  }

  it('without a signed decision and a signed release of two different persons in their roles', async () => {
    const key = holderKey('ecdsa-p256')
    let certificates = 0
    await fc.assert(
      fc.asyncProperty(mixture, async (mix) => {
        const bend: OrderBend = {
          key: certificates === 0 ? key : holderKey('ecdsa-p256'),
          decision: { decision: mix.decides, ...(mix.isOwnSnapshot ? {} : { snapshotSha256: 'a'.repeat(64) }) },
          release: mix.isOwnDecision ? {} : { decisionSha256: 'b'.repeat(64) },
          decisionSigner: person(mix.decisionSigner),
          releaseSigner: person(mix.releaseSigner),
        }
        const right = await orderOf(person(mix.reviewer), person(mix.issuer), house.clock.nowMs(), bend)
        const order = {
          ...right,
          decision: mix.hasDecision ? right.decision : right.release,
          release: mix.hasRelease ? right.release : right.decision,
        }
        const isCovered =
          mix.hasDecision &&
          mix.hasRelease &&
          mix.decides === 'approve' &&
          mix.isOwnSnapshot &&
          mix.isOwnDecision &&
          mix.reviewer !== mix.issuer &&
          mix.reviewer === mix.decisionSigner &&
          mix.issuer === mix.releaseSigner &&
          roles[mix.reviewer]?.includes('reviewer') === true &&
          roles[mix.issuer]?.includes('issuer') === true
        const [outcome] = await house.queue.issue([order])
        if (outcome?.outcome === 'issued') certificates += 1
        expect(outcome?.outcome).toBe(isCovered ? 'issued' : 'refused')
      }),
      {
        numRuns: 300,
        examples: [
          [
            {
              reviewer: 0,
              decisionSigner: 0,
              issuer: 2,
              releaseSigner: 2,
              decides: 'approve',
              isOwnSnapshot: true,
              isOwnDecision: true,
              hasDecision: true,
              hasRelease: true,
            },
          ],
        ],
      },
    )
    expect(certificates).toBeGreaterThan(0)
  })
})
