import { pinFacts } from '@certhall/contract/client/messages'
import { tokenErrorCodes } from '@certhall/contract/client/vocabulary'
import { AppError } from '@certhall/kernel/app-error'
import { refusal } from './operation.ts'
import type { Tokens, TokenLogin } from './ports.ts'

/**
 * Stands before the drivers: a call that never answers becomes DRIVER_TIMEOUT, an answer that cannot be true and an error
 * that nobody agreed on TOKEN_FAILED. The drivers' own watchdogs are stricter; this one keeps the client usable when they fail.
 */
export const cautiousTokens = (tokens: Tokens, limitMs: number): Tokens => {
  const call = <Result>(work: () => Promise<Result>): Promise<Result> => within(work, limitMs)
  const trueFacts = (facts: unknown) => {
    const parsed = pinFacts.safeParse(facts)
    if (!parsed.success) throw refusal('TOKEN_FAILED', parsed.error)
    return parsed.data
  }
  return {
    list: () => call(tokens.list),
    pinFacts: async (tokenId) => trueFacts(await call(() => tokens.pinFacts(tokenId))),
    keys: (tokenId) => call(() => tokens.keys(tokenId)),
    changePin: async (tokenId, pin, newPin) =>
      trueFacts(await wiping([pin, newPin], () => call(() => tokens.changePin(tokenId, pin, newPin)))),
    logIn: async (tokenId, pin) => {
      const login = await wiping([pin], () => within(() => tokens.logIn(tokenId, pin), limitMs, endLogin))
      return cautiousLogin(login, call)
    },
  }
}

const cautiousLogin = (login: TokenLogin, call: <Result>(work: () => Promise<Result>) => Promise<Result>): TokenLogin => ({
  generateKey: (request) => call(() => login.generateKey(request)),
  sign: (keyId, content) => call(() => login.sign(keyId, content)),
  writeCertificates: (keyId, chain) => call(() => login.writeCertificates(keyId, chain)),
  removeKey: (keyId) => call(() => login.removeKey(keyId)),
  logOut: () => call(() => login.logOut()),
})

/** A login that comes after we stopped waiting is ended at once: nobody would do it later. */
const endLogin = (login: TokenLogin): void => void login.logOut().catch(() => {})

const wiping = async <Result>(octets: readonly Uint8Array[], work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work()
  } finally {
    for (const each of octets) each.fill(0)
  }
}

const within = <Result>(work: () => Promise<Result>, limitMs: number, afterwards: (late: Result) => void = () => {}): Promise<Result> =>
  new Promise((resolve, reject) => {
    let isOver = false
    const timer = setTimeout(() => {
      isOver = true
      reject(refusal('DRIVER_TIMEOUT'))
    }, limitMs)
    const answer = (result: Result): void => (isOver ? afterwards(result) : resolve(result))
    const fail = (error: unknown): void =>
      reject(error instanceof AppError && isTokenCode(error.code) ? error : refusal('TOKEN_FAILED', error))
    new Promise<Result>((settle) => settle(work())).then(answer, fail).finally(() => clearTimeout(timer))
  })

const isTokenCode = (code: string): boolean => (tokenErrorCodes as readonly string[]).includes(code)
