/** The holder's side of the hall: joins use cases and rooms of certificate self-service. Knows no store. */
import type { ErrorCode } from '@certhall/contract/errors'
import type { Decision } from '@certhall/kernel/app-error'
import type { IntakeDeps, IntakeTransaction } from '@certhall/ra/application/intake'
import type { CertificateRepository } from '@certhall/ra/certificate/ports'
import type { HolderAccess } from '@certhall/ra/holder/access'
import { endHolderSession, listHolderSessions, recordLogout } from '@certhall/ra/holder/end-session'
import type { HolderSession } from '@certhall/ra/holder/holder-session'
import { issueHolderChallenge, logInHolder } from '@certhall/ra/holder/log-in'
import type { HolderSessionRepository } from '@certhall/ra/holder/ports'
import { proveOrganization, sendOrganizationCode } from '@certhall/ra/holder/prove-organization'
import { readHolder } from '@certhall/ra/holder/read-holder'
import { readHolderView } from '@certhall/ra/holder/read-holder-view'
import type { TransactionOf } from '@certhall/ra/ports'
import type { StaffRepository } from '@certhall/ra/staff/ports'
import { verifyCaptcha } from './application/captcha.ts'
import { holderRoutes } from './holder/routes.ts'
import type { Room } from './http/app.ts'
import type { Limits } from './http/limits.ts'

export interface SelfServiceDeps extends Omit<IntakeDeps, 'transaction'> {
  readonly limits: Limits
  readonly publicUrl: string
  readonly transaction: TransactionOf<IntakeTransaction & { staff: StaffRepository; certificates: CertificateRepository; holderSessions: HolderSessionRepository }>
}

export interface SelfService {
  readonly hall: readonly Room[]
  /** Who holds a session right now; asked at every request of the hall. */
  readonly holderOf: (session: HolderSession, source: string) => Promise<Decision<HolderAccess, ErrorCode>>
}

export const joinSelfService = (deps: SelfServiceDeps): SelfService => ({ hall: [holderRoom(deps)], holderOf: readHolder(deps) })

const holderRoom = (deps: SelfServiceDeps): Room => {
  const ground = { ...deps, publicOrigin: new URL(deps.publicUrl).origin }
  return holderRoutes({
    limits: deps.limits,
    challenge: issueHolderChallenge(ground),
    logIn: logInHolder(ground),
    logOut: recordLogout(deps),
    facts: readHolderView(deps),
    sessions: listHolderSessions(deps),
    endSession: endHolderSession(deps),
    verifyCaptcha: (text, mark) => verifyCaptcha(deps, text, mark),
    sendOrganizationCode: sendOrganizationCode(deps),
    proveOrganization: proveOrganization(deps),
    nowMs: deps.clock.nowMs,
  })
}
