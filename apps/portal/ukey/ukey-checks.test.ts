import { describe, expect, it } from 'vitest'
import type { ClientState } from './client-store.ts'
import { sampleToken } from './fake-client.ts'
import { checkUkey, isReady } from './ukey-checks.ts'

const hello = {
  clientVersion: '0.1.0',
  protocol: 1,
  system: 'linux-x64',
  installationKeySha256: '0'.repeat(64),
  installationKey: '',
  signature: '',
  isEvaluation: true,
}
const model = { modelId: 'soft', nameZh: '软件', nameEn: 'Software', vendor: 'Certhall', isDriverPresent: true, isTested: true }
const ready: ClientState = { kind: 'ready', hello, tokens: [sampleToken], models: [model] }
const ground = { client: ready, token: sampleToken, newestVersion: '0.1.0', algorithm: 'ecdsa-p256' as const }
const pin = (part: Partial<typeof sampleToken.pin>) => ({ ...sampleToken, pin: { ...sampleToken.pin, ...part } })

const findingOf = (part: Partial<typeof ground>, check: string) =>
  checkUkey({ ...ground, ...part } as typeof ground).find((each) => each.check === check)

describe('what a UKEY needs of this computer', () => {
  it.each([
    ['no client', { client: { kind: 'failed', code: 'CLIENT_ABSENT' } }, 'client', 'failed', { kind: 'fault', code: 'CLIENT_ABSENT' }],
    [
      'a browser that denies it',
      { client: { kind: 'failed', code: 'LOOPBACK_DENIED' } },
      'client',
      'failed',
      { kind: 'fault', code: 'LOOPBACK_DENIED' },
    ],
    ['a client of another protocol', { client: { kind: 'failed', code: 'VERSION' } }, 'version', 'failed', { kind: 'update' }],
    ['an older client', { newestVersion: '0.10.0' }, 'version', 'warning', { kind: 'update' }],
    [
      'no driver',
      { client: { ...ready, tokens: [], models: [{ ...model, isDriverPresent: false }] }, token: null },
      'driver',
      'failed',
      { kind: 'driver' },
    ],
    ['no UKEY', { client: { ...ready, tokens: [] }, token: null }, 'token', 'failed', { kind: 'insert' }],
    [
      'a UKEY that may be several models',
      { token: { ...sampleToken, isRecognised: false, modelChoices: ['soft', 'other'] } },
      'token',
      'failed',
      { kind: 'chooseModel' },
    ],
    ['another algorithm', { algorithm: 'sm2' }, 'algorithm', 'failed', { kind: 'otherToken' }],
    ['a locked PIN', { token: pin({ state: 'locked', triesLeft: 0 }) }, 'pin', 'failed', { kind: 'locked' }],
    ['one last try', { token: pin({ state: 'final', triesLeft: 1 }) }, 'pin', 'warning', { kind: 'finalTry' }],
    ['the factory PIN', { token: pin({ isInitial: true }) }, 'pin', 'warning', { kind: 'factoryPin' }],
    ['no room', { token: { ...sampleToken, freeOctets: 100 } }, 'room', 'failed', { kind: 'makeRoom' }],
  ])('with %s has one finding and one remedy', (_what, part, check, state, remedy) => {
    expect(findingOf(part as Partial<typeof ground>, check)).toEqual({ check, state, remedy })
    expect(isReady(checkUkey({ ...ground, ...(part as Partial<typeof ground>) }))).toBe(state === 'warning')
  })

  it('waits with what cannot be told yet', () => {
    expect(
      checkUkey({ ...ground, client: { kind: 'failed', code: 'CLIENT_ABSENT' }, token: null })
        .slice(1)
        .every(({ state }) => state === 'waiting'),
    ).toBe(true)
  })

  it('believes a token that does not tell its room or its tries', () => {
    const silent = {
      ...sampleToken,
      freeOctets: null,
      pin: { state: 'unknown' as const, triesLeft: null, triesMost: null, isInitial: null },
    }
    expect(checkUkey({ ...ground, token: silent }).every(({ state }) => state === 'passed')).toBe(true)
  })

  it('asks for less room once the key is there', () => {
    const tight = { ...sampleToken, freeOctets: 6_000 }
    expect(findingOf({ token: tight }, 'room')?.state).toBe('failed')
    expect(checkUkey({ ...ground, token: tight, hasKey: true }).find(({ check }) => check === 'room')?.state).toBe('passed')
    const full = { ...sampleToken, freeOctets: 0 }
    expect(checkUkey({ ...ground, token: full, hasKey: true }).find(({ check }) => check === 'room')).toMatchObject({
      remedy: { kind: 'makeRoomHere' },
    })
  })

  it('leaves the choice to the person when several are in', () => {
    expect(findingOf({ client: { ...ready, tokens: [sampleToken, sampleToken] }, token: null as never }, 'token')).toEqual({
      check: 'token',
      state: 'passed',
    })
  })
})
