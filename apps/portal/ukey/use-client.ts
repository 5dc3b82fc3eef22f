import { systemRandom } from '@certhall/kernel/random'
import { useEffect, useSyncExternalStore } from 'react'
import { useHall } from '../api/hall.ts'
import { type ClientSnapshot, type ClientStore, createClientStore } from './client-store.ts'
import { browserMemory } from './known-installation.ts'
import { browserGround } from './loopback-permission.ts'
import { openSocket } from './transport.ts'

export interface Client extends ClientSnapshot {
  readonly store: ClientStore
}

/** The client of this computer, looked for as soon as a page that needs it is open. Null until the hall has told its ports. */
export const useClient = (): Client | null => {
  const { data } = useHall()
  const store = data === undefined ? null : storeOf(data.clientPorts)
  useEffect(() => {
    if (store === null) return undefined
    void store.start()
    const again = setInterval(() => void store.refresh(), refreshEveryMs)
    return () => clearInterval(again)
  }, [store])
  const snapshot = useSyncExternalStore(store?.subscribe ?? noSubscription, store?.snapshot ?? noSnapshot)
  return store === null || snapshot === null ? null : { ...snapshot, store }
}

/** One for the tab: going from the download to the PIN page keeps the connection. */
export const storeOf = (ports: readonly number[]): ClientStore => {
  shared ??= createClientStore({
    ports,
    openSocket,
    origin: location.origin,
    permission: browserGround(),
    random: systemRandom,
    memory: browserMemory,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  })
  return shared
}

/** For work that began on a page that had looked for the client. */
export const knownStore = (): ClientStore => {
  if (shared === null) throw new Error('no page has looked for the client yet')
  return shared
}

let shared: ClientStore | null = null

const noSubscription = () => () => {}
const noSnapshot = (): null => null

/** Also keeps an idle connection from being closed. */
const refreshEveryMs = 45_000
