import { fromHex } from '@certhall/kernel/bytes'
import type { InTurn } from '../in-turn.ts'
import type { TokenSession } from '../token.ts'
import { writeCertificates } from './certificates.ts'
import { cko } from './constants.ts'
import { generateKey } from './generate-key.ts'
import type { Login } from './login.ts'
import { byId } from './objects.ts'
import { signContent } from './sign.ts'
import { tokenError } from './token-code.ts'

export const loginSession = (login: Login, inTurn: InTurn): TokenSession => {
  const { objects } = login
  /** An error of a token that is out is that it is out, whatever the library said. */
  const step = <Value>(work: () => Promise<Value>): Promise<Value> =>
    inTurn(async () => {
      if (login.isOver()) throw tokenError('TOKEN_FAILED')
      try {
        return await work()
      } catch (error) {
        await login.stillIn()
        throw error
      }
    })
  return {
    generateKey: ({ keyId, algorithm, label }) => step(() => generateKey(login, { id: idOf(keyId), algorithm, label })),
    sign: (keyId, content) => step(() => signContent(login, idOf(keyId), content)),
    writeCertificates: (keyId, chain) => step(() => writeCertificates(objects, idOf(keyId), chain)),
    removeKey: (keyId) =>
      step(async () => {
        // The private key goes first: what is left of a removal that was cut short can sign nothing.
        for (const objectClass of [cko.privateKey, cko.publicKey, cko.certificate]) {
          for (const handle of await objects.find(byId(objectClass, idOf(keyId)))) await objects.destroy(handle)
        }
      }),
    logOut: () => inTurn(login.end),
  }
}

const idOf = (keyId: string): Uint8Array => {
  try {
    const id = fromHex(keyId)
    if (id.length > 0) return id
  } catch {
    // Falls through: what is no hexadecimal names no key.
  }
  throw tokenError('KEY_NOT_FOUND')
}
