import type { UkeyHistory, UkeyList, UkeyReceived } from '@certhall/contract/ukey/api'
import type { UkeyAct, UkeyState } from '@certhall/contract/ukey/vocabulary'
import { call } from '../api/call.ts'

export interface StockFilter {
  readonly state: UkeyState | ''
  readonly modelId: string
  readonly serialNumber: string
}

export interface MoveOrder {
  readonly modelId: string
  readonly serialNumbers: readonly string[]
  readonly act: UkeyAct
  /** The place of an allocation; else the reason. */
  readonly words: string
}

/** What the stock asks of the server, typed by the shapes that it validates with. */
export const readStock = (filter: StockFilter, cursor: string | null): Promise<UkeyList> =>
  call(`/desk/ukeys?${query({ ...filter, cursor: cursor ?? '' })}`)
export const readHistory = (modelId: string, serialNumber: string): Promise<UkeyHistory> =>
  call(`/desk/ukeys/${encodeURIComponent(modelId)}/${encodeURIComponent(serialNumber)}`)
export const receive = (modelId: string, serialNumbers: readonly string[]): Promise<UkeyReceived> =>
  call('/desk/ukeys/receipts', { body: { modelId, serialNumbers } })
export const move = ({ modelId, serialNumbers, act, words }: MoveOrder): Promise<{ readonly moved: number }> =>
  call(`/desk/ukeys/${pathOf[act]}`, { body: { modelId, serialNumbers, ...(act === 'allocate' ? { place: words } : { reason: words }) } })

const pathOf: Readonly<Record<UkeyAct, string>> = { allocate: 'allocations', return: 'returns', lose: 'losses', scrap: 'scrappings' }

const query = (given: Readonly<Record<string, string>>): string =>
  new URLSearchParams(Object.entries(given).filter(([, value]) => value !== '')).toString()
