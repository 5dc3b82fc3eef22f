import { type AuthorityPlan, rootPlans, subordinatePlans } from './authority-plan.ts'
import { enterAuthorities, type HierarchyOrder, makeSubordinate, openRoot, publishRootList } from './make-authority.ts'
import type { SealedKey } from './sealed-key.ts'

/**
 * Makes the authorities that are missing, enters them in the ledger, and lets each root sign its own CRL; after that the
 * roots' keys are touched no more. Each step is kept before the next begins, so that a broken run is finished by another,
 * and a house that was made before an authority was planned gets it.
 */
export const createHierarchy = async (order: HierarchyOrder): Promise<void> => {
  // One passphrase for every root: a mistyped one must not seal a new root for ever.
  const elder = rootPlans.map(({ authorityId }) => order.files.read(authorityId)).find((sealed) => sealed !== undefined)
  for (const plan of rootPlans) await createBelow(order, plan, elder)
}

const createBelow = async (order: HierarchyOrder, rootPlan: AuthorityPlan, elder: SealedKey | undefined): Promise<void> => {
  const root = openRoot(order, rootPlan, elder)
  const records = [await root.record()]
  for (const plan of subordinatePlans) {
    if (plan.issuerId === rootPlan.authorityId) records.push(await makeSubordinate(order, plan, root))
  }
  await enterAuthorities(order, records)
  const heads = await order.ledger.read((transaction) => transaction.publishedCrls())
  if (!heads.some(({ authorityId }) => authorityId === rootPlan.authorityId)) await publishRootList(order, root)
}
