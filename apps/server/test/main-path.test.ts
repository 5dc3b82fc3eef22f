import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { fromBase64 } from '@certhall/kernel/bytes'
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
} from '@certhall/testkit/desk-visitor'
import { type Hall, startHall, submitSample } from '@certhall/testkit/hall'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let hall: Hall
let reviewer: StaffVisitor
let issuer: StaffVisitor

beforeAll(async () => {
  hall = await startHall()
  reviewer = await enrolStaffVisitor(hall.server, hall.tokens['reviewer']?.[0] ?? '')
  issuer = await enrolStaffVisitor(hall.server, hall.tokens['issuer']?.[0] ?? '')
})
afterAll(() => hall.drop())

describe('the main path', () => {
  it('leads from a submitted application to a confirmed certificate', async () => {
    await submitSample(hall, { applicationNo: 'A2026-000001' })
    expect(await approve(reviewer, 'A2026-000001')).toMatchObject({ status: 200, body: { state: 'approved' } })
    expect(await release(issuer, 'A2026-000001')).toMatchObject({ status: 200 })
    const holder = openVisitor(hall.server)
    const passcode = await readPasscode(holder, 'A2026-000001')
    await until(async () => ((await holder.post('/passcodes/check', { passcode })).status === 200 ? true : undefined))
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const csr = await csrOf(privateKey)
    const issued = await holder.post('/passcodes/redeem', { passcode, csr })
    expect(issued).toMatchObject({ status: 200, body: { authorityId: 'issuing-ec' } })
    expect((await holder.post('/passcodes/redeem', { passcode, csr })).body.certificate).toBe(issued.body.certificate)
    const der = fromBase64(issued.body.certificate)
    expect(new X509Certificate(der).verify(new X509Certificate(fromBase64(issued.body.chain[0])).publicKey)).toBe(true)
    const text = canonicalJson({
      format: 'certhall.install-confirmation.v1',
      serialNumber: issued.body.serialNumber,
      certificateSha256: sha256(der),
    })
    const confirmed = await holder.post('/passcodes/confirm', { passcode, text, signature: signStatement(privateKey, text) })
    expect(confirmed).toMatchObject({ status: 200, body: { state: 'used', applicationNo: 'A2026-000001' } })
    expect((await reviewer.get('/desk/cases/A2026-000001')).body).toMatchObject({
      state: 'completed',
      certificates: [{ serialNumber: issued.body.serialNumber, state: 'valid' }],
    })
  })
})
