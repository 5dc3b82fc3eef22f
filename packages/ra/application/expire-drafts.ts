import type { IntakeDeps } from './intake.ts'

/** Deletes drafts that nobody submitted in time, with their papers; several servers may sweep at once. */
export const expireDrafts =
  (deps: Pick<IntakeDeps, 'transaction' | 'clock'>) =>
  async (limit = 200): Promise<number> =>
    deps.transaction(async ({ drafts, audit }) => {
      const expired = await drafts.expired(deps.clock.nowMs(), limit)
      for (const { draftId, draftNo } of expired) {
        await drafts.remove(draftId)
        await audit.append({
          type: 'draft.expired',
          actor: { kind: 'system', name: 'sweep' },
          before: 'draft',
          after: 'expired',
          detail: { draftNo },
        })
      }
      return expired.length
    })
