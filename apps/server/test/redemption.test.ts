import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { displayPasscode, generatePasscode, parsePasscode } from '@certhall/contract/passcode/passcode-code'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { fromBase64, toBase64 } from '@certhall/kernel/bytes'
import { systemClock } from '@certhall/kernel/clock'
import { systemRandom } from '@certhall/kernel/random'
import {
  approve,
  csrOf,
  enrolStaffVisitor,
  openVisitor,
  readPasscode,
  release,
  sha256,
  signStatement,
  type StaffVisitor,
  until,
  type Visitor,
} from '@certhall/testkit/desk-visitor'
import { type Hall, startHall, submitSample } from '@certhall/testkit/hall'
import { settleOrders } from '@certhall/ra/passcode/settle-orders'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let hall: Hall
let reviewer: StaffVisitor
let issuer: StaffVisitor
let holder: Visitor
let offsetMs = 0
const clock = { nowMs: () => systemClock.nowMs() + offsetMs }

beforeAll(async () => {
  hall = await startHall({ clock })
  reviewer = await enrolStaffVisitor(hall.server, hall.tokens['reviewer']?.[0] ?? '')
  issuer = await enrolStaffVisitor(hall.server, hall.tokens['issuer']?.[0] ?? '')
  holder = openVisitor(hall.server)
})
afterAll(() => hall.drop())

const ecKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const rows = async (statement: string) =>
  (await sql.raw(statement).execute(hall.server.grounds.database.kysely)).rows as Record<string, unknown>[]
const released = async (applicationNo: string, projectId = 'tendering'): Promise<string> => {
  await submitSample(hall, { applicationNo, projectId })
  await approve(reviewer, applicationNo)
  await release(issuer, applicationNo)
  return delivered(applicationNo)
}
const delivered = async (applicationNo: string, known: readonly string[] = []): Promise<string> => {
  const passcode = await readPasscode(holder, applicationNo, known)
  await until(async () => ((await holder.post('/passcodes/check', { passcode })).status === 200 ? true : undefined))
  return passcode
}
const redeem = async (passcode: string, key: KeyObject) => holder.post('/passcodes/redeem', { passcode, csr: await csrOf(key) })
const confirm = (passcode: string, certificate: string, serialNumber: string, key: KeyObject) => {
  const text = canonicalJson({
    format: 'certhall.install-confirmation.v1',
    serialNumber,
    certificateSha256: sha256(fromBase64(certificate)),
  })
  return holder.post('/passcodes/confirm', { passcode, text, signature: signStatement(key, text) })
}

describe('a wrong PASSCODE', () => {
  it('is told apart from a typing error before anything is looked up', async () => {
    const passcode = displayPasscode(generatePasscode(systemRandom))
    const typo = passcode.slice(0, -1) + (passcode.endsWith('A') ? 'B' : 'A')
    expect((await holder.post('/passcodes/check', { passcode: typo })).body.code).toBe('input.passcode-typo')
    expect((await holder.post('/passcodes/check', { passcode: 'OI01' })).body.code).toBe('input.passcode-alphabet')
    expect((await holder.post('/passcodes/check', { passcode: 'ABCD' })).body.code).toBe('input.passcode-length')
  })

  it('hears the same words with an unknown locator and with a known one, and burns nothing', async () => {
    const passcode = await released('A2026-000201')
    const parsed = parsePasscode(passcode)
    const locator = parsed.ok ? parsed.value.locator : ''
    const guess = displayPasscode({ locator, secret: generatePasscode(systemRandom).secret })
    const [unknown, wrong] = [
      await holder.post('/passcodes/check', { passcode: displayPasscode(generatePasscode(systemRandom)) }),
      await redeem(guess, ecKey()),
    ]
    expect([unknown.body.code, wrong.body.code, unknown.body.detail, wrong.body.detail]).toEqual([
      'auth.passcode-invalid',
      'auth.passcode-invalid',
      undefined,
      undefined,
    ])
    expect((await holder.post('/passcodes/check', { passcode })).status).toBe(200)
    expect((await rows(`select 1 from ra.audit_event where type = 'passcode.refused'`)).length).toBe(2)
  })
})

describe('a request', () => {
  it('is refused when it is malformed, not signed by its key, or of an algorithm the profile does not allow; the code stays free', async () => {
    const passcode = await released('A2026-000202')
    const der = fromBase64(await csrOf(ecKey()))
    const forged = der.slice()
    forged[forged.length - 3] = (forged[forged.length - 3] ?? 0) ^ 1
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    expect((await holder.post('/passcodes/redeem', { passcode, csr: toBase64(der.slice(0, 40)) })).body.code).toBe('input.csr-malformed')
    expect((await holder.post('/passcodes/redeem', { passcode, csr: '!' })).body.code).toBe('input.csr-malformed')
    expect((await holder.post('/passcodes/redeem', { passcode, csr: toBase64(forged) })).body.code).toBe('input.csr-signature')
    expect((await redeem(passcode, rsa)).status).toBe(409)
    expect((await holder.post('/passcodes/check', { passcode })).body).toMatchObject({
      state: 'delivered',
      boundSpkiSha256: null,
      issued: null,
    })
    expect(
      await rows(
        `select state_before, state_after from ra.audit_event where type = 'passcode.unbound' and application_no = 'A2026-000202'`,
      ),
    ).toEqual([{ state_before: 'redeeming', state_after: 'delivered' }])
    expect((await redeem(passcode, ecKey())).status).toBe(200)
  })

  it('is refused for a key that has a certificate already', async () => {
    const key = ecKey()
    const [first, second] = [await released('A2026-000203'), await released('A2026-000204')]
    expect((await redeem(first, key)).status).toBe(200)
    expect((await redeem(second, key)).body.code).toBe('input.csr-key-reused')
    expect((await holder.post('/passcodes/check', { passcode: second })).body.state).toBe('delivered')
  })
})

describe('one PASSCODE', () => {
  it('gives exactly one certificate to 200 different keys at once', async () => {
    const passcode = await released('A2026-000205')
    const csrs = await Promise.all(Array.from({ length: 200 }, () => csrOf(ecKey())))
    const answers = await Promise.all(csrs.map((csr) => holder.post('/passcodes/redeem', { passcode, csr })))
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
    expect(new Set(answers.filter((answer) => answer.status !== 200).map((answer) => answer.body.code))).toEqual(
      new Set(['state.passcode-other-key']),
    )
    expect(await rows(`select 1 as one from ra.certificate where application_no = 'A2026-000205'`)).toHaveLength(1)
  })

  it('gives the same certificate to 50 requests with one key at once', async () => {
    const passcode = await released('A2026-000206')
    const csr = await csrOf(ecKey())
    const answers = await Promise.all(Array.from({ length: 50 }, () => holder.post('/passcodes/redeem', { passcode, csr })))
    expect(new Set(answers.map((answer) => answer.body.certificate)).size).toBe(1)
    expect(answers.every((answer) => answer.status === 200)).toBe(true)
  })

  it('works for RSA keys, and is used only after the key of the file has signed', async () => {
    const passcode = await released('A2026-000207', 'tax')
    const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const { body } = await redeem(passcode, key)
    expect((await confirm(passcode, body.certificate, body.serialNumber, ecKey())).body.code).toBe('auth.signature-wrong')
    expect((await confirm(passcode, body.certificate, '0'.repeat(38), key)).body.code).toBe('auth.signature-wrong')
    expect((await holder.post('/passcodes/check', { passcode })).body.state).toBe('redeeming')
    expect((await confirm(passcode, body.certificate, body.serialNumber, key)).body.state).toBe('used')
    expect((await confirm(passcode, body.certificate, body.serialNumber, key)).body.state).toBe('used')
    expect((await redeem(passcode, key)).body.code).toBe('state.passcode-used')
    expect((await holder.post('/passcodes/check', { passcode })).body).toMatchObject({
      state: 'used',
      issued: { serialNumber: body.serialNumber },
    })
    expect(
      (await rows(`select type from ra.audit_event where application_no = 'A2026-000207' order by occurred_at, type`)).map(
        (row) => row['type'],
      ),
    ).toEqual(
      expect.arrayContaining([
        'passcode.redeeming',
        'certificate.stored',
        'passcode.used',
        'certificate.confirmed',
        'application.completed',
      ]),
    )
  })

  it('ends with its certificate when the key was lost, and staff release again', async () => {
    const passcode = await released('A2026-000208')
    const { body } = await redeem(passcode, ecKey())
    expect((await holder.post('/passcodes/abandon', { passcode, serialNumber: null })).body.code).toBe('state.conflict')
    expect((await holder.post('/passcodes/abandon', { passcode, serialNumber: body.serialNumber })).body).toEqual({
      applicationNo: 'A2026-000208',
      revokedSerialNumber: body.serialNumber,
    })
    expect((await redeem(passcode, ecKey())).body.code).toBe('state.passcode-voided')
    expect(await rows(`select state, end_reason from ra.certificate where application_no = 'A2026-000208'`)).toEqual([
      { state: 'revoked', end_reason: 'superseded' },
    ])
    await until(async () =>
      (await rows(`select 1 from pgboss.job where name = 'revoke-certificate' and state = 'completed'`)).length > 0 ? true : undefined,
    )
    expect((await release(issuer, 'A2026-000208')).status).toBe(200)
    expect((await redeem(await delivered('A2026-000208', [passcode]), ecKey())).status).toBe(200)
  })

  it('that is replaced while its certificate waits for confirmation takes the certificate with it', async () => {
    const passcode = await released('A2026-000209')
    const key = ecKey()
    const { body } = await redeem(passcode, key)
    await release(issuer, 'A2026-000209', '客户换了电脑')
    expect((await confirm(passcode, body.certificate, body.serialNumber, key)).body.code).toBe('state.passcode-voided')
    expect(await rows(`select state from ra.certificate where application_no = 'A2026-000209'`)).toEqual([{ state: 'revoked' }])
  })
})

describe('when the signer is gone', () => {
  it('the code stays bound to its key and the same request ends with one certificate', async () => {
    const passcode = await released('A2026-000210')
    const key = ecKey()
    await hall.killSigner()
    expect((await redeem(passcode, key)).body.code).toBe('busy.signer')
    const [row] = await rows(`select state, bound_spki_sha256 is not null as bound from ra.passcode where application_no = 'A2026-000210'`)
    expect(row).toEqual({ state: 'redeeming', bound: true })
    await hall.startSigner()
    const answers = [await redeem(passcode, ecKey()), await redeem(passcode, key)]
    expect(answers.map((answer) => answer.body.code ?? answer.status)).toEqual(['state.passcode-other-key', 200])
    expect(await rows(`select 1 as one from ra.certificate where application_no = 'A2026-000210'`)).toHaveLength(1)
  })

  it('a certificate whose answer was lost is stored by the sweep', async () => {
    const passcode = await released('A2026-000211')
    const { body } = await redeem(passcode, ecKey())
    await rows(`delete from ra.certificate_der where serial_number = decode('${body.serialNumber}', 'hex')`)
    await rows(`delete from ra.certificate where application_no = 'A2026-000211'`)
    await rows(`update ra.passcode set bound_at = bound_at - interval '1 minute' where application_no = 'A2026-000211'`)
    await until(async () =>
      (await rows(`select 1 from ra.certificate where application_no = 'A2026-000211'`)).length === 1 ? true : undefined,
    )
    expect((await holder.post('/passcodes/check', { passcode })).body).toMatchObject({
      state: 'redeeming',
      issued: { serialNumber: body.serialNumber },
    })
  })
})

describe('an answer of the signer', () => {
  it('is refused when its certificate is for another key, whatever key the answer names', async () => {
    const { signer } = hall.server.grounds
    const [mine, other] = [await redeem(await released('A2026-000214'), ecKey()), await redeem(await released('A2026-000215'), ecKey())]
    await rows(`delete from ra.certificate_der where serial_number = decode('${mine.body.serialNumber}', 'hex')`)
    await rows(`delete from ra.certificate where application_no = 'A2026-000214'`)
    const orderStatus: typeof signer.orderStatus = async (ids) =>
      (await signer.orderStatus(ids)).map((each) => (each.outcome === 'issued' ? { ...each, certificate: other.body.certificate } : each))
    await expect(settleOrders({ ...hall.server.grounds, authority: { ...signer, orderStatus } })(-60_000)).rejects.toMatchObject({
      code: 'internal.unexpected',
      detail: { reason: 'foreign-key-certified' },
    })
    expect(await rows(`select 1 from ra.certificate where application_no = 'A2026-000214'`)).toEqual([])
  })
})

describe('time', () => {
  it('ends a code whose order never reached the signer; the binding does not keep it alive', async () => {
    const passcode = await released('A2026-000216')
    await hall.killSigner()
    expect((await redeem(passcode, ecKey())).body.code).toBe('busy.signer')
    await rows(
      `update ra.passcode set bound_at = bound_at - interval '1 minute', expires_at = bound_at where application_no = 'A2026-000216'`,
    )
    await hall.startSigner()
    await until(async () =>
      (await rows(`select 1 from ra.passcode where application_no = 'A2026-000216' and state = 'expired'`)).length === 1 ? true : undefined,
    )
    expect((await redeem(passcode, ecKey())).body.code).toBe('state.passcode-expired')
  })

  it('ends a code that nobody used, and a new release makes another', async () => {
    const passcode = await released('A2026-000212')
    offsetMs = 15 * 86_400_000
    expect((await redeem(passcode, ecKey())).body.code).toBe('state.passcode-expired')
    await until(async () =>
      (await rows(`select 1 from ra.passcode where application_no = 'A2026-000212' and state = 'expired'`)).length === 1 ? true : undefined,
    )
    offsetMs = 0
    expect((await holder.post('/passcodes/check', { passcode })).body.code).toBe('state.passcode-expired')
    expect((await release(issuer, 'A2026-000212')).status).toBe(200)
  }, 90_000)
})
