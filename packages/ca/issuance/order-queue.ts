import type { IssueOrder, IssueOutcome } from '@certhall/contract/signer/issue'

/** Takes orders one by one and hands them on in batches: one commit to disk serves all that wait for it. */
export interface OrderQueue {
  readonly issue: (orders: readonly IssueOrder[]) => Promise<readonly IssueOutcome[]>
  /** Resolves when this order is not being worked on. */
  readonly settled: (orderId: string) => Promise<void>
  readonly drain: () => Promise<void>
}

export interface QueueLimits {
  readonly maximumBatch: number
  /** Batches at work at the same time: while one waits for the disk, the other signs. */
  readonly maximumBatches: number
}

export const openOrderQueue = (
  issueBatch: (orders: readonly IssueOrder[]) => Promise<readonly IssueOutcome[]>,
  limits: QueueLimits,
): OrderQueue => {
  const waiting: Ticket[] = []
  const atWork = new Map<string, Ticket>()
  let batches = 0

  const enqueue = (order: IssueOrder): Promise<IssueOutcome> => {
    const same = atWork.get(order.orderId)
    if (same?.order.csr === order.csr) return same.promise
    // Same order, another key: it is asked after the first is settled, and learns that it lost.
    if (same !== undefined)
      return same.promise.then(
        () => enqueue(order),
        () => enqueue(order),
      )
    const ticket = openTicket(order)
    atWork.set(order.orderId, ticket)
    waiting.push(ticket)
    setImmediate(pump)
    return ticket.promise
  }

  const pump = (): void => {
    while (waiting.length > 0 && batches < limits.maximumBatches) void work(waiting.splice(0, limits.maximumBatch))
  }

  const work = async (tickets: readonly Ticket[]): Promise<void> => {
    batches += 1
    try {
      const outcomes = await issueBatch(tickets.map(({ order }) => order))
      for (const ticket of tickets) atWork.delete(ticket.order.orderId)
      for (const [index, ticket] of tickets.entries())
        ticket.resolve(outcomes[index] ?? { outcome: 'refused', orderId: ticket.order.orderId, code: 'internal.unexpected' })
    } catch (error) {
      for (const ticket of tickets) atWork.delete(ticket.order.orderId)
      for (const ticket of tickets) ticket.reject(error)
    } finally {
      batches -= 1
      pump()
    }
  }

  const idle = async (tickets: readonly Ticket[]): Promise<void> => void (await Promise.allSettled(tickets.map(({ promise }) => promise)))
  return {
    issue: (orders) => Promise.all(orders.map(enqueue)),
    settled: (orderId) => idle([atWork.get(orderId)].filter((ticket) => ticket !== undefined)),
    drain: () => idle([...atWork.values()]),
  }
}

interface Ticket extends PromiseWithResolvers<IssueOutcome> {
  readonly order: IssueOrder
}

const openTicket = (order: IssueOrder): Ticket => {
  const ticket = { order, ...Promise.withResolvers<IssueOutcome>() }
  // Whoever asked hears of it; a batch that nobody waits for any more must not end the process.
  ticket.promise.catch(() => {})
  return ticket
}
