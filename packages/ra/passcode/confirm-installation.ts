import type { ErrorCode } from '@certhall/contract/errors'
import type { InstalledToken } from '@certhall/contract/passcode/api'
import { parsePasscode } from '@certhall/contract/passcode/passcode-code'
import { installConfirmation } from '@certhall/contract/statement/statements'
import { allowed, AppError, type Decision, orThrow, refused } from '@certhall/kernel/app-error'
import type { Actor } from '../actor.ts'
import type { CaseRepository } from '../application/review-ports.ts'
import { nextState } from '../application/lifecycle.ts'
import { endTarget, type TargetTransaction } from '../certificate/end-target.ts'
import type { CertificateRepository, StoredCertificate } from '../certificate/ports.ts'
import { sha256Hex } from '../digest.ts'
import type { NoticeRepository } from '../notice/ports.ts'
import type { Ground, TransactionOf } from '../ports.ts'
import { isSignedByHolder } from '../signature/is-signed-by-holder.ts'
import { readStatement } from '../staff/signed-statement.ts'
import { bindUkey } from '../ukey/bind-ukey.ts'
import type { UkeyRepository } from '../ukey/ports.ts'
import { tellProject } from '../webhook/tell-project.ts'
import { stillOpen } from './check-passcode.ts'
import { matchPasscodes } from './match-passcode.ts'
import type { PasscodeCase, PasscodePepper, PasscodeRepository } from './ports.ts'

type ConfirmTransaction = TargetTransaction & {
  passcodes: PasscodeRepository
  certificates: CertificateRepository
  cases: CaseRepository
  notices: NoticeRepository
  ukeys: UkeyRepository
}

export interface ConfirmDeps extends Ground {
  readonly pepper: PasscodePepper
  readonly hotline: string
  readonly transaction: TransactionOf<ConfirmTransaction>
}

export interface Confirmation {
  readonly passcode: string
  readonly text: string
  readonly signature: string
  /** The UKEY that took the certificate. */
  readonly token?: InstalledToken | undefined
  readonly actor: Actor
}

/**
 * The holder opened the saved file and signed with the key in it: only now is the PASSCODE used and the application
 * completed. Asked again after that, it answers the same.
 */
export const confirmInstallation =
  (deps: ConfirmDeps) =>
  async (confirmation: Confirmation): Promise<PasscodeCase> => {
    const passcode = orThrow(parsePasscode(confirmation.passcode))
    const statement = orThrow(readStatement(installConfirmation, confirmation.text))
    const outcome = await deps.transaction(async (tx): Promise<Decision<PasscodeCase, ErrorCode>> => {
      const [passcodeId] = await matchPasscodes(tx.passcodes, deps.pepper, [passcode])
      if (passcodeId !== undefined) await lockInOrder(tx, passcodeId)
      const [found] = passcodeId === undefined ? [] : await tx.passcodes.ofIds([passcodeId])
      if (found === undefined) {
        await tx.audit.append({ type: 'passcode.refused', actor: confirmation.actor })
        return refused('auth.passcode-invalid')
      }
      const open = stillOpen(found, deps.clock.nowMs(), 'look')
      if (!open.ok) return open
      const { certificate } = found
      if (certificate === null) return refused('missing.certificate')
      if (certificate.state === 'frozen') return refused('state.certificate-frozen')
      if (certificate.state !== 'valid') return refused('state.certificate-revoked')
      if (statement.serialNumber !== certificate.serialNumber || statement.certificateSha256 !== sha256Hex(certificate.der))
        return refused('auth.signature-wrong')
      if (!isSignedByHolder(certificate.der, confirmation.text, confirmation.signature)) return refused('auth.signature-wrong')
      return found.passcode.state === 'used' ? allowed(found) : complete(deps, tx, found, certificate, confirmation)
    })
    return orThrow(outcome)
  }

/** The certificate whose place is taken comes first, as a freeze locks it: whoever is second waits and sees what was done (I17). */
const lockInOrder = async (tx: ConfirmTransaction, passcodeId: string): Promise<void> => {
  const [found] = await tx.passcodes.ofIds([passcodeId])
  const target = found?.application.followUp?.target
  if (target !== undefined) await tx.certificates.lock(target)
  if (found !== undefined) await tx.cases.lock(found.application.applicationNo)
  await tx.passcodes.lock([passcodeId])
}

const complete = async (
  deps: ConfirmDeps,
  tx: ConfirmTransaction,
  found: PasscodeCase,
  certificate: StoredCertificate,
  { actor, token }: Confirmation,
): Promise<Decision<PasscodeCase, ErrorCode>> => {
  const nowMs = deps.clock.nowMs()
  const { passcodeId, applicationNo } = found.passcode
  const { authorityId, serialNumber } = certificate
  const reviewCase = await tx.cases.lock(applicationNo)
  if (reviewCase === undefined) return refused('missing.application')
  const next = nextState(reviewCase.state, 'complete')
  if (!next.ok) return next
  const moved = await tx.passcodes.move({ passcodeId, from: 'redeeming', event: 'use', atMs: nowMs })
  const confirmed = await tx.certificates.confirm(authorityId, serialNumber, nowMs)
  const changed = await tx.cases.change({ applicationNo, from: reviewCase.state, version: reviewCase.version, to: next.value, atMs: nowMs })
  // The three belong together: of a half nothing is kept.
  if (!moved || !confirmed || !changed) throw new AppError<ErrorCode>('state.conflict')
  const replaced = await endTarget(tx, reviewCase.followUp, {
    moment: 'confirmation',
    overlapDays: reviewCase.overlapDays,
    actor,
    atMs: nowMs,
  })
  await tx.audit.append(
    { type: 'passcode.used', actor, applicationNo, before: 'redeeming', after: 'used', detail: { passcodeId } },
    { type: 'certificate.confirmed', actor, applicationNo, detail: { authorityId, serialNumber } },
    { type: 'application.completed', actor, applicationNo, before: reviewCase.state, after: next.value },
  )
  await tellProject(tx, {
    certificate,
    atMs: nowMs,
    ...(replaced === undefined ? { event: 'certificate.issued' } : { event: 'certificate.renewed', replaces: replaced }),
  })
  if (token !== undefined && found.application.medium === 'ukey') await bindUkey(tx, { token, applicationNo, actor, atMs: nowMs })
  const { organizationName, language, form } = reviewCase
  const to = { applicationNo, channel: 'email', address: form.contact.email, language } as const
  await tx.notices.add({
    kind: 'certificate-downloaded',
    ...to,
    parameters: { organizationName, serialNumber, notAfter: new Date(certificate.notAfterMs).toISOString(), hotline: deps.hotline },
  })
  if (replaced !== undefined && replaced.endsAtMs > nowMs) {
    const parameters = {
      organizationName,
      serialNumber,
      oldSerialNumber: replaced.serialNumber,
      oldEndsAt: new Date(replaced.endsAtMs).toISOString(),
      hotline: deps.hotline,
    }
    await tx.notices.add({ kind: 'certificate-renewed', ...to, parameters })
  }
  return allowed({ ...found, passcode: { ...found.passcode, state: 'used' }, certificate: { ...certificate, confirmedAtMs: nowMs } })
}
