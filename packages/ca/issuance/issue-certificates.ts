import type { IssueOrder, IssueOutcome } from '@certhall/contract/signer/issue'
import type { ErrorCode } from '@certhall/contract/errors'
import type { Decision } from '@certhall/kernel/app-error'
import type { UnverifiedCsr } from '@certhall/pki/csr/csr'
import type { OrderRecord, StaffCertificate } from '../ports.ts'
import { proveRequest, readRequest } from './certification-request.ts'
import { certificateSha256Of, proveEvidence, type StaffBook } from './evidence.ts'
import { issuePlanned } from './issue-planned.ts'
import type { IssuerDeps } from './issuer.ts'
import { refusal, repeatOf } from './order-outcome.ts'
import { planHolder } from './plan-holder.ts'
import type { PlannedCertificate } from './planned-certificate.ts'
import { settleLeft } from './settle-left.ts'
import { sha256Hex } from './sha256.ts'

/**
 * A batch of orders in the order of design §5.3. The caller (`order-queue.ts`) never hands in an order id twice at the
 * same time. Outcomes come in the order of the orders.
 */
export const issueCertificates = async (deps: IssuerDeps, orders: readonly IssueOrder[]): Promise<readonly IssueOutcome[]> => {
  const known = await lookUp(deps, orders)
  const prepared = await Promise.all(orders.map((order) => prepare(deps, order, known)))
  const planned = prepared.flatMap((each) => ('linted' in each ? [each] : []))
  const issued = await issuePlanned(deps, planned)
  return prepared.map((each) => ('linted' in each ? (issued.get(each.orderId) ?? refusal(each.orderId, 'internal.unexpected')) : each))
}

interface Known {
  readonly orders: ReadonlyMap<string, OrderRecord>
  readonly staff: StaffBook
}

const lookUp = async (deps: IssuerDeps, orders: readonly IssueOrder[]): Promise<Known> => {
  const statements = orders.flatMap(({ decision, furtherDecisions, release }) =>
    [decision, ...furtherDecisions, release].map(certificateSha256Of),
  )
  const sha256s = [...new Set(statements.filter((sha256) => sha256 !== undefined))]
  const [records, certificates] = await deps.ledger.read(
    async (transaction): Promise<[readonly OrderRecord[], readonly StaffCertificate[]]> => [
      await transaction.findOrders(
        orders.map(({ orderId }) => orderId),
        [],
      ),
      await transaction.staffCertificates(sha256s),
    ],
  )
  const settled = await settleLeft(deps, records)
  return {
    orders: new Map(settled.map((record) => [record.orderId, record])),
    staff: new Map(certificates.map((certificate) => [certificate.certificateSha256, certificate])),
  }
}

const prepare = async (deps: IssuerDeps, order: IssueOrder, known: Known): Promise<PlannedCertificate | IssueOutcome> => {
  const request = readRequest(order.csr)
  if (!request.ok) return refusal(order.orderId, request.code, request.detail)
  // An order that was settled keeps its answer, whatever has become of its evidence since.
  const earlier = known.orders.get(order.orderId)
  if (earlier !== undefined) return repeatOf(earlier, sha256Hex(request.value.publicKey.spki))
  const plan = await planOrder(deps, order, request.value, known.staff)
  return plan.ok ? plan.value : refusal(order.orderId, plan.code, plan.detail)
}

const planOrder = async (
  deps: IssuerDeps,
  order: IssueOrder,
  request: UnverifiedCsr,
  staff: StaffBook,
): Promise<Decision<PlannedCertificate, ErrorCode>> => {
  const [evidence, csr] = await Promise.all([
    proveEvidence(order, staff, deps.clock.nowMs(), deps.signing.verify),
    proveRequest(request, deps.signing),
  ])
  if (!evidence.ok) return evidence
  return csr.ok ? planHolder(order, evidence.value, csr.value, deps) : csr
}
