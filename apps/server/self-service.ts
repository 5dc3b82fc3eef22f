/** The holder's side of the hall: joins use cases and rooms of certificate self-service. Knows no store. */
import type { ErrorCode } from '@certhall/contract/errors'
import type { Decision } from '@certhall/kernel/app-error'
import type { IntakeTransaction } from '@certhall/ra/application/intake'
import { openFollowUp } from '@certhall/ra/application/open-follow-up'
import { renewSeveral } from '@certhall/ra/application/renew-several'
import { submitApplication, type SubmitDeps } from '@certhall/ra/application/submit-application'
import { freezeCertificate } from '@certhall/ra/certificate/freeze-certificate'
import { readCertificate, readCertificates } from '@certhall/ra/certificate/read-certificates'
import type { CertificateRepository } from '@certhall/ra/certificate/ports'
import type { HolderAccess } from '@certhall/ra/holder/access'
import { endHolderSession, listHolderSessions, recordLogout } from '@certhall/ra/holder/end-session'
import type { HolderSession } from '@certhall/ra/holder/holder-session'
import { issueHolderChallenge, logInHolder } from '@certhall/ra/holder/log-in'
import type { HolderSessionRepository } from '@certhall/ra/holder/ports'
import { proveOrganization, sendOrganizationCode } from '@certhall/ra/holder/prove-organization'
import { readHolder } from '@certhall/ra/holder/read-holder'
import { readHolderView } from '@certhall/ra/holder/read-holder-view'
import { beginTlsLogin, finishTlsLogin } from '@certhall/ra/holder/tls-login'
import type { TransactionOf } from '@certhall/ra/ports'
import type { StaffRepository } from '@certhall/ra/staff/ports'
import { verifyCaptcha } from './application/captcha.ts'
import { authorityBook } from './certificate/authority-book.ts'
import { certificateRoutes } from './certificate/routes.ts'
import { holderRoutes } from './holder/routes.ts'
import { tlsLoginRoutes } from './holder/tls-routes.ts'
import type { Room } from './http/app.ts'
import type { Limits } from './http/limits.ts'
import type { SignerClient } from './signer-client.ts'

export interface SelfServiceDeps extends Omit<SubmitDeps, 'transaction'> {
  readonly signer: SignerClient
  readonly limits: Limits
  readonly publicUrl: string
  /** Address of the listener that asks browsers for certificates; null where there is none. */
  readonly certificateLoginUrl: string | null
  readonly transaction: TransactionOf<
    IntakeTransaction & { staff: StaffRepository; certificates: CertificateRepository; holderSessions: HolderSessionRepository }
  >
}

export interface SelfService {
  readonly hall: readonly Room[]
  /** Who holds a session right now; asked at every request of the hall. */
  readonly holderOf: (session: HolderSession, source: string) => Promise<Decision<HolderAccess, ErrorCode>>
}

export const joinSelfService = (deps: SelfServiceDeps): SelfService => ({
  hall: [holderRoom(deps), tlsLoginRoom(deps), certificateRoom(deps)],
  holderOf: readHolder(deps),
})

const certificateRoom = (deps: SelfServiceDeps): Room => {
  const open = openFollowUp(deps)
  return certificateRoutes({
    limits: deps.limits,
    list: readCertificates(deps),
    one: readCertificate(deps),
    freeze: freezeCertificate({ ...deps, authority: deps.signer }),
    openFollowUp: open,
    renewSeveral: renewSeveral({ open, submit: submitApplication(deps) }),
    nowMs: deps.clock.nowMs,
    ground: { publicUrl: deps.publicUrl, authorities: authorityBook(deps.signer) },
  })
}

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

const tlsLoginRoom = (deps: SelfServiceDeps): Room => {
  const ground = { ...deps, publicOrigin: new URL(deps.publicUrl).origin }
  const { limits, certificateLoginUrl, clock } = deps
  return tlsLoginRoutes({
    limits,
    certificateLoginUrl,
    begin: beginTlsLogin(ground),
    finish: finishTlsLogin(ground),
    facts: readHolderView(deps),
    nowMs: clock.nowMs,
  })
}
