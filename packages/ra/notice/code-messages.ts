import type { Random } from '@certhall/kernel/random'
import type { CodeMessages, MessageCarrier } from './ports.ts'
import { contactCodeMessage } from './templates/contact-code.ts'

/** Contact codes go out at once and are kept nowhere: who did not get one asks again. */
export const codeMessages = (carrier: MessageCarrier, random: Random): CodeMessages => ({
  sendCode: async ({ channel, address, language, purpose, code, lifeMinutes }) => {
    const { subject, body } = contactCodeMessage(language, channel, { code, purpose, lifeMinutes })
    await carrier.send({
      messageId: random.uuid(),
      channel,
      address,
      subject,
      body,
      kind: 'contact-code',
      applicationNo: null,
      codes: [code],
    })
  },
})
