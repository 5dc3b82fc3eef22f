import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { utf8 } from '@certhall/kernel/bytes'
import { SMTPServer } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { carrierByChannel, noCarrier } from './carriers.ts'
import { smsGateway } from './sms-gateway.ts'
import { smtpCarrier } from './smtp-carrier.ts'

const message = (channel: 'email' | 'sms') => ({
  messageId: '7b0c9f6e-8f4e-4c39-9a54-3b8f6f5d2c11',
  channel,
  address: channel === 'sms' ? '13800138000' : 'chen@example.cn',
  subject: channel === 'sms' ? null : '证书下载',
  body: '【证书服务大厅】秘密 AAAA-BBBB',
  kind: 'passcode',
  applicationNo: 'A2026-000001',
  codes: ['AAAA-BBBB'],
})
const ends: (() => void)[] = []
afterEach(() => ends.splice(0).forEach((end) => end()))

const gateway = async (status: number) => {
  const seen: { body: string; timestamp: string; signature: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request
      .setEncoding('utf8')
      .on('data', (chunk: string) => void (body += chunk))
      .on('end', () => {
        seen.push({
          body,
          timestamp: String(request.headers['x-certhall-timestamp']),
          signature: String(request.headers['x-certhall-signature']),
        })
        response.writeHead(status).end('refused: 13800138000 AAAA-BBBB')
      })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => server.close())
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sms` }
}

describe('the SMS gateway', () => {
  it('that refuses or is not there gives busy.carrier, without the text in any part of the error', async () => {
    const { url } = await gateway(500)
    const clock = { nowMs: () => 1_767_225_600_000 }
    for (const address of [url, 'http://127.0.0.1:9/none']) {
      const error: unknown = await smsGateway({ url: address, secret: utf8('0123456789abcdef'), clock })
        .send(message('sms'))
        .catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'busy.carrier' })
      const { stack, cause, detail } = error as Error & { detail: object }
      expect(`${stack}${String(cause)}${JSON.stringify(detail)}`).not.toMatch(/AAAA|13800138000/)
    }
  })

  it('gets a JSON body signed over timestamp and body', async () => {
    const { seen, url } = await gateway(202)
    await smsGateway({ url, secret: utf8('0123456789abcdef'), clock: { nowMs: () => 1_767_225_600_000 } }).send(message('sms'))
    const [request] = seen
    expect(JSON.parse(request?.body ?? '')).toEqual({ messageId: message('sms').messageId, to: '13800138000', text: message('sms').body })
    expect(request?.signature).toBe(
      `sha256=${createHmac('sha256', '0123456789abcdef').update(`1767225600.${request?.body}`).digest('hex')}`,
    )
    expect(request?.timestamp).toBe('1767225600')
  })
})

describe('the mail server', () => {
  it('that is down gives busy.carrier; back again it takes the same message under the same Message-ID', async () => {
    const mails: string[] = []
    const options = {
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream: NodeJS.ReadableStream, _session: unknown, done: () => void) => {
        let mail = ''
        stream.on('data', (chunk: Buffer) => void (mail += chunk.toString())).on('end', () => (mails.push(mail), done()))
      },
    }
    const first = new SMTPServer(options as never)
    const port = await new Promise<number>((resolve) =>
      first.listen(0, '127.0.0.1', () => resolve((first.server.address() as AddressInfo).port)),
    )
    await new Promise<void>((resolve) => first.close(() => resolve()))
    const carrier = smtpCarrier(`smtp://127.0.0.1:${port}`, 'Certhall <hall@ca.example>')
    ends.push(carrier.close)
    await expect(carrier.send(message('email'))).rejects.toMatchObject({ code: 'busy.carrier', detail: { reason: 'mail-server' } })
    const second = new SMTPServer(options as never)
    await new Promise<void>((resolve) => second.listen(port, '127.0.0.1', () => resolve()))
    ends.push(() => second.close())
    await carrier.send(message('email'))
    await carrier.send(message('email'))
    expect(mails.map((mail) => /^Message-ID: (.*)\r$/im.exec(mail)?.[1])).toEqual(
      Array(2).fill(`<${message('email').messageId}@ca.example>`),
    )
    expect(mails[0]).toMatch(/Auto-Submitted: auto-generated/i)
  })
})

describe('a channel without a carrier', () => {
  it('keeps its messages waiting and names the setting', async () => {
    const carrier = carrierByChannel({ email: noCarrier('CERTHALL_SMTP_URL'), sms: noCarrier('CERTHALL_SMS_URL') })
    await expect(carrier.send(message('sms'))).rejects.toMatchObject({ code: 'busy.carrier', detail: { setting: 'CERTHALL_SMS_URL' } })
  })
})
