import {
  ukeyAddress,
  ukeyAllocation,
  ukeyHistory,
  ukeyList,
  ukeyMoved,
  ukeyQuestion,
  ukeyReason,
  ukeyReceipt,
  ukeyReceived,
} from '@certhall/contract/ukey/api'
import { ukeySerial } from '@certhall/contract/ukey/serial-list'
import type { StaffActor } from '@certhall/ra/actor'
import type { UkeyCareer } from '@certhall/ra/ukey/find-ukey'
import type { UkeyPage } from '@certhall/ra/ukey/list-ukeys'
import { mayMoveUkeys } from '@certhall/ra/ukey/policy'
import type { UkeyAddress, UkeyFilter } from '@certhall/ra/ukey/ports'
import type { Receipt, Received } from '@certhall/ra/ukey/receive-ukeys'
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
  readonly receive: (receipt: Receipt, actor: StaffActor) => Promise<Received>
  readonly allocate: Move<z.infer<typeof ukeyAllocation>>
  readonly returned: Move<Reasoned>
  readonly lose: Move<Reasoned>
  readonly scrap: Move<Reasoned>
}

const issuer = { permission: 'staff:issuer' } as const
/** Issuer and auditor; the use case tells them from the others. */
const reader = { permission: 'staff' } as const
const listed = { operationId: 'listUkeys', tags: ['desk'], querystring: ukeyQuestion, response: { 200: ukeyList } }
const found = { operationId: 'findUkey', tags: ['desk'], params: ukeyAddress, response: { 200: ukeyHistory } }
const received = { operationId: 'receiveUkeys', tags: ['desk'], body: ukeyReceipt, response: { 200: ukeyReceived } }
const allocated = { operationId: 'allocateUkeys', tags: ['desk'], body: ukeyAllocation, response: { 200: ukeyMoved } }
const moved = (operationId: string) => ({ operationId, tags: ['desk'], body: ukeyReason, response: { 200: ukeyMoved } })

/** 介质库存: where each UKEY is, and the books that led there. */
export const ukeyRoutes =
  (deps: UkeyRoom): Room =>
  async (app) => {
    app.get('/ukeys', { config: reader, schema: listed }, async (request) => {
      const { state, modelId, serialNumber, cursor } = request.query
      const actor = staffOf(request)
      const filter = { state: state ?? null, modelId: modelId ?? null, serialNumber: startOf(serialNumber) }
      const { ukeys, balance } = await deps.list(filter, fromCursor(ukeyAddress, cursor), page + 1, actor)
      const last = ukeys.length > page ? ukeys[page - 1] : undefined
      return {
        rows: ukeys.slice(0, page).map((ukey) => toUkeyRow(ukey, actor)),
        nextCursor: last === undefined ? null : toCursor({ modelId: last.modelId, serialNumber: last.serialNumber }),
        balance: balance.map(toBalance),
        may: { receive: mayMoveUkeys(actor).ok },
      }
    })
    app.get('/ukeys/:modelId/:serialNumber', { config: reader, schema: found }, async (request) =>
      toHistory(await deps.find(request.params, staffOf(request)), staffOf(request)),
    )
    app.post('/ukeys/receipts', { config: issuer, schema: received }, async (request) => {
      const answer = await deps.receive(request.body, staffOf(request))
      return { received: answer.received, known: [...answer.known] }
    })
    app.post('/ukeys/allocations', { config: issuer, schema: allocated }, async (request) => ({
      moved: await deps.allocate(request.body, staffOf(request)),
    }))
    app.post('/ukeys/returns', { config: issuer, schema: moved('returnUkeys') }, async (request) => ({
      moved: await deps.returned(request.body, staffOf(request)),
    }))
    app.post('/ukeys/losses', { config: issuer, schema: moved('markUkeysLost') }, async (request) => ({
      moved: await deps.lose(request.body, staffOf(request)),
    }))
    app.post('/ukeys/scrappings', { config: issuer, schema: moved('scrapUkeys') }, async (request) => ({
      moved: await deps.scrap(request.body, staffOf(request)),
    }))
  }

/** What is no start of a serial number is looked for as it stands, and not found. */
const startOf = (typed: string | undefined): string | null =>
  typed === undefined || typed.trim() === '' ? null : (ukeySerial(typed) ?? typed)

const page = 50
