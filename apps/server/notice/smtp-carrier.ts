import type { MessageCarrier } from '@certhall/ra/notice/ports'
import { createTransport } from 'nodemailer'
import { notTaken } from './carriers.ts'

export interface SmtpCarrier extends MessageCarrier {
  readonly close: () => void
}

/** Mail through the operator's server, over kept connections. The Message-ID is stable, so that a repeat can be recognised. */
export const smtpCarrier = (smtpUrl: string, from: string): SmtpCarrier => {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 3,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = from.slice(from.lastIndexOf('@') + 1).replace(/[>\s].*$/, '')
  return {
    send: async (message) => {
      try {
        await transport.sendMail({
          from,
          to: message.address,
          subject: message.subject ?? '',
          text: message.body,
          messageId: `<${message.messageId}@${domain}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
      } catch (error) {
        throw notTaken('mail-server', error)
      }
    },
    close: () => transport.close(),
  }
}
