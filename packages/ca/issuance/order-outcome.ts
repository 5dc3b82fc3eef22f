import type { ErrorCode } from '@certhall/contract/errors'
import type { IssueOutcome } from '@certhall/contract/signer/issue'
import type { AppErrorOptions } from '@certhall/kernel/app-error'
import { toHex } from '@certhall/kernel/bytes'
import type { OrderRecord } from '../ports.ts'

/** What the ledger says of an order that is settled. An open intent is doubt by the time this is asked. */
export const outcomeOf = (record: OrderRecord): IssueOutcome => {
  const { orderId, authorityId, spkiSha256, certificate } = record
  const serialNumber = toHex(record.serial)
  if (record.state !== 'signed' || certificate === null) return { outcome: 'doubtful', orderId, serialNumber }
  return {
    outcome: 'issued',
    orderId,
    authorityId,
    serialNumber,
    spkiSha256,
    certificate: Buffer.from(certificate.der).toString('base64'),
    notBefore: new Date(certificate.notBeforeMs).toISOString(),
    notAfter: new Date(certificate.notAfterMs).toISOString(),
  }
}

/** The same order again: the same answer, but only for the key it was bound to. */
export const repeatOf = (record: OrderRecord, spkiSha256: string): IssueOutcome =>
  record.spkiSha256 === spkiSha256 ? outcomeOf(record) : refusal(record.orderId, 'state.passcode-other-key')

export const refusal = (orderId: string, code: ErrorCode, detail?: AppErrorOptions['detail']): IssueOutcome => ({
  outcome: 'refused',
  orderId,
  code,
  ...(detail === undefined ? {} : { detail: { ...detail } }),
})
