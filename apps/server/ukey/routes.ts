import { ukeyAddress, ukeyAllocation, ukeyHistory, ukeyList, ukeyMoved, ukeyQuestion, ukeyReason, ukeyReceipt, ukeyReceived } from '@certhall/contract/ukey/api'
import { ukeySerial } from '@certhall/contract/ukey/serial-list'
import type { StaffActor } from '@certhall/ra/actor'
import type { UkeyCareer } from '@certhall/ra/ukey/find-ukey'
import type { UkeyPage } from '@certhall/ra/ukey/list-ukeys'
import { mayMoveUkeys } from '@certhall/ra/ukey/policy'
import type { UkeyAddress, UkeyFilter } from '@certhall/ra/ukey/ports'
import type { Receipt } from '@certhall/ra/ukey/receive-ukeys'
import type * as z from 'zod'
import { fromCursor, toCursor } from '../cursor.ts'
import { staffOf } from '../http/actor.ts'
import type { Room } from '../http/app.ts'
import { toBalance, toHistory, toUkeyRow } from './view.ts'

type Reasoned = z.infer<typeof ukeyReason>
type Move<Order> = (order: Order, actor: StaffActor) => Promise<number>

export interface UkeyRoom {
  readonly list: (filter: UkeyFilter, after: UkeyAddress | undefined, limit: number, actor: StaffActor) => Promise<UkeyPage>
  readonly find: (address: UkeyAddress, actor: StaffActor) => Promise<UkeyCareer>
  readonly receive: (receipt: Receipt, actor: StaffActor) => Promise<{ readonly received: number; readonly known: readonly string[] }>
  readonly allocate: Move<z.infer<typeof ukeyAllocation>>
  readonly returned: Move<Reasoned>
  readonly lose: Move<Reasoned>
  readonly scrap: Move<Reasoned>
}

const issuer = { permission: 'staff:issuer' } as const
/** Issuer and auditor; the use case tells them from the others. */
const reader = { permission: 'staff' } as const
const described = (operationId: string) => ({ operationId, tags: ['desk'] })

/** 介质库存: where each UKEY is, and the books that led there. */
export const ukeyRoutes =
  (deps: UkeyRoom): Room =>
  async (app) => {
    app.get('/ukeys', { config: reader, schema: { ...described('listUkeys'), querystring: ukeyQuestion, response: { 200: ukeyList } } }, async (request) => {
      const { state, modelId, serialNumber, cursor } = request.query
      const actor = staffOf(request)
      const filter = { state: state ?? null, modelId: modelId ?? null, serialNumber: startOf(serialNumber) }
      const { ukeys, balance } = await deps.list(filter, fromCursor(ukeyAddress, cursor), page + 1, actor)
      const last = ukeys.length > page ? ukeys[page - 1] : undefined
      return {
        rows: ukeys.slice(0, page).map((ukey) => toUkeyRow(ukey, actor)),
        nextCursor: last === undefined ? null : toCursor({ modelId: last.modelId, serialNumber: last.serialNumber }),
        balance: balance.map(toBalance), may: { receive: mayMoveUkeys(actor).ok },
      }
    })
    app.get('/ukeys/:modelId/:serialNumber', { config: reader, schema: { ...described('findUkey'), params: ukeyAddress, response: { 200: ukeyHistory } } }, async (request) =>
      toHistory(await deps.find(request.params, staffOf(request)), staffOf(request)))
    app.post('/ukeys/receipts', { config: issuer, schema: { ...described('receiveUkeys'), body: ukeyReceipt, response: { 200: ukeyReceived } } }, async (request) => {
      const { received, known } = await deps.receive(request.body, staffOf(request))
      return { received, known: [...known] }
    })
    app.post('/ukeys/allocations', { config: issuer, schema: { ...described('allocateUkeys'), body: ukeyAllocation, response: { 200: ukeyMoved } } }, async (request) => ({
      moved: await deps.allocate(request.body, staffOf(request)),
    }))
    for (const [path, operationId, move] of [['returns', 'returnUkeys', deps.returned], ['losses', 'markUkeysLost', deps.lose], ['scrappings', 'scrapUkeys', deps.scrap]] as const)
      app.post(`/ukeys/${path}`, { config: issuer, schema: { ...described(operationId), body: ukeyReason, response: { 200: ukeyMoved } } }, async (request) => ({
        moved: await move(request.body, staffOf(request)),
      }))
  }

/** What is no start of a serial number is looked for as it stands, and not found. */
const startOf = (typed: string | undefined): string | null => (typed === undefined || typed.trim() === '' ? null : (ukeySerial(typed) ?? typed))
const page = 50
