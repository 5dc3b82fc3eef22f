import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import type { Actor } from '../actor.ts'
import { type ApplicationKey, loadOwnApplication } from './add-document.ts'
import { type Progress, progressOf } from './follow-progress.ts'
import type { IntakeDeps } from './intake.ts'
import { nextState } from './lifecycle.ts'

/** Ends an application that nobody has decided; another may be made at once. Asked again, it answers the same. */
export const withdrawApplication =
  (deps: IntakeDeps) =>
  async (key: ApplicationKey, revision: number, actor: Actor): Promise<Progress> =>
    deps.transaction(async (tx) => {
      const application = await loadOwnApplication(tx, key)
      if (application.state === 'withdrawn') return progressOf(tx, application)
      const state = orThrow(nextState(application.state, 'withdraw'))
      if (application.revision !== revision) throw new AppError<ErrorCode>('state.conflict', { detail: { revision: application.revision } })
      const next = { ...application, state, version: application.version + 1, changedAtMs: deps.clock.nowMs() }
      if (!(await tx.applications.save(next, application))) throw new AppError<ErrorCode>('state.conflict')
      await tx.audit.append({
        type: 'application.withdrawn',
        actor,
        applicationNo: key.applicationNo,
        before: application.state,
        after: state,
      })
      return progressOf(tx, next)
    })
