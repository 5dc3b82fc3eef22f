import type { IssuedCertificate, PasscodeView } from '@certhall/contract/passcode/api'
import type { ClientMethod } from '@certhall/contract/client/messages'
import { AppError } from '@certhall/kernel/app-error'
import { describe, expect, it, vi } from 'vitest'
import type { InstallStep, StepWriter } from '../download/step-log.ts'
import type { OperationPhase } from './client-connection.ts'
import { sampleToken } from './fake-client.ts'
import { begunToken } from './token-memory.ts'
import { type RunOperation, ukeyMedium } from './ukey-medium.ts'

const view: PasscodeView = {
  state: 'delivered',
  applicationNo: 'A2026-000001',
  maskedOrganization: '广**有限公司',
  projectNameZh: '招投标',
  projectNameEn: 'Tendering',
  certificateType: 'organization',
  medium: 'ukey',
  keyAlgorithm: 'ecdsa-p256',
  expiresAt: '2026-12-06T00:00:00.000Z',
  boundSpkiSha256: null,
  issued: null,
}
const serialNumber = '01000294000102030405060708090a0b0c0d0e'
const issued: IssuedCertificate = {
  authorityId: 'ec',
  serialNumber,
  subject: 'CN=x',
  notBefore: '',
  notAfter: '',
  certificate: 'AAAA',
  chain: ['BBBB'],
  ocspUrl: '',
  crlUrl: '',
}
const window = { show: () => true, close: vi.fn() }
const access = (token = sampleToken) => ({ kind: 'token', token, window, language: 'zh' }) as const
const passcode = 'ABCD-EFGH-JKLM-NPQR-STUV'

const setUp = (part: Partial<PasscodeView> = {}, kept = new Map<string, string>()) => {
  const asked: [ClientMethod, Record<string, unknown>][] = []
  const steps: InstallStep[] = []
  const log: StepWriter = {
    at: async (step, work) => (steps.push(step), work()),
    through: async (first, work) => (steps.push(first), work((step) => void (steps.at(-1) !== step && steps.push(step)))),
    wasKept: (step) => void steps.push(step),
  }
  let answer: (method: ClientMethod, phase: (phase: OperationPhase) => void) => unknown = (method, phase) => {
    const phases: readonly OperationPhase[] =
      method === 'key.enrol'
        ? ['waitingForConsent', 'loggingIn', 'changingPin', 'makingKey', 'signing']
        : ['waitingForConsent', 'writing', 'readingBack', 'signing']
    for (const each of phases) phase(each)
    return method === 'key.enrol'
      ? { keyId: 'k', csr: 'AQID', spkiSha256: 'aa', facts: {} }
      : { certificateSha256: '', confirmation: { text: `{"serialNumber":"${serialNumber}"}`, signature: 's' } }
  }
  const run = (async (method: ClientMethod, params: Record<string, unknown>, _window: unknown, phase: (phase: OperationPhase) => void) => {
    asked.push([method, params])
    return answer(method, phase)
  }) as unknown as RunOperation
  const memory = {
    get: (key: string) => kept.get(key) ?? null,
    set: (key: string, value: string) => void kept.set(key, value),
    remove: (key: string) => void kept.delete(key),
  }
  return {
    medium: ukeyMedium({ ...view, ...part }, passcode, { run, memory }),
    log,
    steps,
    asked,
    kept,
    memory,
    answerWith: (given: typeof answer) => void (answer = given),
  }
}

describe('the UKEY as a medium', () => {
  it('makes no key on another UKEY than the one it began with', async () => {
    const { medium, log, kept, asked } = setUp()
    await medium.makeKeyAndRequest(access(), null, log)
    const again = setUp({ state: 'redeeming', boundSpkiSha256: 'aa' }, kept)
    await expect(
      again.medium.makeKeyAndRequest(access({ ...sampleToken, serialNumber: 'SOFT-0002' }), null, again.log),
    ).rejects.toMatchObject({ code: 'OTHER_TOKEN' })
    expect(again.asked).toEqual([])
    expect(window.close).toHaveBeenCalled()
    expect(asked).toHaveLength(1)
  })

  it('notices another UKEY by its key where nothing is remembered', async () => {
    const { medium, log } = setUp({ state: 'redeeming', boundSpkiSha256: 'bb' })
    await expect(medium.makeKeyAndRequest(access(), null, log)).rejects.toMatchObject({ code: 'OTHER_TOKEN' })
    const installing = setUp({ state: 'redeeming', boundSpkiSha256: 'bb' })
    installing.answerWith(() => {
      throw new AppError('CERTIFICATE_KEY_MISMATCH')
    })
    await expect(installing.medium.install(access(), issued, installing.log)).rejects.toMatchObject({ code: 'OTHER_TOKEN' })
  })

  it('takes no confirmation of another certificate', async () => {
    const { medium, log } = setUp()
    await expect(medium.install(access(), { ...issued, serialNumber: 'ff' }, log)).rejects.toMatchObject({ code: 'ANSWER_MALFORMED' })
  })

  it('asks for the same key with the same PASSCODE, however it is typed, and for another with another', async () => {
    const idOf = async (typed: string): Promise<unknown> => {
      const asked: unknown[] = []
      const run = (async (_method: string, params: { enrolId: string }) => (
        asked.push(params.enrolId), { csr: 'AQID', spkiSha256: 'aa' }
      )) as unknown as RunOperation
      const { log, memory } = setUp()
      await ukeyMedium(view, typed, { run, memory }).makeKeyAndRequest(access(), null, log)
      return asked[0]
    }
    expect(await idOf(passcode)).toMatch(/^[A-Za-z0-9-]{20,64}$/)
    expect(await idOf('abcdefghjklmnpqrstuv')).toBe(await idOf(passcode))
    expect(await idOf('ABCD-EFGH-JKLM-NPQR-STUW')).not.toBe(await idOf(passcode))
  })

  it('goes on with a certificate that was issued, without making or asking for anything twice', async () => {
    const { medium, log, asked, steps } = setUp({ state: 'redeeming', boundSpkiSha256: 'aa', issued })
    expect(await medium.makeKeyAndRequest(access(), issued, log)).toEqual({ kind: 'notNeeded' })
    expect(asked).toEqual([])
    expect(steps).toEqual(['enterPin', 'makeKey', 'buildRequest', 'issue'])
  })

  it('gives the next key another name when the server refused this one', async () => {
    const { medium, log, asked } = setUp()
    await medium.makeKeyAndRequest(access(), null, log)
    await medium.forgetKey()
    await medium.makeKeyAndRequest(access(), null, log)
    expect(asked[1]?.[1]['enrolId']).toBe(`${String(asked[0]?.[1]['enrolId'])}-1`)
  })

  it('tells each step, the change of a factory PIN too, and forgets all when it is done', async () => {
    const { medium, log, steps, kept } = setUp()
    expect(await medium.makeKeyAndRequest(access(), null, log)).toEqual({ kind: 'request', csr: new Uint8Array([1, 2, 3]) })
    const proof = await medium.install(access(), issued, log)
    expect(proof).toMatchObject({ signature: 's', token: { modelId: sampleToken.modelId, serialNumber: 'SOFT-0001' } })
    expect(steps).toEqual(['enterPin', 'changePin', 'makeKey', 'buildRequest', 'enterPinAgain', 'writeToken', 'readBack'])
    await medium.settle()
    expect(kept.size).toBe(0)
  })

  it('remembers a UKEY by the digest of its serial number and its end alone', async () => {
    const { medium, log, memory, kept } = setUp()
    await medium.makeKeyAndRequest(access(), null, log)
    expect(begunToken(memory, view.applicationNo)).toMatchObject({ serialEnd: '0001' })
    expect([...kept.values()].join()).not.toContain('SOFT-0001')
  })
})
