/** The child's side: one driver, asked over the channel to the parent, one call after another. */
import { tokenErrorCodes } from '@certhall/contract/client/vocabulary'
import { AppError } from '@certhall/kernel/app-error'
import type { TokenDriver, TokenSession } from '../token.ts'
import type { HostCall, HostCalls, HostEnvelope, HostMessage, OpenDriver } from './messages.ts'

/** Serves until the parent goes; a parent that was killed leaves no host behind. */
export const runDriverHost = (open: OpenDriver): void => {
  const perform = driverCalls(open)
  process.on('disconnect', () => process.exit(0))
  process.on('message', (message: HostMessage) => {
    void perform(message).then(
      (value) => answer({ id: message.id, ok: true, value }),
      (error: unknown) => answer({ id: message.id, ok: false, ...refusalOf(error) }),
    )
  })
}

type Performed = { readonly [Call in HostCall]: (args: HostCalls[Call]) => Promise<unknown> }

const driverCalls = (open: OpenDriver): ((message: HostMessage) => Promise<unknown>) => {
  let driver: TokenDriver | undefined
  let count = 0
  const sessions = new Map<number, TokenSession>()
  const opened = (): TokenDriver => driver ?? failed()
  const sessionOf = (session: number): TokenSession => sessions.get(session) ?? failed()
  const performed: Performed = {
    open: async ({ order }) => {
      driver = await open(order)
    },
    list: () => opened().list(),
    pinFacts: ({ tokenId }) => opened().pinFacts(tokenId),
    keys: ({ tokenId }) => opened().keys(tokenId),
    changePin: ({ tokenId, pin, newPin }) =>
      opened()
        .changePin(tokenId, pin, newPin)
        .finally(() => {
          pin.fill(0)
          newPin.fill(0)
        }),
    logIn: async ({ tokenId, pin }) => {
      const session = await opened()
        .logIn(tokenId, pin)
        .finally(() => pin.fill(0))
      count += 1
      sessions.set(count, session)
      return count
    },
    generateKey: ({ session, request }) => sessionOf(session).generateKey(request),
    sign: ({ session, keyId, content }) => sessionOf(session).sign(keyId, content),
    writeCertificates: ({ session, keyId, chain }) => sessionOf(session).writeCertificates(keyId, chain),
    removeKey: ({ session, keyId }) => sessionOf(session).removeKey(keyId),
    logOut: async ({ session }) => {
      await sessions.get(session)?.logOut()
      sessions.delete(session)
    },
    close: async () => driver?.close(),
  }
  return async ({ call, args }) => (performed[call] as (given: unknown) => Promise<unknown>)(args)
}

const answer = (envelope: HostEnvelope): void => {
  process.send?.(envelope)
}

const refusalOf = (error: unknown): Pick<Extract<HostEnvelope, { ok: false }>, 'code' | 'detail'> => {
  const code = error instanceof AppError ? tokenErrorCodes.find((each) => each === error.code) : undefined
  return { code: code ?? 'TOKEN_FAILED', detail: error instanceof AppError ? { ...error.detail } : {} }
}

const failed = (): never => {
  throw new AppError('TOKEN_FAILED')
}
