/** Stock of UKEYs in memory, with the conditions of the SQL. */
import { ukeyStates } from '@certhall/contract/ukey/vocabulary'
import { accountOf } from '@certhall/ra/ukey/lifecycle'
import type { ModelBalance, StoredUkey, UkeyAddress, UkeyRepository } from '@certhall/ra/ukey/ports'
import type { MemoryTables } from './memory-tables.ts'

export const memoryUkeys = ({ ukeys }: MemoryTables): UkeyRepository => {
  const rows = (): StoredUkey[] =>
    [...ukeys.values()].map(({ ukey }) => ukey).toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
  return {
    add: async (added) => {
      const fresh = added.filter((each) => !ukeys.has(keyOf(each)))
      for (const { modelId, serialNumber, source, state, applicationNo, personId, atMs } of fresh)
        ukeys.set(keyOf({ modelId, serialNumber }), {
          ukey: { modelId, serialNumber, state, place: null, applicationNo, movements: 1, changedAtMs: atMs, unexpected: null },
          movements: [{ number: 1, from: source, to: state, personId, applicationNo, reason: null, atMs }],
        })
      return new Set(fresh.map(({ serialNumber }) => serialNumber))
    },
    lock: async (modelId, serialNumbers) => rows().filter((ukey) => ukey.modelId === modelId && serialNumbers.includes(ukey.serialNumber)),
    move: async (moves) =>
      moves.filter(({ ukey, to, place, applicationNo, personId, reason, atMs }) => {
        const kept = ukeys.get(keyOf(ukey))
        if (kept === undefined || kept.ukey.state !== ukey.state || kept.ukey.movements !== ukey.movements) return false
        const number = ukey.movements + 1
        const carried = applicationNo ?? kept.ukey.applicationNo
        const changed: StoredUkey = {
          ...kept.ukey,
          state: to,
          place,
          movements: number,
          changedAtMs: atMs,
          unexpected: null,
          applicationNo: carried,
        }
        const movement = { number, from: accountOf(kept.ukey), to: accountOf(changed), personId, applicationNo, reason, atMs }
        ukeys.set(keyOf(ukey), { ukey: changed, movements: [...kept.movements, movement] })
        return true
      }).length,
    noteUnexpected: async (address, applicationNo, atMs) => {
      const kept = ukeys.get(keyOf(address))
      if (kept !== undefined) ukeys.set(keyOf(address), { ...kept, ukey: { ...kept.ukey, unexpected: { applicationNo, atMs } } })
    },
    find: async (filter, after, limit) =>
      rows()
        .filter((ukey) => filter.state === null || ukey.state === filter.state)
        .filter((ukey) => filter.modelId === null || ukey.modelId === filter.modelId)
        .filter((ukey) => ukey.serialNumber.startsWith(filter.serialNumber ?? ''))
        .filter((ukey) => after === undefined || keyOf(ukey) > keyOf(after))
        .slice(0, limit),
    one: async (address) => ukeys.get(keyOf(address))?.ukey,
    movements: async (address) => ukeys.get(keyOf(address))?.movements ?? [],
    balance: async () =>
      [...Map.groupBy(ukeys.values(), ({ ukey }) => ukey.modelId)]
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([modelId, kept]) => balanceOf(modelId, kept)),
  }
}

type Kept = MemoryTables['ukeys'] extends Map<string, infer Row> ? Row : never

const balanceOf = (modelId: string, kept: readonly Kept[]): ModelBalance => {
  const from = (source: string): number => kept.flatMap(({ movements }) => movements).filter((movement) => movement.from === source).length
  const states = Object.fromEntries(ukeyStates.map((state) => [state, kept.filter(({ ukey }) => ukey.state === state).length]))
  return { modelId, sources: { supplier: from('supplier'), holder: from('holder') }, states: states as ModelBalance['states'] }
}

const keyOf = ({ modelId, serialNumber }: UkeyAddress): string => `${modelId}\n${serialNumber}`
