import type { SeenToken, TokenModelView } from '@certhall/contract/client/messages'
import type { KeyAlgorithm } from '@certhall/contract/certificate/vocabulary'
import type { ClientState } from './client-store.ts'
import type { UkeyFaultCode } from './faults.ts'
import { needsModel } from './model-choices.ts'

/** What a UKEY needs of this computer, in the order in which it is mended. */
export const ukeyCheckNames = ['client', 'version', 'driver', 'token', 'algorithm', 'pin', 'room'] as const
export type UkeyCheckName = (typeof ukeyCheckNames)[number]

/** `warning` lets the person go on; `waiting` cannot be told before the ones above it are mended. */
export type Finding =
  | { readonly check: UkeyCheckName; readonly state: 'passed' | 'waiting' }
  | { readonly check: UkeyCheckName; readonly state: 'warning' | 'failed'; readonly remedy: Remedy }

/** One for each finding. A fault of the client has the texts of its code. */
export type Remedy =
  | { readonly kind: 'fault'; readonly code: UkeyFaultCode }
  | {
      readonly kind:
        | 'update'
        | 'driver'
        | 'insert'
        | 'chooseModel'
        | 'otherToken'
        | 'locked'
        | 'finalTry'
        | 'lowTries'
        | 'factoryPin'
        | 'makeRoom'
        | 'makeRoomHere'
    }

export interface CheckGround {
  readonly client: ClientState
  /** Of the token that the person chose; the first one when there is only one. */
  readonly token: SeenToken | null
  readonly newestVersion: string | null
  /** Null before the PASSCODE told what the certificate needs. */
  readonly algorithm: KeyAlgorithm | null
  /** The key is in the token already: only the certificate has to find room. */
  readonly hasKey?: boolean
}

export const checkUkey = ({ client, token, newestVersion, algorithm, hasKey = false }: CheckGround): readonly Finding[] => {
  if (client.kind !== 'ready') {
    const code = client.kind === 'failed' ? client.code : null
    // A client of another version is there, but not of use.
    if (code === 'VERSION')
      return [passed('client'), failed('version', { kind: 'update' }), ...waiting('driver', 'token', 'algorithm', 'pin', 'room')]
    const first: Finding = code === null ? { check: 'client', state: 'waiting' } : failed('client', { kind: 'fault', code })
    return [first, ...waiting('version', 'driver', 'token', 'algorithm', 'pin', 'room')]
  }
  const { hello, models, tokens } = client
  const head = [
    passed('client'),
    isOlder(hello.clientVersion, newestVersion) ? warning('version', { kind: 'update' }) : passed('version'),
    driverFinding(models, token),
  ]
  // Several are in: which one is asked below the list.
  if (token === null)
    return [...head, tokens.length > 1 ? passed('token') : failed('token', { kind: 'insert' }), ...waiting('algorithm', 'pin', 'room')]
  const suits = algorithm === null || token.algorithms.includes(algorithm)
  const known = needsModel(token) ? failed('token', { kind: 'chooseModel' }) : passed('token')
  return [
    ...head,
    known,
    suits ? passed('algorithm') : failed('algorithm', { kind: 'otherToken' }),
    pinFinding(token),
    roomFinding(token, hasKey),
  ]
}

export const isReady = (findings: readonly Finding[]): boolean => findings.every(({ state }) => state === 'passed' || state === 'warning')

/** A key, a certificate and its chain; tokens that do not tell are believed. */
const neededOctets = 8_192
const certificateOctets = 4_096

const driverFinding = (models: readonly TokenModelView[], token: SeenToken | null): Finding =>
  // A token that is seen has its driver, whatever the list says.
  token !== null || models.some((model) => model.isDriverPresent) ? passed('driver') : failed('driver', { kind: 'driver' })

const pinFinding = ({ pin }: SeenToken): Finding => {
  if (pin.state === 'locked') return failed('pin', { kind: 'locked' })
  if (pin.state === 'final') return warning('pin', { kind: 'finalTry' })
  if (pin.state === 'low') return warning('pin', { kind: 'lowTries' })
  return pin.isInitial === true ? warning('pin', { kind: 'factoryPin' }) : passed('pin')
}

const roomFinding = ({ freeOctets }: SeenToken, hasKey: boolean): Finding => {
  const isTight = freeOctets !== null && freeOctets < (hasKey ? certificateOctets : neededOctets)
  return isTight ? failed('room', { kind: hasKey ? 'makeRoomHere' : 'makeRoom' }) : passed('room')
}

const passed = (check: UkeyCheckName): Finding => ({ check, state: 'passed' })
const waiting = (...checks: readonly UkeyCheckName[]): readonly Finding[] => checks.map((check) => ({ check, state: 'waiting' }))
const failed = (check: UkeyCheckName, remedy: Remedy): Finding => ({ check, state: 'failed', remedy })
const warning = (check: UkeyCheckName, remedy: Remedy): Finding => ({ check, state: 'warning', remedy })

/** Numbers between dots; what follows a hyphen does not count. */
const isOlder = (has: string, newest: string | null): boolean => {
  if (newest === null) return false
  const [left, right] = [has, newest].map((version) => (version.split('-')[0] ?? '').split('.').map(Number))
  for (const [index, part] of (right ?? []).entries()) {
    const own = left?.[index] ?? 0
    if (own !== part) return own < part
  }
  return false
}
