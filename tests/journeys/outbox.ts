import type { outboxList } from '@certhall/contract/desk/api'
import type * as z from 'zod'
import type { Session } from './session.ts'

type Message = z.infer<typeof outboxList>['messages'][number]

/** The newest message that fits, waited for at most 30 s: delivery is a job of its own. */
export const awaitMessage = async (session: Session, fits: (message: Message) => boolean): Promise<Message> => {
  for (let attempt = 0; attempt < 150; attempt += 1) {
    const { messages } = await session.get<z.infer<typeof outboxList>>('/outbox')
    const found = messages.find(fits)
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('the message did not arrive in the outbox within 30 s')
}

/** The contact code of the newest such message to this address, sent after `sinceMs`; a PASSCODE goes to the same mobile. */
export const awaitCode = async (session: Session, address: string, sinceMs: number): Promise<string> => {
  const message = await awaitMessage(
    session,
    (each) => each.to === address && each.kind === 'contact-code' && Date.parse(each.at) >= sinceMs && each.codes.length > 0,
  )
  return message.codes[0] ?? ''
}
