import type { UkeyBalance, UkeyHistory, UkeyRow } from '@certhall/contract/ukey/api'
import { differenceOf } from '@certhall/ra/ukey/balance'
import type { StaffActor } from '@certhall/ra/actor'
import type { UkeyCareer } from '@certhall/ra/ukey/find-ukey'
import { actsFor } from '@certhall/ra/ukey/policy'
import type { ModelBalance, StoredUkey } from '@certhall/ra/ukey/ports'

export const toUkeyRow = ({ modelId, serialNumber, state, place, applicationNo, changedAtMs, unexpected }: StoredUkey, actor: StaffActor): UkeyRow => ({
  modelId, serialNumber, state, place, applicationNo, changedAt: timeOf(changedAtMs),
  unexpected: unexpected === null ? null : { applicationNo: unexpected.applicationNo, at: timeOf(unexpected.atMs) },
  may: [...actsFor(actor, state)],
})

export const toBalance = (balance: ModelBalance): UkeyBalance => ({
  modelId: balance.modelId, supplied: balance.sources.supplier, brought: balance.sources.holder, ...balance.states, difference: differenceOf(balance),
})

export const toHistory = ({ ukey, movements }: UkeyCareer, actor: StaffActor): UkeyHistory => ({
  ukey: toUkeyRow(ukey, actor),
  movements: movements.map(({ number, from, to, by, applicationNo, reason, atMs }) => ({ number, from, to, by, applicationNo, reason, at: timeOf(atMs) })),
})

const timeOf = (ms: number): string => new Date(ms).toISOString()
