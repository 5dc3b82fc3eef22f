/**
 * The life of a PASSCODE against a model: random commands, faults among them, on a real database and a real signer. After
 * each command the hall must say what the model says, and no invariant may be broken.
 */
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { parsePasscode } from '@certhall/contract/passcode/passcode-code'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { AppError } from '@certhall/kernel/app-error'
import { fromBase64 } from '@certhall/kernel/bytes'
import { systemClock } from '@certhall/kernel/clock'
import { checkInvariants, type CheckScope, everything } from '@certhall/ra/invariant/check-invariants'
import { expirePasscodes } from '@certhall/ra/passcode/expire-passcodes'
import { auditKey } from '@certhall/ra/audit/seal-record'
import { passcodePepper } from '@certhall/ra/passcode/passcode-pepper'
import { provePossession } from '@certhall/ra/passcode/prove-possession'
import { redeemPasscodes } from '@certhall/ra/passcode/redeem-passcode'
import { settleOrders } from '@certhall/ra/passcode/settle-orders'
import { auditRecord } from '@certhall/store/ra/audit-record'
import { invariantRecord } from '@certhall/store/ra/invariant'
import {
  approve,
  csrOf,
  enrolStaffVisitor,
  openVisitor,
  release,
  sha256,
  signStatement,
  type StaffVisitor,
  until,
  type Visitor,
} from '@certhall/testkit/desk-visitor'
import { type Hall, startHall, submitSample } from '@certhall/testkit/hall'
import { secretKey } from '@certhall/server/secrets'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let hall: Hall
let reviewer: StaffVisitor
let issuer: StaffVisitor
let holder: Visitor
let applications = 0

beforeAll(async () => {
  hall = await startHall()
  reviewer = await enrolStaffVisitor(hall.server, hall.tokens['reviewer']?.[0] ?? '')
  issuer = await enrolStaffVisitor(hall.server, hall.tokens['issuer']?.[0] ?? '')
  holder = openVisitor(hall.server)
})
afterAll(() => hall.drop())

/** What must be true of one case. `key`: the code is bound to it; `answered`: the holder has seen the certificate. */
interface Model {
  code: 'none' | 'delivered' | 'redeeming' | 'used' | 'expired' | 'voided'
  key: 'A' | 'B' | null
  isAnswered: boolean
  isSignerUp: boolean
}

interface Real {
  readonly applicationNo: string
  readonly keys: Record<'A' | 'B', KeyObject>
  readonly codes: string[]
  issued: { serialNumber: string; certificate: string } | null
}

type Step = fc.AsyncCommand<Model, Real>
const passcodeOf = (real: Real): string => real.codes.at(-1) ?? ''
const said = ({ status, body }: { status: number; body: { code?: string } }): number | string => body.code ?? status

const redeemed = async (
  model: Model,
  real: Real,
  name: 'A' | 'B',
  outcome: string | number,
  body: { serialNumber: string; certificate: string },
): Promise<void> => {
  if (model.code !== 'delivered' && model.code !== 'redeeming') return expect(outcome).toBe(`state.passcode-${model.code}`)
  if (model.code === 'redeeming' && model.key !== name) return expect(outcome).toBe('state.passcode-other-key')
  Object.assign(model, { code: 'redeeming', key: name })
  // Stored already: the signer need not be asked. Otherwise silence leaves the code bound.
  if (!model.isSignerUp && !model.isAnswered && outcome === 'busy.signer') return
  expect(outcome).toBe(200)
  if (real.issued !== null) expect(body.certificate).toBe(real.issued.certificate)
  model.isAnswered = true
  real.issued = body
}

const step = (name: string, check: (model: Readonly<Model>) => boolean, run: (model: Model, real: Real) => Promise<void>): Step => ({
  check,
  run: async (model, real) => {
    await run(model, real)
    await compare(model, real)
  },
  toString: () => name,
})

/** The next code of the case: a new one after a release, bound to nothing. */
const send = async (model: Model, real: Real, reason: string | null): Promise<void> => {
  expect(said(await release(issuer, real.applicationNo, reason))).toBe(200)
  const passcode = await until(async () => {
    const { rows } = await sql<{
      codes: string[]
    }>`select codes from ra.outbox_sink where kind = 'passcode' and application_no = ${real.applicationNo}`.execute(
      hall.server.grounds.database.kysely,
    )
    return rows.flatMap(({ codes }) => codes).find((code) => !real.codes.includes(code))
  })
  await until(async () => ((await holder.post('/passcodes/check', { passcode })).status === 200 ? true : undefined))
  real.codes.push(passcode)
  Object.assign(model, { code: 'delivered', key: null, isAnswered: false })
  real.issued = null
  // A key is certified once: the next code gets new ones.
  Object.assign(real.keys, { A: newKey(), B: newKey() })
}

const isEnded = ({ code }: Model): boolean => code === 'none' || code === 'expired' || code === 'voided'
const steps = {
  release: step('release', isEnded, (model, real) => send(model, real, null)),
  releaseTwice: step(
    'release twice',
    (model) => !isEnded(model),
    async (model, real) =>
      expect(said(await release(issuer, real.applicationNo))).toBe(model.code === 'used' ? 'state.application' : 'state.release-exists'),
  ),
  resend: step(
    'resend',
    (model) => model.code === 'delivered' || model.code === 'redeeming',
    (model, real) => send(model, real, '客户没有收到'),
  ),
  redeem: (name: 'A' | 'B') =>
    step(
      `redeem ${name}`,
      ({ code }) => code !== 'none',
      async (model, real) => {
        const request = { passcode: passcodeOf(real), csr: await csrOf(real.keys[name]) }
        const answer = await until(async () => {
          const first = await holder.post('/passcodes/redeem', request)
          // The certificate of an earlier code still lives at the signer, until the job that ends it has run.
          if (said(first) !== 'policy.evidence' || real.codes.length === 1) return first
          await settle()
          return undefined
        })
        await redeemed(model, real, name, said(answer), answer.body)
      },
    ),
  loseAnswer: (name: 'A' | 'B') =>
    step(
      `redeem ${name}, answer lost`,
      ({ code, isSignerUp }) => code === 'delivered' && isSignerUp,
      async (model, real) => {
        expect(await redeemWithoutAnswer(passcodeOf(real), real.keys[name])).toBe('busy.signer')
        Object.assign(model, { code: 'redeeming', key: name })
      },
    ),
  confirm: step(
    'confirm',
    ({ isAnswered }) => isAnswered,
    async (model, real) => {
      const { serialNumber, certificate } = real.issued ?? { serialNumber: '', certificate: '' }
      const text = canonicalJson({
        format: 'certhall.install-confirmation.v1',
        serialNumber,
        certificateSha256: sha256(fromBase64(certificate)),
      })
      const answer = await holder.post('/passcodes/confirm', {
        passcode: passcodeOf(real),
        text,
        signature: signStatement(real.keys[model.key ?? 'A'], text),
      })
      expect(said(answer)).toBe(model.code === 'redeeming' || model.code === 'used' ? 200 : `state.passcode-${model.code}`)
      if (model.code === 'redeeming') model.code = 'used'
    },
  ),
  abandon: step(
    'abandon',
    ({ code }) => code !== 'none',
    async (model, real) => {
      const passcode = passcodeOf(real)
      const { body } = await holder.post('/passcodes/check', { passcode })
      const answer = await holder.post('/passcodes/abandon', { passcode, serialNumber: body.issued?.serialNumber ?? null })
      expect(said(answer)).toBe(
        model.code === 'redeeming' ? 200 : model.code === 'delivered' ? 'state.conflict' : `state.passcode-${model.code}`,
      )
      if (model.code === 'redeeming') model.code = 'voided'
    },
  ),
  wait: step(
    'fifteen days pass',
    ({ code }) => code !== 'none',
    async (model, real) => {
      if (model.isSignerUp) await settle()
      const isStored = (await holder.post('/passcodes/check', { passcode: passcodeOf(real) })).body.issued != null
      await expirePasscodes({
        ...hall.server.grounds,
        hotline: '',
        approvalDays: 90,
        clock: { nowMs: () => systemClock.nowMs() + 15 * 86_400_000 },
      })()
      if (model.code === 'delivered') model.code = 'expired'
      if (model.code === 'redeeming' && isStored) model.code = 'voided'
    },
  ),
  settle: step(
    'settle',
    ({ isSignerUp }) => isSignerUp,
    () => settle(),
  ),
  signerDown: step(
    'signer down',
    ({ isSignerUp }) => isSignerUp,
    async (model) => {
      await hall.killSigner()
      model.isSignerUp = false
    },
  ),
  signerUp: step(
    'signer up',
    ({ isSignerUp }) => !isSignerUp,
    async (model) => {
      await hall.startSigner()
      model.isSignerUp = true
    },
  ),
}

const compare = async (model: Model, real: Real): Promise<void> => {
  if (model.code !== 'none') {
    const { body } = await holder.post('/passcodes/check', { passcode: passcodeOf(real) })
    expect(body.state ?? body.code).toBe(
      ['delivered', 'redeeming', 'used'].includes(model.code) ? model.code : `state.passcode-${model.code}`,
    )
    if (model.isAnswered && body.issued !== undefined) expect(body.issued.serialNumber).toBe(real.issued?.serialNumber)
  }
  for (const old of real.codes.slice(0, -1)) expect((await holder.post('/passcodes/check', { passcode: old })).status).not.toBe(200)
  // This case and its neighbours; all there is follows at the end of the run.
  expect(await broken({ ...everything, casesSinceMs: systemClock.nowMs() - 20_000, lastLinks: 50 })).toEqual([])
}

const broken = async (scope: CheckScope) => {
  const { grounds } = hall.server
  const deps = {
    ...grounds,
    invariants: invariantRecord(grounds.database.kysely),
    record: auditRecord(grounds.database.kysely),
    authority: grounds.signer,
    approvalDays: 90,
    auditPublicKey: auditKey(secretKey(hall.dataDirectory, 'audit-key', grounds.random)).publicKey,
  }
  return (await checkInvariants(deps)(scope)).filter(({ ok }) => ok === false)
}

const settle = async (): Promise<void> => {
  const { grounds } = hall.server
  await settleOrders({ ...grounds, authority: grounds.signer })(0)
}

/** The signer signs, and its answer never arrives. */
const redeemWithoutAnswer = async (passcode: string, privateKey: KeyObject): Promise<string | undefined> => {
  const { grounds } = hall.server
  const [code, key] = [parsePasscode(passcode), await provePossession(await csrOf(privateKey))]
  if (!code.ok || !key.ok) throw new Error('no code')
  const issue: typeof grounds.signer.issue = async (orders) => {
    await grounds.signer.issue(orders)
    throw new AppError('busy.signer')
  }
  const pepper = passcodePepper(secretKey(hall.dataDirectory, 'passcode-pepper', grounds.random))
  const [outcome] = await redeemPasscodes({ ...grounds, pepper, authority: { ...grounds.signer, issue } })([
    { passcode: code.value, key: key.value, actor: { kind: 'holder', source: 'test' } },
  ])
  return outcome?.ok === false ? outcome.code : undefined
}

const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

const approvedCase = async (): Promise<{ model: Model; real: Real }> => {
  applications += 1
  const applicationNo = `A2026-${String(500 + applications).padStart(6, '0')}`
  await submitSample(hall, { applicationNo })
  await approve(reviewer, applicationNo)
  return {
    model: { code: 'none', key: null, isAnswered: false, isSignerUp: true },
    real: { applicationNo, keys: { A: newKey(), B: newKey() }, codes: [], issued: null },
  }
}

const everyStep = [
  steps.release,
  steps.release,
  steps.releaseTwice,
  steps.resend,
  steps.redeem('A'),
  steps.redeem('A'),
  steps.redeem('B'),
  steps.loseAnswer('A'),
  steps.loseAnswer('B'),
  steps.confirm,
  steps.abandon,
  steps.wait,
  steps.settle,
  steps.signerDown,
  steps.signerUp,
]

describe('a PASSCODE', () => {
  it('lives as the model says, whatever is done to it in whatever order, and breaks no invariant', async () => {
    const plans = fc.commands(
      everyStep.map((each) => fc.constant(each)),
      { size: 'max', maxCommands: 16 },
    )
    await fc.assert(
      fc.asyncProperty(plans, async (commands) => {
        const { model, real } = await approvedCase()
        await fc.asyncModelRun(() => ({ model, real }), [steps.release, ...commands])
        if (!model.isSignerUp) await hall.startSigner()
        await settle()
        expect(await broken({ ...everything, ordersQuietMs: -1 })).toEqual([])
      }),
      { numRuns: 20, endOnFailure: true },
    )
  }, 180_000)
})
