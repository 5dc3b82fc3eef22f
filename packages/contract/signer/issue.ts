import * as z from 'zod'
import { signedStatement } from '../statement/statements.ts'

/** One order to the signer. The same order asked again with the same key gives the same certificate. */
export const issueOrder = z.strictObject({
  orderId: z.uuid(),
  /** Canonical text of the snapshot. */
  snapshot: z.string().max(20_000),
  decision: signedStatement,
  release: signedStatement,
  /** Design §5.2: the second reviewer's approval of an unfreeze; empty for everything else. */
  furtherDecisions: z.array(signedStatement).max(1).default([]),
  /** base64 DER PKCS#10. */
  csr: z.string().max(90_000),
})
export type IssueOrder = z.infer<typeof issueOrder>

export const issueRequest = z.strictObject({ orders: z.array(issueOrder).min(1).max(256) })

export const issueOutcome = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('issued'),
    orderId: z.uuid(),
    authorityId: z.string(),
    serialNumber: z.string(),
    certificate: z.string(),
    notBefore: z.iso.datetime(),
    notAfter: z.iso.datetime(),
    spkiSha256: z.string(),
  }),
  /** Nothing was signed; `code` is one of contract/errors. */
  z.strictObject({
    outcome: z.literal('refused'),
    orderId: z.uuid(),
    code: z.string(),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  }),
  /** Something may have been signed: that serial is published as revoked; the release may have one more order. */
  z.strictObject({ outcome: z.literal('doubtful'), orderId: z.uuid(), serialNumber: z.string() }),
  /** Only from the status question: the signer never saw this order. */
  z.strictObject({ outcome: z.literal('unknown'), orderId: z.uuid() }),
])
export type IssueOutcome = z.infer<typeof issueOutcome>

export const issueResponse = z.strictObject({ results: z.array(issueOutcome) })
export const orderStatusRequest = z.strictObject({ orderIds: z.array(z.uuid()).min(1).max(1000) })
