import type { UkeyBalance, UkeyHistory, UkeyRow } from '@certhall/contract/ukey/api'
import { differenceOf } from '@certhall/ra/ukey/balance'
import type { UkeyCareer } from '@certhall/ra/ukey/find-ukey'
import type { ModelBalance, StoredUkey } from '@certhall/ra/ukey/ports'

export const toUkeyRow = ({ modelId, serialNumber, state, place, applicationNo, changedAtMs, unexpected }: StoredUkey): UkeyRow => ({
  modelId, serialNumber, state, place, applicationNo, changedAt: timeOf(changedAtMs),
  unexpected: unexpected === null ? null : { applicationNo: unexpected.applicationNo, at: timeOf(unexpected.atMs) },
})

export const toBalance = (balance: ModelBalance): UkeyBalance => ({
  modelId: balance.modelId, supplied: balance.sources.supplier, brought: balance.sources.holder, ...balance.states, difference: differenceOf(balance),
})

export const toHistory = ({ ukey, movements }: UkeyCareer): UkeyHistory => ({
  ukey: toUkeyRow(ukey),
  movements: movements.map(({ number, from, to, by, applicationNo, reason, atMs }) => ({ number, from, to, by, applicationNo, reason, at: timeOf(atMs) })),
})

const timeOf = (ms: number): string => new Date(ms).toISOString()
