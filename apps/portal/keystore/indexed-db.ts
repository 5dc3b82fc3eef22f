import type { HolderKey } from './holder-key.ts'
import type { LoginKey } from './login-key.ts'
import type { Records } from './records.ts'
import type { StaffKey } from './staff-key.ts'

interface Stores {
  readonly 'holder-keys': HolderKey
  readonly 'staff-keys': StaffKey
  readonly 'login-keys': LoginKey
}

const databaseName = 'certhall'
const storeNames = ['holder-keys', 'staff-keys', 'login-keys'] as const satisfies readonly (keyof Stores)[]

/** Keys of this browser. Each act opens and closes the database, so that another tab with a newer version is never blocked. */
export const browserRecords = <Name extends keyof Stores>(name: Name): Records<Stores[Name]> => ({
  get: (key) => act(name, 'readonly', (store) => store.get(key) as IDBRequest<Stores[Name] | undefined>),
  put: async (key, value) => {
    await act(name, 'readwrite', (store) => store.put(value, key))
  },
  remove: (key) => act(name, 'readwrite', (store) => store.delete(key)),
  all: () => act(name, 'readonly', (store) => store.getAll() as IDBRequest<Stores[Name][]>),
})

/** Whether keys can be kept at all; some private windows refuse. */
export const canKeepKeys = async (): Promise<boolean> => {
  try {
    ;(await open()).close()
    return true
  } catch {
    // The reason does not matter to the person: this browser cannot do it.
    return false
  }
}

/** Asks the browser not to clear our store when space runs short. A refusal changes nothing. */
export const askToPersist = async (): Promise<void> => {
  await navigator.storage?.persist?.()
}

const open = (): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, 2)
    request.onupgradeneeded = () => {
      for (const name of storeNames) if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name)
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

const act = async <Result>(
  name: keyof Stores,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> => {
  const database = await open()
  try {
    return await new Promise((resolve, reject) => {
      // strict: complete means on the disk, not only handed to the system.
      const transaction = database.transaction(name, mode, { durability: 'strict' })
      const request = work(transaction.objectStore(name))
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = () => reject(transaction.error ?? request.error)
    })
  } finally {
    database.close()
  }
}
