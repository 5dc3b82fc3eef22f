import type { ClientMethod, ClientParams, ClientResult, SeenToken, TokenModelView } from '@certhall/contract/client/messages'
import type { Random } from '@certhall/kernel/random'
import type { ClientConnection, ConsentTicket, OperationPhase } from './client-connection.ts'
import type { ConsentWindow } from './consent-window.ts'
import { isUkeyFault, ukeyFault, type UkeyFaultCode } from './faults.ts'
import { findClient, type FoundClient } from './find-client.ts'
import { acceptInstallation, isOtherInstallation, type Remembered } from './known-installation.ts'
import { loopbackPermission, type PermissionGround } from './loopback-permission.ts'
import { asChosen, type ModelChoices, withChoice } from './model-choices.ts'
import type { OpenTransport } from './transport.ts'

/** What the page knows of the client on this computer. */
export type ClientState =
  | { readonly kind: 'idle' }
  /** The browser will ask for a permission: said before it does. */
  | { readonly kind: 'explain' }
  | { readonly kind: 'searching' }
  /** Nothing to work with, and why. */
  | { readonly kind: 'failed'; readonly code: UkeyFaultCode }
  /** It answers, but with another key than the last time: the person decides whether that is theirs. */
  | { readonly kind: 'changed'; readonly found: FoundClient }
  | {
      readonly kind: 'ready'
      readonly hello: FoundClient['hello']
      readonly tokens: readonly SeenToken[]
      readonly models: readonly TokenModelView[]
    }

/** The client waits for the person: `isShown` is false when the browser let no window open. */
export interface ConsentState extends ConsentTicket {
  readonly isShown: boolean
}

export interface ClientSnapshot {
  readonly client: ClientState
  readonly consent: ConsentState | null
}

export interface StoreGround {
  readonly ports: readonly number[]
  readonly origin: string
  readonly openSocket: OpenTransport
  readonly permission: PermissionGround
  readonly random: Random
  readonly memory: Remembered
  readonly pause: (ms: number) => Promise<void>
}

export type ClientStore = ReturnType<typeof createClientStore>

/** One connection for all pages of this tab. Pages look at the snapshot; what they do goes through here. */
export const createClientStore = (ground: StoreGround) => {
  let snapshot: ClientSnapshot = { client: { kind: 'idle' }, consent: null }
  let connection: ClientConnection | null = null
  let lastOpen: OpenTransport = ground.openSocket
  let choices: ModelChoices = new Map()
  const listeners = new Set<() => void>()
  const change = (part: Partial<ClientSnapshot>): void => {
    snapshot = { ...snapshot, ...part }
    for (const listener of listeners) listener()
  }

  const enter = async (found: FoundClient): Promise<void> => {
    connection = found.connection
    await found.connection.call('token.watch', { on: true })
    const tokens = await listOf(found.connection)
    if (connection === found.connection) change({ client: { kind: 'ready', hello: found.hello, ...asChosen(tokens, choices) } })
  }

  const search = async (open: OpenTransport): Promise<void> => {
    if (snapshot.client.kind === 'searching') return
    change({ client: { kind: 'searching' } })
    lastOpen = open
    try {
      const old = connection
      connection = null
      old?.close()
      const found = await findClient({ ...ground, open }, { tokensChanged: () => void refresh(), closed: () => lost() })
      if (isOtherInstallation(ground.memory, found.hello.installationKeySha256)) return change({ client: { kind: 'changed', found } })
      await enter(found)
    } catch (error) {
      const code = isUkeyFault(error) ? error.code : 'CLIENT_ABSENT'
      change({
        client: {
          kind: 'failed',
          code: code === 'CLIENT_ABSENT' && (await loopbackPermission(ground.permission)) === 'denied' ? 'LOOPBACK_DENIED' : code,
        },
      })
    }
  }

  /** Away without our doing: looked for again by itself, unless a window carried it (that needs a click). */
  const lost = (): void => {
    if (connection === null) return
    connection = null
    change({ client: { kind: 'failed', code: 'CLIENT_LOST' }, consent: null })
    if (lastOpen === ground.openSocket) void comeBack()
  }
  const comeBack = async (): Promise<void> => {
    for (const pauseMs of comeBackPausesMs) {
      await ground.pause(pauseMs)
      if (snapshot.client.kind !== 'failed' || listeners.size === 0) return
      await search(ground.openSocket)
    }
  }

  // The client takes one request of a page at a time: looks wait for each other, and stay away while the person works.
  let looks: Promise<void> = Promise.resolve()
  let isWorking = false
  let work: Promise<unknown> = Promise.resolve()
  const refresh = (): Promise<void> => (looks = looks.then(lookAgain))
  const lookAgain = async (): Promise<void> => {
    const now = connection
    if (now === null || isWorking || snapshot.client.kind !== 'ready') return
    try {
      const tokens = await listOf(now)
      if (snapshot.client.kind === 'ready' && connection === now) change({ client: { ...snapshot.client, ...asChosen(tokens, choices) } })
    } catch (error) {
      // At work for another page: what is shown stays, and the next look tells.
      if (!isUkeyFault(error)) throw error
    }
  }

  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    snapshot: () => snapshot,

    /** Looks by itself where no question of the browser comes; else explains first. */
    start: async (): Promise<void> => {
      if (snapshot.client.kind !== 'idle') return refresh()
      const permission = await loopbackPermission(ground.permission)
      if (permission === 'denied') return change({ client: { kind: 'failed', code: 'LOOPBACK_DENIED' } })
      if (permission === 'prompt') return change({ client: { kind: 'explain' } })
      await search(ground.openSocket)
    },
    /** From a click. */
    search: () => search(ground.openSocket),
    searchOver: (open: OpenTransport) => search(open),
    acceptChange: async (): Promise<void> => {
      const { client } = snapshot
      if (client.kind !== 'changed') return
      acceptInstallation(ground.memory, client.found.hello.installationKeySha256)
      await enter(client.found)
    },
    refresh,

    /** A look of a page, in turn with our own and after the person's work. */
    look: <Method extends ClientMethod>(method: Method, params: ClientParams<Method>): Promise<ClientResult<Method>> => {
      const seen = looks
        .then(() => work)
        .then(() => {
          if (connection === null) throw ukeyFault('CLIENT_LOST')
          return connection.call(method, params)
        })
      looks = seen.then(
        () => {},
        () => {},
      )
      return seen
    },

    /** An operation of the person, with the client's window for its consent. */
    run: async <Method extends ClientMethod>(
      method: Method,
      params: ClientParams<Method>,
      window: ConsentWindow | null,
      phase: (phase: OperationPhase) => void = () => {},
    ): Promise<ClientResult<Method>> => {
      isWorking = true
      try {
        await looks
        const now = connection
        if (now === null) throw ukeyFault('CLIENT_LOST')
        const answer = now.call(method, withChoice(params, snapshot.client.kind === 'ready' ? snapshot.client.tokens : [], choices), {
          phase: (reached) => {
            // The PIN was right: the window has said so, and there is nothing left to wait for in it.
            if (!whilePinIsAsked.has(reached)) change({ consent: null })
            phase(reached)
          },
          consent: (ticket) => change({ consent: { ...ticket, isShown: window?.show(ticket.url) ?? false } }),
        })
        work = answer.catch(() => {})
        return await answer
      } finally {
        isWorking = false
        window?.close()
        change({ consent: null })
        void refresh()
      }
    },
    /** The person says which of the models that match this UKEY it is; kept for its serial number while the tab is open. */
    chooseModel: ({ serialNumber }: SeenToken, modelId: string): void => {
      choices = new Map([...choices, [serialNumber, modelId]])
      if (snapshot.client.kind === 'ready') change({ client: asChosen(snapshot.client, choices) })
    },
    /** The second click, when the first window was kept from opening. */
    consentShown: () => snapshot.consent !== null && change({ consent: { ...snapshot.consent, isShown: true } }),
    cancel: async (): Promise<void> => {
      await connection?.call('operation.cancel', {})
    },
  }
}

const listOf = async (connection: ClientConnection): Promise<{ tokens: readonly SeenToken[]; models: readonly TokenModelView[] }> => {
  const { tokens } = await connection.call('token.list', {})
  const { models } = await connection.call('model.list', {})
  return { tokens, models }
}

const whilePinIsAsked: ReadonlySet<OperationPhase> = new Set(['waitingForConsent', 'loggingIn', 'changingPin'])

const comeBackPausesMs: readonly number[] = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 30_000]
