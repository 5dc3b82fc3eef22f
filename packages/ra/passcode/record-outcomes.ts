import type { ErrorCode } from '@certhall/contract/errors'
import { isErrorCode } from '@certhall/contract/errors'
import type { IssueOutcome } from '@certhall/contract/signer/issue'
import { allowed, AppError, type Decision, refused } from '@certhall/kernel/app-error'
import { fromBase64 } from '@certhall/kernel/bytes'
import { parseTbs, splitCertificate } from '@certhall/pki/certificate/certificate'
import { nameText } from '@certhall/pki/name/parse-name'
import type { Actor } from '../actor.ts'
import type { AuditEvent } from '../audit/audit-event.ts'
import type { CertificateRepository, StoredCertificate } from '../certificate/ports.ts'
import { sha256Hex } from '../digest.ts'
import type { BaseTransaction, Ground, TransactionOf } from '../ports.ts'
import { isLive, ordersPerPasscode } from './lifecycle.ts'
import type { PasscodeCase, PasscodeRepository, StoredPasscode } from './ports.ts'

export interface RecordDeps extends Ground {
  readonly transaction: TransactionOf<BaseTransaction & { passcodes: PasscodeRepository; certificates: CertificateRepository }>
}
type Tx = BaseTransaction & { passcodes: PasscodeRepository; certificates: CertificateRepository }

export interface AskedOrder {
  readonly orderId: string
  readonly found: PasscodeCase
}

/**
 * Stores what the signer answered, whoever asked: the redemption itself or the sweep after a crash. Running twice with
 * the same answer changes nothing more. Gives, by order, the certificate or why there is none.
 */
export const recordOutcomes =
  (deps: RecordDeps) =>
  async (
    asked: readonly AskedOrder[],
    outcomes: readonly IssueOutcome[],
  ): Promise<ReadonlyMap<string, Decision<StoredCertificate, ErrorCode>>> => {
    const byOrder = new Map(outcomes.map((outcome) => [outcome.orderId, outcome]))
    const answered = asked.flatMap(({ orderId, found }) => {
      const outcome = byOrder.get(orderId)
      return outcome === undefined || outcome.outcome === 'unknown' ? [] : [{ found, outcome }]
    })
    if (answered.length === 0) return new Map()
    return deps.transaction(async (tx) => {
      const nowMs = deps.clock.nowMs()
      const rows = await tx.passcodes.lock(answered.map(({ found }) => found.passcode.passcodeId))
      const current = new Map(rows.map((row) => [row.passcodeId, row]))
      const issued = answered.flatMap(({ found, outcome }) =>
        outcome.outcome === 'issued' ? [{ found, certificate: certificateOf(found, outcome, nowMs) }] : [],
      )
      const stored = await tx.certificates.addAll(issued.map(({ certificate }) => certificate))
      const results = new Map<string, Decision<StoredCertificate, ErrorCode>>()
      const events: AuditEvent[] = []
      for (const { found, outcome } of answered) {
        const row = current.get(found.passcode.passcodeId)
        const holdsOrder = row?.state === 'redeeming' && row.orderId === outcome.orderId
        if (outcome.outcome === 'issued') {
          const certificate = issued.find((each) => each.found === found)?.certificate
          if (certificate === undefined) continue
          if (stored.has(certificate.serialNumber)) events.push(storedEvent(certificate))
          const isUnwanted = !holdsOrder && row?.state !== 'used'
          if (isUnwanted) events.push(...(await endUnwanted(tx, certificate, nowMs)))
          results.set(outcome.orderId, isUnwanted ? refused('state.passcode-voided') : allowed(certificate))
          continue
        }
        if (holdsOrder) events.push(...(await letGo(tx, row, outcome, nowMs)))
        results.set(
          outcome.orderId,
          outcome.outcome === 'doubtful' ? refused('state.order-doubtful') : refusalOf(outcome.code, outcome.detail),
        )
      }
      // Of codes that ended before, or just now by doubt; most are alive and cost nothing here.
      const ended = answered.filter(({ found, outcome }) => {
        const row = current.get(found.passcode.passcodeId)
        return outcome.outcome !== 'issued' || row === undefined || !isLive(row.state)
      })
      await tx.passcodes.closeOrders(
        ended.map(({ found }) => found.passcode.passcodeId),
        nowMs,
      )
      await tx.audit.append(...events)
      return results
    })
  }

/** The signer is not believed blindly either: the certificate must be for the key that the code is bound to. */
const certificateOf = (found: PasscodeCase, outcome: Extract<IssueOutcome, { outcome: 'issued' }>, nowMs: number): StoredCertificate => {
  const der = fromBase64(outcome.certificate)
  const { subject, spki } = parseTbs(splitCertificate(der).signedOctets)
  if (sha256Hex(spki) !== found.passcode.boundSpkiSha256)
    throw new AppError<ErrorCode>('internal.unexpected', { detail: { reason: 'foreign-key-certified' } })
  const { applicationNo, orgCode, projectId, certificateType, medium } = found.application
  return {
    authorityId: outcome.authorityId,
    serialNumber: outcome.serialNumber,
    applicationNo,
    passcodeId: found.passcode.passcodeId,
    orgCode,
    projectId,
    certificateType,
    medium,
    state: 'valid',
    subject: nameText(subject),
    spkiSha256: outcome.spkiSha256,
    notBeforeMs: Date.parse(outcome.notBefore),
    notAfterMs: Date.parse(outcome.notAfter),
    storedAtMs: nowMs,
    confirmedAtMs: null,
    frozenAtMs: null,
    endedAtMs: null,
    endReason: null,
    endsAtMs: null,
    der,
  }
}

const storedEvent = (certificate: StoredCertificate): AuditEvent => ({
  type: 'certificate.stored',
  actor: registration,
  applicationNo: certificate.applicationNo,
  after: 'valid',
  detail: {
    authorityId: certificate.authorityId,
    serialNumber: certificate.serialNumber,
    spkiSha256: certificate.spkiSha256,
    passcodeId: certificate.passcodeId,
  },
})

/** The code was replaced or given up while the signer worked: nobody may use this certificate. */
const endUnwanted = async (tx: Tx, certificate: StoredCertificate, nowMs: number): Promise<AuditEvent[]> => {
  const { authorityId, serialNumber, applicationNo } = certificate
  const reason = 'cessationOfOperation'
  if (!(await tx.certificates.revoke({ authorityId, serialNumber, reason, atMs: nowMs }))) return []
  await tx.jobs.send('revoke-certificate', { authorityId, serialNumber, reason, applicationNo }, { key: `${serialNumber}/${reason}` })
  return [
    {
      type: 'certificate.revoked',
      actor: registration,
      applicationNo,
      before: 'valid',
      after: 'revoked',
      detail: { serialNumber, reason },
    },
  ]
}

/** Nothing was signed: the code is free again. Doubt: the signer published the serial as revoked; one more order, then void. */
const letGo = async (
  tx: Tx,
  row: StoredPasscode,
  outcome: Extract<IssueOutcome, { outcome: 'refused' | 'doubtful' }>,
  nowMs: number,
): Promise<AuditEvent[]> => {
  const isSpent = outcome.outcome === 'doubtful' && row.orderAttempt >= ordersPerPasscode
  const to = isSpent ? 'voided' : 'delivered'
  const wasRefused = outcome.outcome === 'refused'
  await tx.passcodes.move({
    passcodeId: row.passcodeId,
    from: 'redeeming',
    event: isSpent ? 'void' : 'unbind',
    atMs: nowMs,
    ...(isSpent ? { endReason: 'order-doubtful' } : {}),
    ...(wasRefused ? { orderAttempt: row.orderAttempt - 1 } : {}),
  })
  const facts = { actor: registration, applicationNo: row.applicationNo, before: 'redeeming', after: to }
  if (wasRefused) return [{ type: 'passcode.unbound', ...facts, detail: { passcodeId: row.passcodeId, reason: outcome.code } }]
  return [
    {
      type: 'order.doubtful',
      actor: registration,
      applicationNo: row.applicationNo,
      detail: { orderId: outcome.orderId, serialNumber: outcome.serialNumber },
    },
    { type: isSpent ? 'passcode.voided' : 'passcode.unbound', ...facts, detail: { passcodeId: row.passcodeId, reason: 'order-doubtful' } },
  ]
}

const refusalOf = (code: string, detail: Readonly<Record<string, string | number | boolean>> | undefined): Decision<never, ErrorCode> =>
  isErrorCode(code) ? refused(code, detail === undefined ? {} : { detail }) : refused('internal.unexpected')

const registration: Actor = { kind: 'system', name: 'redemption' }
