/** Driver of tokens that come with an SKF library (GM/T 0016). It runs in a host of its own, one call at a time. */
import type { PinFacts } from '@certhall/contract/client/messages'
import { oneAtATime } from '../in-turn.ts'
import type { TokenQuirks } from '../quirks.ts'
import type { TokenDriver, TokenFacts } from '../token.ts'
import type { DeviceFacts } from './skf-blobs.ts'
import { skfCalls, type SkfCalls } from './skf-calls.ts'
import { skfConnections } from './skf-connection.ts'
import { algorithmsOf, keysIn } from './skf-containers.ts'
import { openSkfLibrary } from './skf-library.ts'
import { changePin, pinFactsOf, verifyPin } from './skf-pin.ts'
import { skfSession } from './skf-session.ts'

export interface SkfDriverOptions {
  readonly libraryPath: string
  readonly quirks: TokenQuirks
  readonly ulongOctets: 4 | 8 | null
}

/** DRIVER_MISSING when the file is no SKF library. */
export const skfDriver = ({ libraryPath, quirks, ulongOctets }: SkfDriverOptions): TokenDriver => {
  const library = openSkfLibrary({ libraryPath, callingConvention: quirks.callingConvention, ulongOctets })
  const calls = skfCalls(library)
  const connections = skfConnections(calls, quirks.applicationName)
  const inTurn = oneAtATime()
  return {
    list: () => inTurn(async () => (await connections.devices()).map((device) => factsOf(calls, device))),
    pinFacts: (tokenId) => inTurn(() => connections.during(tokenId, ({ application }) => pinFactsOf(calls, application))),
    keys: (tokenId) => inTurn(() => connections.during(tokenId, ({ application }) => keysIn(calls, application))),
    changePin: (tokenId, pin, newPin) =>
      inTurn(() =>
        connections.during(tokenId, async ({ application }): Promise<PinFacts> => changePin(calls, application, { pin, newPin, quirks })),
      ).finally(() => {
        pin.fill(0)
        newPin.fill(0)
      }),
    logIn: (tokenId, pin) =>
      inTurn(async () => {
        const connection = await connections.hold(tokenId)
        try {
          return await connections.within(connection, async () => {
            const { asymmetricAlgorithms } = await calls.deviceFacts(connection.device)
            await verifyPin(calls, connection.application, pin)
            return skfSession({ calls, connections, connection, inTurn, algorithms: algorithmsOf(calls, asymmetricAlgorithms) })
          })
        } catch (error) {
          await connections.letGo(connection)
          throw error
        }
      }).finally(() => pin.fill(0)),
    close: () =>
      inTurn(async () => {
        await connections.close()
        library.unload()
      }),
  }
}

const factsOf = (calls: SkfCalls, device: DeviceFacts): TokenFacts => ({
  tokenId: device.serialNumber,
  driver: 'skf',
  manufacturer: device.manufacturer,
  // SKF has no word for a model: vendors write it into the label.
  model: device.label,
  label: device.label,
  serialNumber: device.serialNumber,
  algorithms: algorithmsOf(calls, device.asymmetricAlgorithms),
  space: { freeOctets: spaceOf(device, device.freeOctets), totalOctets: spaceOf(device, device.totalOctets) },
})

/** Some fill these in with nothing or with ones. */
const spaceOf = ({ totalOctets, freeOctets }: DeviceFacts, octets: number): number | null =>
  totalOctets === 0 || totalOctets >= 0xffffffff || freeOctets > totalOctets ? null : octets
