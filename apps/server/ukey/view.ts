import type { UkeyBalance, UkeyHistory, UkeyRow } from '@certhall/contract/ukey/api'
import { differenceOf } from '@certhall/ra/ukey/balance'
import type { StaffActor } from '@certhall/ra/actor'
import type { UkeyCareer } from '@certhall/ra/ukey/find-ukey'
import { actsFor } from '@certhall/ra/ukey/policy'
import type { ModelBalance, StoredUkey } from '@certhall/ra/ukey/ports'

export const toUkeyRow = (ukey: StoredUkey, actor: StaffActor): UkeyRow => {
  const { modelId, serialNumber, state, place, applicationNo, changedAtMs, unexpected } = ukey
  return {
    modelId,
    serialNumber,
    state,
    place,
    applicationNo,
    changedAt: timeOf(changedAtMs),
    may: [...actsFor(actor, state)],
    unexpected: unexpected === null ? null : { applicationNo: unexpected.applicationNo, at: timeOf(unexpected.atMs) },
  }
}

export const toBalance = (balance: ModelBalance): UkeyBalance => ({
  modelId: balance.modelId,
  supplied: balance.sources.supplier,
  brought: balance.sources.holder,
  ...balance.states,
  difference: differenceOf(balance),
})

export const toHistory = ({ ukey, movements }: UkeyCareer, actor: StaffActor): UkeyHistory => ({
  ukey: toUkeyRow(ukey, actor),
  movements: movements.map(({ personId: _person, atMs, ...movement }) => ({ ...movement, at: timeOf(atMs) })),
})

const timeOf = (ms: number): string => new Date(ms).toISOString()
