/** From a serial number to an open device and application, and back. */
import type { TokenErrorCode } from '@certhall/contract/client/vocabulary'
import { AppError } from '@certhall/kernel/app-error'
import { equalBytes, utf8 } from '@certhall/kernel/bytes'
import type { DeviceFacts } from './skf-blobs.ts'
import type { Handle, SkfCalls } from './skf-calls.ts'
import { hasCode, skfError } from './sar.ts'

export interface SkfConnection {
  readonly tokenId: string
  readonly deviceName: Uint8Array
  readonly device: Handle
  readonly application: Handle
}

export interface SkfConnections {
  readonly devices: () => Promise<readonly DeviceFacts[]>
  /** On the connection that a login holds, or on one for this work alone. NO_TOKEN, TOKEN_REMOVED. */
  readonly during: <Value>(tokenId: string, work: (connection: SkfConnection) => Promise<Value>) => Promise<Value>
  /** Stays open until it is let go, or the token is out. */
  readonly hold: (tokenId: string) => Promise<SkfConnection>
  readonly letGo: (connection: SkfConnection) => Promise<void>
  /** Work of a login: on the very connection that it began with. */
  readonly within: <Value>(connection: SkfConnection, work: () => Promise<Value>) => Promise<Value>
  readonly close: () => Promise<void>
}

interface Held {
  readonly connection: SkfConnection
  count: number
}

export const skfConnections = (calls: SkfCalls, applicationName: string | null): SkfConnections => {
  const held = new Map<string, Held>()
  /** Tokens that were in once: now they are out, not unknown. */
  const known = new Set<string>()

  const deviceNames = (): Promise<readonly Uint8Array[]> =>
    calls.deviceNames().catch((error: unknown) => {
      if (hasCode(error, 'TOKEN_REMOVED')) return []
      throw error
    })
  /** A device that is open already is not opened twice: some libraries close both with the second. */
  const heldAt = (name: Uint8Array): Held | undefined =>
    [...held.values()].find(({ connection }) => equalBytes(connection.deviceName, name))

  const factsAt = async (name: Uint8Array): Promise<DeviceFacts> => {
    const open = heldAt(name)
    if (open !== undefined) return calls.deviceFacts(open.connection.device)
    const device = await calls.connect(name)
    try {
      return await calls.deviceFacts(device)
    } finally {
      await quiet(calls.disconnect(device))
    }
  }
  const devices: SkfConnections['devices'] = async () => {
    const found: DeviceFacts[] = []
    const failures: unknown[] = []
    for (const name of await deviceNames()) {
      try {
        const facts = await factsAt(name)
        // Without a serial number no token can be told from another.
        if (facts.serialNumber !== '' && !found.some(({ serialNumber }) => serialNumber === facts.serialNumber)) found.push(facts)
      } catch (error) {
        if (!hasCode(error, 'TOKEN_REMOVED')) failures.push(error)
      }
    }
    // One device that fails hides no other; when all that is there fails, that is what there is to say.
    if (found.length === 0 && failures.length > 0) throw failures[0]
    for (const { serialNumber } of found) known.add(serialNumber)
    return found
  }
  const openIf = async (tokenId: string, deviceName: Uint8Array): Promise<SkfConnection | undefined> => {
    const device = await calls.connect(deviceName)
    try {
      if ((await calls.deviceFacts(device)).serialNumber === tokenId) {
        known.add(tokenId)
        return { tokenId, deviceName, device, application: await openApplication(calls, device, applicationName) }
      }
    } catch (error) {
      await quiet(calls.disconnect(device))
      throw error
    }
    await quiet(calls.disconnect(device))
    return undefined
  }
  const open = async (tokenId: string): Promise<SkfConnection> => {
    let failure: unknown
    for (const name of await deviceNames()) {
      if (heldAt(name) !== undefined) continue
      try {
        const connection = await openIf(tokenId, name)
        if (connection !== undefined) return connection
      } catch (error) {
        if (!hasCode(error, 'TOKEN_REMOVED')) failure ??= error
      }
    }
    throw failure ?? skfError(known.has(tokenId) ? 'TOKEN_REMOVED' : 'NO_TOKEN')
  }
  const shut = async ({ application, device }: SkfConnection): Promise<void> => {
    await quiet(calls.closeApplication(application))
    await quiet(calls.disconnect(device))
  }
  const forget = async (connection: SkfConnection): Promise<void> => {
    if (held.get(connection.tokenId)?.connection !== connection) return
    held.delete(connection.tokenId)
    await shut(connection)
  }
  /** Libraries tell a token that was pulled out in many ways: whether it is still in the list counts. */
  const told = async (connection: SkfConnection, error: unknown): Promise<unknown> => {
    const isOut = async (): Promise<boolean> => !(await deviceNames()).some((name) => equalBytes(name, connection.deviceName))
    const isRemoved = hasCode(error, 'TOKEN_REMOVED') || (hasCode(error, 'TOKEN_FAILED') && (await isOut().catch(() => false)))
    if (!isRemoved) return error
    await forget(connection)
    return hasCode(error, 'TOKEN_REMOVED') ? error : new AppError<TokenErrorCode>('TOKEN_REMOVED', { cause: error })
  }
  const watched = async <Value>(connection: SkfConnection, work: () => Promise<Value>): Promise<Value> => {
    try {
      return await work()
    } catch (error) {
      throw await told(connection, error)
    }
  }
  return {
    devices,
    during: async (tokenId, work) => {
      const login = held.get(tokenId)
      if (login !== undefined) return watched(login.connection, () => work(login.connection))
      const connection = await open(tokenId)
      try {
        return await watched(connection, () => work(connection))
      } finally {
        await shut(connection)
      }
    },
    hold: async (tokenId) => {
      const login = held.get(tokenId) ?? { connection: await open(tokenId), count: 0 }
      login.count += 1
      held.set(tokenId, login)
      return login.connection
    },
    letGo: async (connection) => {
      const login = held.get(connection.tokenId)
      if (login?.connection !== connection) return
      login.count -= 1
      await quiet(calls.clearLogin(connection.application))
      if (login.count === 0) await forget(connection)
    },
    within: (connection, work) => {
      if (held.get(connection.tokenId)?.connection !== connection) throw skfError('TOKEN_REMOVED')
      return watched(connection, work)
    },
    close: async () => {
      for (const { connection } of [...held.values()]) await forget(connection)
    },
  }
}

/** The one the catalogue names, or the first. */
const openApplication = async (calls: SkfCalls, device: Handle, wanted: string | null): Promise<Handle> => {
  const name = wanted === null ? (await calls.applicationNames(device))[0] : utf8(wanted)
  if (name === undefined) throw skfError('TOKEN_FAILED', 'noApplication')
  return calls.openApplication(device, name)
}

/** What is being left may fail: the token may be out. */
export const quiet = async (work: Promise<unknown>): Promise<void> => {
  await work.catch(() => undefined)
}
