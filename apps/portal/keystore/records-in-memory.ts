import type { Records } from './records.ts'

/** For tests: what IndexedDB would hold. */
export const recordsInMemory = <Value>(): Records<Value> => {
  const content = new Map<string, Value>()
  return {
    get: async (name) => content.get(name),
    put: async (name, value) => void content.set(name, value),
    remove: async (name) => void content.delete(name),
    all: async () => [...content.values()],
  }
}
