import { generateKeyPairSync } from 'node:crypto'
import { parsePasscode } from '@certhall/contract/passcode/passcode-code'
import type { IssueOutcome } from '@certhall/contract/signer/issue'
import { AppError } from '@certhall/kernel/app-error'
import { systemRandom } from '@certhall/kernel/random'
import type { OutgoingMessage } from '@certhall/ra/notice/ports'
import { sendNotice } from '@certhall/ra/notice/send-notice'
import { deliverPasscode } from '@certhall/ra/passcode/deliver-passcode'
import { passcodePepper } from '@certhall/ra/passcode/passcode-pepper'
import { provePossession } from '@certhall/ra/passcode/prove-possession'
import { redeemPasscodes } from '@certhall/ra/passcode/redeem-passcode'
import { approve, csrOf, enrolStaffVisitor, type StaffVisitor } from '@certhall/testkit/desk-visitor'
import { type Hall, startHall, submitSample } from '@certhall/testkit/hall'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let hall: Hall
let reviewer: StaffVisitor
let issuer: StaffVisitor
const pepper = passcodePepper(new Uint8Array(32).fill(9))

beforeAll(async () => {
  hall = await startHall()
  reviewer = await enrolStaffVisitor(hall.server, hall.tokens['reviewer']?.[0] ?? '')
  issuer = await enrolStaffVisitor(hall.server, hall.tokens['issuer']?.[0] ?? '')
})
afterAll(() => hall.drop())

const rows = async (statement: string) => (await sql.raw(statement).execute(hall.server.grounds.database.kysely)).rows as Record<string, string>[]

/** Signed and stored, but without the job: these tests are the worker. */
const releasedWithoutJob = async (applicationNo: string): Promise<string> => {
  await submitSample(hall, { applicationNo })
  await approve(reviewer, applicationNo)
  const prepared = await issuer.post(`/desk/deliveries/${applicationNo}/statements`, { channel: 'sms', resendReason: null })
  const { text } = prepared.body as { text: string }
  const { releaseId, decisionSha256 } = JSON.parse(text) as { releaseId: string; decisionSha256: string }
  await hall.server.grounds.transaction(({ releases }) =>
    releases.add({ releaseId, applicationNo, revision: 1, decisionSha256, statement: { text, signature: issuer.sign(text), certificate: issuer.certificate }, textSha256: releaseId, personId: issuer.personId, channel: 'sms', releasedAtMs: 1 }),
  )
  return releaseId
}
const delivery = (send: (message: OutgoingMessage) => Promise<void>, failingAt = 0) => {
  const { grounds } = hall.server
  let count = 0
  const transaction: typeof grounds.transaction = (work) => {
    count += 1
    return count === failingAt ? Promise.reject(new AppError('busy.database')) : grounds.transaction(work)
  }
  return deliverPasscode({ ...grounds, transaction, pepper, carrier: { send }, downloadUrl: 'http://hall.example/download' })
}

describe('delivery', () => {
  it('voids the code when the carrier fails, and makes another at the next attempt', async () => {
    const releaseId = await releasedWithoutJob('A2026-000301')
    const sent: string[] = []
    await expect(delivery(async (message) => {
      sent.push(...message.codes)
      throw new AppError('busy.carrier')
    })(releaseId, false)).rejects.toMatchObject({ code: 'busy.carrier' })
    await delivery(async (message) => void sent.push(...message.codes))(releaseId, false)
    expect(new Set(sent).size).toBe(2)
    expect((await rows(`select state, end_reason from ra.passcode where application_no = 'A2026-000301' order by created_at`))).toEqual([{ state: 'voided', end_reason: 'hand-over-failed' }, { state: 'delivered', end_reason: null }])
  })

  it('that dies between hand-over and commit leaves a code that is voided; a repeat after success sends nothing', async () => {
    const releaseId = await releasedWithoutJob('A2026-000302')
    let sent = 0
    const count = async () => void (sent += 1)
    await expect(delivery(count, 2)(releaseId, false)).rejects.toMatchObject({ code: 'busy.database' })
    await delivery(count)(releaseId, false)
    await delivery(count)(releaseId, false)
    expect(sent).toBe(2)
    expect((await rows(`select state, end_reason from ra.passcode where application_no = 'A2026-000302' order by created_at`))).toEqual([{ state: 'voided', end_reason: 'hand-over-doubtful' }, { state: 'delivered', end_reason: null }])
    expect((await rows(`select type from ra.audit_event where application_no = 'A2026-000302' and type like 'passcode.%' order by occurred_at, type`)).map((row) => row['type']).toSorted()).toEqual(
      ['passcode.created', 'passcode.created', 'passcode.delivered', 'passcode.delivery-failed'],
    )
  })

  it('by two workers at once ends with one live code', async () => {
    const releaseId = await releasedWithoutJob('A2026-000303')
    await Promise.allSettled([delivery(async () => {})(releaseId, false), delivery(async () => {})(releaseId, false)])
    expect((await rows(`select count(*) as live from ra.passcode where application_no = 'A2026-000303' and state in ('created', 'delivered')`))[0]?.['live']).toBe(1)
  })
})

describe('doubt', () => {
  it('allows one more order and then voids the code; no certificate is stored', async () => {
    const releaseId = await releasedWithoutJob('A2026-000304')
    let code = ''
    await delivery(async (message) => void (code = message.codes[0] ?? ''))(releaseId, false)
    const passcode = parsePasscode(code)
    const { grounds } = hall.server
    const doubtful = (orderId: string): IssueOutcome => ({ outcome: 'doubtful', orderId, serialNumber: '01'.repeat(19) })
    const authority = { ...grounds.signer, issue: async (orders: readonly { orderId: string }[]) => orders.map((order) => doubtful(order.orderId)) }
    const redeem = async () => {
      const key = await provePossession(await csrOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey))
      if (!passcode.ok || !key.ok) throw new Error('no code')
      const [outcome] = await redeemPasscodes({ ...grounds, random: systemRandom, pepper, authority })([{ passcode: passcode.value, key: key.value, actor: { kind: 'holder', source: 'test' } }])
      return outcome?.ok === false ? outcome.code : 'issued'
    }
    expect([await redeem(), await redeem(), await redeem()]).toEqual(['state.order-doubtful', 'state.order-doubtful', 'state.passcode-voided'])
    expect(await rows(`select 1 from ra.certificate where application_no = 'A2026-000304'`)).toEqual([])
    expect((await rows(`select type from ra.audit_event where application_no = 'A2026-000304' and type = 'order.doubtful'`)).length).toBe(2)
  })
})

describe('a notice', () => {
  it('is tried again while the carrier fails, becomes a dead letter at the last attempt, and is not sent twice after success', async () => {
    const { grounds } = hall.server
    const add = async (applicationNo: string): Promise<string> => {
      await grounds.transaction(({ notices }) =>
        notices.add({ kind: 'application-rejected', applicationNo, channel: 'email', address: 'chen@example.cn', language: 'en', parameters: { organizationName: 'x', reason: 'duplicate', progressUrl: 'http://hall.example' } }),
      )
      // The hall's own worker must not be faster than this test.
      const [row] = await rows(`update ra.notice set state = 'retrying' where application_no = '${applicationNo}' returning notice_id`)
      return row?.['notice_id'] ?? ''
    }
    await grounds.queue.stop()
    const failing = sendNotice({ ...grounds, carrier: { send: () => Promise.reject(new AppError('busy.carrier', { detail: { reason: 'mail-server' } })) } })
    const dead = await add('A2026-000311')
    await expect(failing(dead, false)).rejects.toMatchObject({ code: 'busy.carrier' })
    await expect(failing(dead, true)).rejects.toMatchObject({ code: 'busy.carrier' })
    expect(await rows(`select state, attempts, last_failure from ra.notice where notice_id = '${dead}'`)).toEqual([{ state: 'failed', attempts: 2, last_failure: 'mail-server' }])
    expect((await rows(`select type from ra.audit_event where application_no = 'A2026-000311'`)).map((row) => row['type'])).toEqual(['notice.failed'])
    const alive = await add('A2026-000312')
    const ids: string[] = []
    const working = sendNotice({ ...grounds, carrier: { send: async (message) => void ids.push(message.messageId) } })
    await expect(failing(alive, false)).rejects.toMatchObject({ code: 'busy.carrier' })
    await working(alive, false)
    await working(alive, false)
    expect(ids).toEqual([alive])
  })
})
