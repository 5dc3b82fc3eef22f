import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CertificateKey, FollowUp } from '@certhall/contract/application/follow-up'
import { webhookMessage, type WebhookMessage } from '@certhall/contract/webhook/webhook-message'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { fromBase64 } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import { buildSnapshot } from '@certhall/ra/application/snapshot'
import { freezeCertificate } from '@certhall/ra/certificate/freeze-certificate'
import { addWebhook } from '@certhall/ra/webhook/add-webhook'
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
import { operatorTransaction } from '@certhall/store/ra/operator-transaction'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let hall: Hall
let reviewer: StaffVisitor
let issuer: StaffVisitor
const arrived: { readonly headers: IncomingHttpHeaders; readonly body: string; readonly status: number }[] = []
/** The owner of the project: out of order for the first request. */
const receiver = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8').on('data', (part: string) => (body += part))
  request.on('end', () => {
    const status = arrived.length === 0 ? 503 : 204
    arrived.push({ headers: request.headers, body, status })
    response.writeHead(status).end()
  })
})

beforeAll(async () => {
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  hall = await startHall()
  reviewer = await enrolStaffVisitor(hall.server, hall.tokens['reviewer']?.[0] ?? '')
  issuer = await enrolStaffVisitor(hall.server, hall.tokens['issuer']?.[0] ?? '')
})
afterAll(async () => {
  receiver.close()
  await hall.drop()
})

const download = async (applicationNo: string) => {
  await submitSample(hall, { applicationNo })
  await approve(reviewer, applicationNo)
  await release(issuer, applicationNo)
  const holder = openVisitor(hall.server)
  const passcode = await readPasscode(holder, applicationNo)
  await until(async () => ((await holder.post('/passcodes/check', { passcode })).status === 200 ? true : undefined))
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { body } = await holder.post('/passcodes/redeem', { passcode, csr: await csrOf(privateKey) })
  const { serialNumber, authorityId } = body as { serialNumber: string; authorityId: string }
  const text = canonicalJson({
    format: 'certhall.install-confirmation.v1',
    serialNumber,
    certificateSha256: sha256(fromBase64(body.certificate)),
  })
  expect(await holder.post('/passcodes/confirm', { passcode, text, signature: signStatement(privateKey, text) })).toMatchObject({
    status: 200,
  })
  return { serialNumber, authorityId }
}

/** An application to end a certificate, as its holder's pages leave it. */
const askToRevoke = async (target: CertificateKey, applicationNo: string): Promise<void> => {
  await hall.server.grounds.transaction(async ({ applications, certificates, projects }) => {
    const original = await applications.one((await certificates.one(target))?.applicationNo ?? '')
    const offer = (await projects.one('tendering'))?.definition.certificateTypes.find((each) => each.certificateType === 'organization')
    if (original === undefined || offer === undefined) throw new Error('nothing to follow')
    const followUp: FollowUp = { type: 'revoke', target, reason: 'noLongerNeeded', remark: '', shownBy: 'certificate' }
    const { projectId, certificateType, medium, form } = original
    const snapshot = buildSnapshot({
      applicationNo,
      revision: 1,
      selection: { projectId, certificateType, medium },
      offer,
      form,
      papers: [],
      followUp,
    })
    const added = await applications.add({
      ...original,
      applicationId: systemRandom.uuid(),
      applicationNo,
      applicationType: 'revoke',
      followUp,
      state: 'submitted',
      version: 1,
      snapshot: snapshot.text,
      snapshotSha256: snapshot.sha256,
      draftId: null,
      idempotencyKey: systemRandom.uuid(),
    })
    if (!added) throw new Error('an application on it is open')
  })
}

describe('the owner of a project', () => {
  it('is told of a confirmed certificate, again after an accident of theirs, and of a freeze; all signed', async () => {
    const { grounds } = hall.server
    const { port } = receiver.address() as AddressInfo
    const rules = { allowsLocalHttp: true, allowsPrivate: false }
    const transaction = operatorTransaction(grounds.database.kysely)
    const { secret } = await addWebhook({ ...grounds, rules, transaction })(
      { projectId: 'tendering', url: `http://127.0.0.1:${port}/` },
      { kind: 'operator', name: 'root' },
    )
    const key = await download('A2026-000001')
    await until(async () => (arrived.length >= 1 ? true : undefined))
    // What the back-off would make us wait for.
    const hurry = () =>
      grounds.database.pool.query(`update pgboss.job set start_after = '-infinity' where name = 'send-webhook' and state = 'retry'`)
    await until(async () => {
      await hurry()
      return arrived.length >= 2 ? true : undefined
    })
    const freeze = freezeCertificate({ ...grounds, hotline: '', unfreezeUrl: '', authority: grounds.signer })
    await freeze({ key, reason: 'mediumLost', remark: '', actor: { kind: 'holder', source: '203.0.113.7' } })
    await until(async () => (arrived.length >= 3 ? true : undefined))
    const verifier = new Webhook(secret)
    const messages = arrived.map(({ body, headers }) => webhookMessage.parse(verifier.verify(body, headers as Record<string, string>)))
    expect(messages.map(({ type, data }) => [type, data.serialNumber, data.reason])).toEqual([
      ['certificate.issued', key.serialNumber, null],
      ['certificate.issued', key.serialNumber, null],
      ['certificate.frozen', key.serialNumber, 'certificateHold'],
    ] satisfies [WebhookMessage['type'], string, string | null][])
    const ids = arrived.map(({ headers }) => headers['webhook-id'])
    expect(ids[0]).toBe(ids[1])
    expect(ids[2]).not.toBe(ids[0])
    await until(async () => ((await transaction(({ webhooks }) => webhooks.all()))[0]?.messages.sent === 2 ? true : undefined))
  })

  it('is told of a revocation when it is approved, and so is the contact', async () => {
    const key = await download('A2026-000002')
    await until(async () => (arrived.length >= 4 ? true : undefined))
    await askToRevoke(key, 'A2026-000003')
    expect(await approve(reviewer, 'A2026-000003')).toMatchObject({ status: 200, body: { state: 'completed' } })
    await until(async () => (arrived.length >= 5 ? true : undefined))
    expect(webhookMessage.parse(JSON.parse(arrived[4]?.body ?? ''))).toMatchObject({
      type: 'certificate.revoked',
      data: { serialNumber: key.serialNumber, reason: 'cessationOfOperation' },
    })
    const notices = await hall.server.grounds.transaction((tx) => tx.notices.ofApplications(['A2026-000003']))
    expect(notices.map(({ kind, channel }) => `${kind} ${channel}`).toSorted()).toEqual([
      'certificate-revoked email',
      'certificate-revoked sms',
    ])
  })
})
