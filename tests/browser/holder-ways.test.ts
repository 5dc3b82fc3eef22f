import { afterAll, beforeAll, describe } from 'vitest'
import type { Download } from '../journeys/holder.ts'
import { holderAccess } from './holder-access.ts'
import { holderChange } from './holder-change.ts'
import { holderCheck } from './holder-check.ts'
import { holderFreeze } from './holder-freeze.ts'
import { closeHolderHall, issue, openHolderHall } from './holder-hall.ts'
import { holderRenewals } from './holder-renewals.ts'
import { holderText } from './holder-text.ts'
import { holderTls } from './holder-tls.ts'
import { planOf } from './plans.ts'

/** The other ways of a holder, in one hall. The order matters: its clock goes forward, and it ends behind TLS. */
const managed = planOf(72)
const renewed = planOf(73)
const held: { stolen?: Download; own?: Download; first?: Download; second?: Download } = {}
const given = (which: keyof typeof held) => (): Download => {
  const found = held[which]
  if (found === undefined) throw new Error(`nobody holds ${which} yet`)
  return found
}

beforeAll(async () => {
  await openHolderHall()
  held.own = await issue(managed)
  held.first = await issue(renewed)
  held.second = await issue({ ...renewed, selection: { ...renewed.selection, projectId: 'tax' } })
})
afterAll(closeHolderHall)

describe('the other ways of a holder', () => {
  holderFreeze((frozen) => void (held.stolen = frozen))
  holderCheck(given('own'), given('stolen'))
  holderText(given('own'))
  holderAccess(given('own'))
  holderChange(managed, given('own'))
  holderRenewals(() => [given('first')(), given('second')()])
  holderTls(given('first'), given('second'))
})
